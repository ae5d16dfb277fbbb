import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { type Scope, TERMINATOR } from './scope.ts'

/**
 * The 32 bytes version 4 signs with: the secret, run through HMAC-SHA256 over day, region, product and
 * `aliyun_v4_request` in turn. Good for this scope only.
 * Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function signingKey(accessKeySecret: string, { day, region, product }: Scope): Uint8Array {
  return [day, region, product, TERMINATOR].reduce<Uint8Array>(
    (key, part) => hmac(sha256, key, utf8ToBytes(part)),
    utf8ToBytes(`aliyun_v4${accessKeySecret}`),
  )
}
