import fc from 'fast-check'
import { expect, it } from 'vitest'
import { percentEncode } from './percent-encode.ts'

it.each([
  ['', ''],
  ['AZaz09-_.~', 'AZaz09-_.~'],
  ['a/b c+d', 'a%2Fb%20c%2Bd'],
  ["!'()*", '%21%27%28%29%2A'],
  ['%2F', '%252F'],
  ['照', '%E7%85%A7'],
  ['😀', '%F0%9F%98%80'],
  ['\n\0', '%0A%00'],
  ['\ud800', '%EF%BF%BD'],
])('%j is %s', (text, encoded) => {
  expect(percentEncode(text)).toBe(encoded)
})

it('is undone by decoding', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodeURIComponent(percentEncode(text))).toBe(text)
    }),
  )
})
