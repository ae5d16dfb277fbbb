import type { ClaimedCredentials } from './claimed-credentials.ts'
import { constantTimeEqual } from './constant-time-equal.ts'
import type { Credentials, StoredCredentials } from './credentials.ts'
import { SignerError } from './errors.ts'

/** Who a request says it comes from. */
type ClaimedKey = Pick<ClaimedCredentials, 'accessKeyId' | 'securityToken'>

/** What follows the AccessKey ID in the Authorization header of versions 1 and 4, and so cannot be in it. */
const SEPARATORS = { colons: ':', commas: ',' } as const

/**
 * Throws `InvalidArgument` for credentials no signature can be made with: an empty secret, an ID that does
 * not fit the header.
 */
export function checkCredentials(
  { accessKeyId, accessKeySecret }: Credentials,
  separators: keyof typeof SEPARATORS,
): void {
  const fits = /^\S+$/.test(accessKeyId) && !accessKeyId.includes(SEPARATORS[separators])
  if (fits && accessKeySecret !== '') return
  const message = `Signing needs an AccessKey ID without spaces and ${separators}, and an AccessKey secret.`
  throw new SignerError('InvalidArgument', 'key', message)
}

/**
 * The credentials behind a claim.
 * Throws `InvalidAccessKeyId` for an unknown or disabled key.
 */
export function checkKey(
  { accessKeyId }: ClaimedKey,
  find: (accessKeyId: string) => StoredCredentials | undefined,
): StoredCredentials {
  const stored = find(accessKeyId)
  const details = { OSSAccessKeyId: accessKeyId }
  // An empty secret would let everybody in.
  if (stored === undefined || stored.accessKeySecret === '') {
    const message = 'The OSS Access Key Id you provided does not exist in our records.'
    throw new SignerError('InvalidAccessKeyId', 'key', message, { details, ec: '0002-00000902' })
  }
  if (stored.disabled) {
    const message = 'The OSS Access Key Id you provided is disabled.'
    throw new SignerError('InvalidAccessKeyId', 'key', message, { details, ec: '0002-00000903' })
  }
  return stored
}

/** What tells a good token from a bad one. */
export interface TokenContext {
  /** The time of receipt. */
  readonly now: Date
  /**
   * The AccessKey ID a token was issued with, undefined for an unknown token. Lets a token of another key be
   * told from an invalid one. Default: both are `InvalidSecurityToken`.
   */
  readonly tokenOwner?: ((securityToken: string) => string | undefined) | undefined
}

/**
 * Lets a claim pass whose token is the one issued with its key and still good, or that has none for a
 * long-term key.
 * Throws `InvalidSecurityToken`, `AccessKeyIdAndSecurityTokenNotMatch`, `SecurityTokenExpired`, or
 * `InvalidAccessKeyId` for a temporary key without its token (which alone is no key).
 */
export function checkToken(claim: ClaimedKey, stored: StoredCredentials, context: TokenContext): void {
  const { accessKeyId, securityToken } = claim
  if (!stored.securityToken) {
    if (securityToken === undefined) return
    throw invalidToken()
  }
  if (securityToken === undefined) {
    const message = 'The OSS Access Key Id you provided does not exist in our records.'
    const details = { OSSAccessKeyId: accessKeyId }
    throw new SignerError('InvalidAccessKeyId', 'token', message, { details, ec: '0002-00000003' })
  }
  if (!constantTimeEqual(stored.securityToken, securityToken)) {
    const owner = context.tokenOwner?.(securityToken)
    if (owner === undefined || owner === accessKeyId) throw invalidToken()
    const message = 'The OSS access key id and security token you provided does not match.'
    const code = 'AccessKeyIdAndSecurityTokenNotMatch'
    throw new SignerError(code, 'token', message, { ec: '0002-00000004' })
  }
  if (stored.expiration === undefined || context.now <= stored.expiration) return
  const message = 'The security token you provided has expired.'
  throw new SignerError('SecurityTokenExpired', 'token', message, { ec: '0002-00000007' })
}

function invalidToken(): SignerError {
  const message = 'The security token you provided is invalid.'
  return new SignerError('InvalidSecurityToken', 'token', message, { ec: '0002-00000008' })
}
