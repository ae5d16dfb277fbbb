import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { ClaimedCredentials } from './claimed-credentials.ts'
import { SignerError } from './errors.ts'

/**
 * `SignatureDoesNotMatch` with our string to sign, for the sender to compare with theirs, and what else they
 * can compare.
 */
export function signatureMismatch(
  { accessKeyId, signature }: ClaimedCredentials,
  stringToSign: string,
  more: Readonly<Record<string, string>> = {},
): SignerError {
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.'
  const details = {
    OSSAccessKeyId: accessKeyId,
    SignatureProvided: signature,
    StringToSign: stringToSign,
    StringToSignBytes: spacedHex(stringToSign),
    ...more,
  }
  return new SignerError('SignatureDoesNotMatch', 'signature', message, { details, ec: '0002-00000040' })
}

/** The UTF-8 bytes of a text as `47 45 54`. */
function spacedHex(text: string): string {
  return bytesToHex(utf8ToBytes(text)).replace(/..(?=.)/g, '$& ')
}
