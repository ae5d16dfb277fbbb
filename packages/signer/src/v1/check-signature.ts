import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { constantTimeEqual } from '../constant-time-equal.ts'
import { SignerError } from '../errors.ts'
import type { SignableRequest } from '../request.ts'
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

  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  const details = {
    OSSAccessKeyId: claim.accessKeyId,
    SignatureProvided: claim.signature,
    StringToSign: expected,
    StringToSignBytes: spacedHex(expected),
  }
  throw new SignerError('SignatureDoesNotMatch', 'signature', message, { details, ec: '0002-00000040' })
}

/** The UTF-8 bytes of a text as `47 45 54`. */
function spacedHex(text: string): string {
  return bytesToHex(utf8ToBytes(text)).replace(/..(?=.)/g, '$& ')
}
