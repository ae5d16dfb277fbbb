import { constantTimeEqual } from '../constant-time-equal.ts'
import type { SignableRequest } from '../request.ts'
import { signatureMismatch } from '../signature-mismatch.ts'
import type { V1Claim } from './claim.ts'
import { computeSignature } from './signature.ts'
import { stringToSign } from './string-to-sign.ts'

/**
 * Lets a request pass whose signature was made with this secret.
 * Throws `SignatureDoesNotMatch` with our string to sign, for the sender to compare with theirs.
 */
export function checkSignature(request: SignableRequest, claim: V1Claim, accessKeySecret: string): void {
  const expires = claim.placement === 'url' ? claim.expires : undefined
  const expected = stringToSign(request, { expires })
  const matches = (text: string) =>
    constantTimeEqual(computeSignature(text, accessKeySecret), claim.signature)
  if (matches(expected)) return
  // The Java SDK writes `name=` for a parameter it was given an empty value for.
  const alternative = stringToSign(request, { expires, emptyValues: 'equals' })
  if (alternative !== expected && matches(alternative)) return
  throw signatureMismatch(claim, expected)
}
