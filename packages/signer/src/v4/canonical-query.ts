import { byteOrder } from '../byte-order.ts'
import { percentEncode } from '../percent-encode.ts'
import { type EmptyValues, writeParameter } from '../query.ts'
import type { SignableRequest } from '../request.ts'

/** How parameters without value are written: all of them alike, or each by its name. */
export type EmptyValuesByName = EmptyValues | ((name: string) => EmptyValues)

/**
 * CanonicalQuery: all parameters but `x-oss-signature`, names and values percent-encoded, in byte order of
 * the encoded names: `acl&x-oss-process=image%2Finfo`. Those of one name stay in the order they came in.
 * Source: OSS, "Include a V4 signature in the Authorization header".
 */
export function canonicalQuery(request: SignableRequest, emptyValues: EmptyValuesByName = 'bare'): string {
  const writing = typeof emptyValues === 'string' ? () => emptyValues : emptyValues
  return request.query
    .filter(([name]) => name !== 'x-oss-signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value), writing(name)] as const)
    .sort(([left], [right]) => byteOrder(left, right))
    .map(([name, value, written]) => writeParameter(name, value, written))
    .join('&')
}
