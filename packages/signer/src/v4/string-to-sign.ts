import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { ALGORITHM, type Scope, writeScope } from './scope.ts'

/**
 * The text version 4 signs: the algorithm, the date of signing (`20260115T083000Z`), the scope and the
 * SHA-256 of the canonical request in lower-case hex, a line each.
 * Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function stringToSign(canonicalRequest: string, date: string, scope: Scope): string {
  const hash = bytesToHex(sha256(utf8ToBytes(canonicalRequest)))
  return [ALGORITHM, date, writeScope(scope), hash].join('\n')
}
