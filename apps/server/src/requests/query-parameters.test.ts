import { parseQuery } from '@ossimg/signer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readKeyEncoding, readKeyText, readLimit, readParameter, writeKey } from './query-parameters.ts'

it.each([
  ['', undefined],
  ['prefix', undefined],
  ['prefix=', undefined],
  ['prefix=a+b%2F', 'a b/'],
  ['prefix=a&prefix=b', 'a'],
  ['Prefix=a', undefined],
])('?%s has the prefix %s', (query, value) => {
  expect(readParameter(parseQuery(query), 'prefix')).toBe(value)
})

it.each([
  ['', 100],
  ['max-keys=1', 1],
  ['max-keys=1000', 1000],
  ['max-keys=010', 10],
])('?%s allows %i entries', (query, limit) => {
  expect(readLimit(parseQuery(query), 'max-keys', 100)).toBe(limit)
})

it.each(['', '0', '-1', '1001', '99999999999999999999', '1.5', '1e2', ' 1', 'ten', '１'])(
  'max-keys=%s is refused',
  (value) => {
    expect(() => readLimit([['max-keys', value]], 'max-keys', 100)).toThrow(
      expect.objectContaining({
        code: 'InvalidArgument',
        fields: { ArgumentName: 'max-keys', ArgumentValue: value },
      }),
    )
  },
)

it.each([
  ['', 'none'],
  ['encoding-type=', 'none'],
  ['encoding-type=url', 'url'],
])('?%s writes keys as %s', (query, encoding) => {
  expect(readKeyEncoding(parseQuery(query))).toBe(encoding)
})

it.each(['URL', 'base64', 'none'])('encoding-type=%s is refused', (value) => {
  expect(() => readKeyEncoding([['encoding-type', value]])).toThrow(
    expect.objectContaining({ fields: { ArgumentName: 'encoding-type', ArgumentValue: value } }),
  )
})

it('counts the length of a prefix in bytes', () => {
  const longest = '照'.repeat(341)
  expect(readKeyText([['prefix', longest]], 'prefix')).toBe(longest)
  expect(() => readKeyText([['prefix', `${longest}a`]], 'prefix')).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      fields: expect.objectContaining({ ArgumentName: 'prefix' }),
    }),
  )
})

it.each([
  ['none', 'a b/<&>照', 'a b/<&>照'],
  ['url', "a b+c/d&e=f?g#h%20!'()*-_.~", 'a%20b%2Bc%2Fd%26e%3Df%3Fg%23h%2520%21%27%28%29%2A-_.~'],
  ['url', '照😀\u0000', '%E7%85%A7%F0%9F%98%80%00'],
] as const)('%s writes %j as %s', (encoding, key, written) => {
  expect(writeKey(key, encoding)).toBe(written)
})

it('writes keys so that SDKs read them, whether or not they take a plus sign for a space', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (key) => {
      const written = writeKey(key, 'url')
      expect(written).toMatch(/^([A-Za-z0-9._~-]|%[0-9A-F]{2})*$/)
      expect(decodeURIComponent(written.replaceAll('+', ' '))).toBe(key)
    }),
  )
})
