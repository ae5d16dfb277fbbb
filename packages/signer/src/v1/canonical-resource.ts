import { byteOrder } from '../byte-order.ts'
import { type EmptyValues, writeParameter } from '../query.ts'
import { resourcePath, type SignableRequest } from '../request.ts'
import { isSignedParameter } from './signed-parameters.ts'

/**
 * CanonicalizedResource: `/`, `/bucket/` or `/bucket/key`, then the signed query parameters in byte order of
 * their names, the first of each name. Nothing is percent-encoded:
 * `/photos/照片.jpg?x-oss-process=image/resize,w_100`.
 * Source: OSS, "Include signatures in the Authorization header".
 */
export function canonicalResource(request: SignableRequest, emptyValues: EmptyValues = 'bare'): string {
  const path = resourcePath(request)
  const signed = new Map<string, string>()
  for (const [name, value] of request.query) {
    if (isSignedParameter(name) && !signed.has(name)) signed.set(name, value)
  }
  if (signed.size === 0) return path
  const parameters = [...signed]
    .sort(([left], [right]) => byteOrder(left, right))
    .map(([name, value]) => writeParameter(name, value, emptyValues))
  return `${path}?${parameters.join('&')}`
}
