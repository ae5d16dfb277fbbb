import { constantTimeEqual } from '../constant-time-equal.ts'
import { headersOf, type SignableRequest } from '../request.ts'
import { signatureMismatch } from '../signature-mismatch.ts'
import { isSignedParameter } from '../v1/signed-parameters.ts'
import type { EmptyValuesByName } from './canonical-query.ts'
import { canonicalRequest } from './canonical-request.ts'
import type { V4Claim } from './claim.ts'
import { computeSignature } from './signature.ts'
import { signedDate } from './signed-date.ts'
import { signingKey } from './signing-key.ts'
import { stringToSign } from './string-to-sign.ts'

/**
 * How parameters without value may have been signed, beside the way that OSS documents. On the wire there is no telling
 * them apart: the Node SDK sends `uploads=&prefix=` and signs `prefix=&uploads`, for it keeps the equals sign of those that
 * are no sub-resources.
 */
const WRITINGS: readonly EmptyValuesByName[] = [
  'equals',
  (name) => (isSignedParameter(name) ? 'bare' : 'equals'),
]

/**
 * Lets a request pass that has all the headers its signature covers and whose signature was made with this
 * secret. Throws `SignatureDoesNotMatch` with our canonical request and string to sign, for the sender to
 * compare with theirs.
 */
export function checkSignature(request: SignableRequest, claim: V4Claim, accessKeySecret: string): void {
  const { additionalHeaders, scope } = claim
  const date = signedDate(request, claim) ?? ''
  const key = signingKey(accessKeySecret, scope)
  const canonical = (emptyValues: EmptyValuesByName) =>
    canonicalRequest(request, { additionalHeaders, emptyValues })
  const matches = (text: string) =>
    constantTimeEqual(computeSignature(stringToSign(text, date, scope), key), claim.signature)

  const expected = canonical('bare')
  const headers = headersOf(request)
  if (additionalHeaders.every((name) => headers.has(name))) {
    const texts = new Set([expected, ...WRITINGS.map(canonical)])
    if ([...texts].some(matches)) return
  }
  throw signatureMismatch(claim, stringToSign(expected, date, scope), { CanonicalRequest: expected })
}
