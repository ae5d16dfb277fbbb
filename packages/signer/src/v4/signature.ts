import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * The version 4 signature of a string to sign: HMAC-SHA256 over its UTF-8 bytes, 64 digits of lower-case
 * hex.
 */
export function computeSignature(stringToSign: string, signingKey: Uint8Array): string {
  return bytesToHex(hmac(sha256, signingKey, utf8ToBytes(stringToSign)))
}
