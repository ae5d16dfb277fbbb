import { constantTimeEqual } from '../constant-time-equal.ts'
import type { EmptyValues } from '../query.ts'
import { headersOf, type SignableRequest } from '../request.ts'
import { signatureMismatch } from '../signature-mismatch.ts'
import { canonicalRequest } from './canonical-request.ts'
import type { V4Claim } from './claim.ts'
import { computeSignature } from './signature.ts'
import { signedDate } from './signed-date.ts'
import { signingKey } from './signing-key.ts'
import { stringToSign } from './string-to-sign.ts'

/**
 * Lets a request pass that has all the headers its signature covers and whose signature was made with this
 * secret. Throws `SignatureDoesNotMatch` with our canonical request and string to sign, for the sender to
 * compare with theirs.
 */
export function checkSignature(request: SignableRequest, claim: V4Claim, accessKeySecret: string): void {
  const { additionalHeaders, scope } = claim
  const date = signedDate(request, claim) ?? ''
  const key = signingKey(accessKeySecret, scope)
  const canonical = (emptyValues: EmptyValues) =>
    canonicalRequest(request, { additionalHeaders, emptyValues })
  const matches = (text: string) =>
    constantTimeEqual(computeSignature(stringToSign(text, date, scope), key), claim.signature)

  const expected = canonical('bare')
  const headers = headersOf(request)
  if (additionalHeaders.every((name) => headers.has(name))) {
    if (matches(expected)) return
    // The Node SDK keeps the equals sign of an empty value that is not a sub-resource.
    const alternative = canonical('equals')
    if (alternative !== expected && matches(alternative)) return
  }
  throw signatureMismatch(claim, stringToSign(expected, date, scope), { CanonicalRequest: expected })
}
