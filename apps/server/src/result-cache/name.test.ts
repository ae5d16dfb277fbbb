import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cacheName } from './name.ts'
import type { Origin } from './result-cache.ts'

const origin: Origin = {
  bucket: 'photos',
  key: 'a.jpg',
  version: 'v1',
  process: 'image/resize,w_200',
  styles: ['small'],
  marks: [{ key: 'logo.png', version: 'm1' }],
  revision: 'r1',
}

it('is 32 letters that are safe in a header and a path', () => {
  expect(cacheName(origin)).toMatch(/^[\w-]{32}$/)
  expect(cacheName({ ...origin })).toBe(cacheName(origin))
})

it.each<[string, Partial<Origin>]>([
  ['the bucket', { bucket: 'other' }],
  ['the key', { key: 'b.jpg' }],
  ['the version', { version: 'v2' }],
  ['the process', { process: 'image/resize,w_201' }],
  ['the revision', { revision: 'r2' }],
  ['no mark', { marks: [] }],
  ['another mark', { marks: [{ key: 'logo2.png', version: 'm1' }] }],
  ['another version of a mark', { marks: [{ key: 'logo.png', version: 'm2' }] }],
  ['a mark twice', { marks: [...origin.marks, ...origin.marks] }],
  ['what stood in the next field', { bucket: 'photosa', key: '.jpg' }],
  ['a quote and a comma', { bucket: 'photos","a.jpg', key: '' }],
])('differs by %s', (_, change) => {
  expect(cacheName({ ...origin, ...change })).not.toBe(cacheName(origin))
})

it('does not differ by the styles, which stand in the process', () => {
  expect(cacheName({ ...origin, styles: [] })).toBe(cacheName(origin))
})

it('tells any two origins apart, whatever their texts hold', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary-ascii', maxLength: 4 }),
    fc.constantFrom('"', '","', '\ud800', '\udfff', ''),
  )
  const fields = fc.tuple(text, text, text, text, text)
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      fc.pre(one.some((field, index) => field !== other[index]))
      expect(cacheName(withFields(one))).not.toBe(cacheName(withFields(other)))
    }),
  )
})

function withFields([bucket, key, version, process, revision]: [
  string,
  string,
  string,
  string,
  string,
]): Origin {
  return { bucket, key, version, process, revision, styles: [], marks: [] }
}
