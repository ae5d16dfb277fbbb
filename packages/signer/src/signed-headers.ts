import { byteOrder } from './byte-order.ts'
import { headersOf, type SignableRequest } from './request.ts'

/**
 * A line `name:value` for every header that `isSigned` picks by its lower-case name, in byte order of the
 * names, each line ended by `\n`; `''` if there is none.
 */
export function signedHeaders(request: SignableRequest, isSigned: (name: string) => boolean): string {
  return [...headersOf(request)]
    .filter(([name]) => isSigned(name))
    .sort(([left], [right]) => byteOrder(left, right))
    .map(([name, value]) => `${name}:${value}\n`)
    .join('')
}
