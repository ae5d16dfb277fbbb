import type { SignableRequest } from '../request.ts'
import { signedHeaders } from '../signed-headers.ts'

/**
 * CanonicalizedOSSHeaders: a line `name:value` for every `x-oss-` header, names in lower case and in byte
 * order, each line ended by `\n`; `''` if there is none.
 * Source: OSS, "Include signatures in the Authorization header".
 */
export function canonicalHeaders(request: SignableRequest): string {
  return signedHeaders(request, (name) => name.startsWith('x-oss-'))
}
