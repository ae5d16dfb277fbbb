import { byteOrder } from '../byte-order.ts'
import { headersOf, type SignableRequest } from '../request.ts'

/**
 * CanonicalizedOSSHeaders: a line `name:value` for every `x-oss-` header, names in lower case and in byte
 * order, each line ended by `\n`; `''` if there is none.
 * Source: OSS, "Include signatures in the Authorization header".
 */
export function canonicalHeaders(request: SignableRequest): string {
  return [...headersOf(request)]
    .filter(([name]) => name.startsWith('x-oss-'))
    .sort(([left], [right]) => byteOrder(left, right))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('')
}
