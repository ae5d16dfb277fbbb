import type { SignableRequest } from '../request.ts'
import { signedHeaders } from '../signed-headers.ts'
import { additionalHeaderNames, isSignedByDefault } from './additional-headers.ts'

/**
 * CanonicalHeaders: a line `name:value` for Content-Type, Content-MD5, every `x-oss-` header and the
 * additional ones, as far as the request has them, names in lower case and in byte order, each line ended by
 * `\n`. Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function canonicalHeaders(
  request: SignableRequest,
  additionalHeaders: readonly string[] = [],
): string {
  const additional = new Set(additionalHeaderNames(additionalHeaders))
  return signedHeaders(request, (name) => isSignedByDefault(name) || additional.has(name))
}
