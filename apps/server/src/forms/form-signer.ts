import { type FormFields, verifyPolicy } from '@ossimg/signer'
import type { Caller } from '../access.ts'
import type { KeyRing, ServerKey } from '../configuration/key-ring.ts'

/** Whose signatures count, for which region, and what time it is. */
export interface FormSignerOptions {
  readonly keys: KeyRing
  /** The region that version 4 signatures must be made for. Undefined: any. */
  readonly region: string | undefined
  readonly now: Date
}

/** Who lets a form be sent. */
export interface FormSigner {
  readonly caller: Caller
  /** Fields, in lower case, that a version 4 signature does not cover unless the policy does. */
  readonly uncovered: readonly string[]
}

const V4_FIELDS = ['x-oss-signature-version', 'x-oss-credential', 'x-oss-date']

/** Proves who signed a form's policy. Throws SignerError. */
export function formSigner(fields: FormFields, { keys, region, now }: FormSignerOptions): FormSigner {
  let key: ServerKey | undefined
  const identity = verifyPolicy(fields, {
    find: (id) => {
      key = keys.find(id)
      return key
    },
    tokenOwner: (token) => keys.tokenOwner(token),
    region,
    now,
  })
  if (identity.kind === 'anonymous' || !key) return { caller: 'anonymous', uncovered: [] }
  return { caller: key.holder, uncovered: identity.version === 4 ? V4_FIELDS : [] }
}
