import { expect, it } from 'vitest'
import { byteOrder } from './byte-order.ts'

it.each([
  ['acl', 'acl', 0],
  ['acl', 'append', -1],
  ['style', 'styleName', -1],
  ['withHashContext', 'acl', 1],
  ['Z', 'a', -1],
  ['x-oss-\uffff', 'x-oss-😀', -1],
])('byteOrder(%j, %j) has the sign %i', (left, right, sign) => {
  expect(Math.sign(byteOrder(left, right))).toBe(sign)
})
