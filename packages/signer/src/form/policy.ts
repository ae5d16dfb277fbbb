import { utf8ToBytes } from '@noble/hashes/utils.js'
import { SignerError } from '../errors.ts'

/** A condition on one field, or on the size of the file in bytes. Fields have their name behind a `$`. */
export type PolicyCondition =
  | Readonly<Record<string, string>>
  | readonly ['eq' | 'starts-with', field: `$${string}`, text: string]
  | readonly ['in' | 'not-in', field: `$${string}`, values: readonly string[]]
  | readonly ['content-length-range', least: number, most: number]

/** What a form may send, and until when. Source: OSS, "PostObject", Appendix: Policy. */
export interface PostPolicy {
  /** The last moment the form can be sent. */
  readonly expiration: Date
  /** All must hold. OSS refuses a policy without any. */
  readonly conditions: readonly PolicyCondition[]
}

/**
 * The field `policy` of a form, which is also the text that is signed: the policy as JSON, in base64.
 * Throws `InvalidArgument` for an expiration that is no date.
 */
export function encodePolicy({ expiration, conditions }: PostPolicy): string {
  if (Number.isNaN(expiration.getTime())) {
    const message = 'The expiration of the policy is not a valid date.'
    throw new SignerError('InvalidArgument', 'expiry', message)
  }
  const bytes = utf8ToBytes(JSON.stringify({ expiration: expiration.toISOString(), conditions }))
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
}
