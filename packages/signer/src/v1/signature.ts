import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'

/**
 * The version 1 signature of a string to sign: HMAC-SHA1 over its UTF-8 bytes, in base64 with padding (28
 * characters).
 */
export function computeSignature(stringToSign: string, accessKeySecret: string): string {
  const digest = hmac(sha1, utf8ToBytes(accessKeySecret), utf8ToBytes(stringToSign))
  return btoa(String.fromCharCode(...digest))
}
