import type { Credentials, StoredCredentials } from '@ossimg/signer'
import type { KeyHolder } from '../access.ts'

/** A key of the server: what is signed with it, and what it is for. */
export interface ServerKey extends StoredCredentials {
  readonly holder: KeyHolder
}

/** The server's keys, which may change while it runs. */
export interface KeyRing {
  find(accessKeyId: string): ServerKey | undefined
  /** The id of the key that a security token was issued with; undefined: unknown. */
  tokenOwner(securityToken: string): string | undefined
}

/** A ring of keys that stay. Of keys with the same id the last counts. */
export function keyRing(keys: readonly ServerKey[]): KeyRing {
  const byId = new Map(keys.map((key) => [key.accessKeyId, key]))
  const byToken = new Map(keys.map(({ securityToken, accessKeyId }) => [securityToken, accessKeyId]))
  return {
    find: (accessKeyId) => byId.get(accessKeyId),
    tokenOwner: (securityToken) => byToken.get(securityToken),
  }
}

/** A ring of keys that can be replaced all at once. */
export interface ChangingKeyRing extends KeyRing {
  replace(keys: readonly ServerKey[]): void
}

/** A ring without keys, until it is given some. */
export function changingKeyRing(): ChangingKeyRing {
  let ring = keyRing([])
  return {
    find: (accessKeyId) => ring.find(accessKeyId),
    tokenOwner: (securityToken) => ring.tokenOwner(securityToken),
    replace: (keys) => {
      ring = keyRing(keys)
    },
  }
}

/** A key that may do everything. */
export function ownerKey(credentials: Credentials): ServerKey {
  return { ...credentials, holder: { name: 'owner', readOnly: false, buckets: undefined } }
}
