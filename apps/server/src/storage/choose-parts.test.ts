import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { chooseParts, multipartEtag } from './choose-parts.ts'
import { MIN_PART_BYTES } from './limits.ts'
import type { Part, PartSelection } from './uploads.ts'

const stored = [
  part(1, MIN_PART_BYTES, 'a'),
  part(2, MIN_PART_BYTES - 1, 'b'),
  part(9, MIN_PART_BYTES, 'c'),
  part(10_000, 1, 'd'),
]

it.each<[string, PartSelection, readonly number[]]>([
  ['one', [{ number: 9, etag: md5('c') }], [9]],
  ['some', [named(1, 'a'), named(9, 'c'), named(10_000, 'd')], [1, 9, 10_000]],
  ['a small one at the end', [named(1, 'a'), named(2, 'b')], [1, 2]],
  ['ETags in lower case', [{ number: 1, etag: md5('a').toLowerCase() }], [1]],
])('chooses %s', (_, selection, numbers) => {
  expect(chooseParts(stored, selection, 'ID').map(({ number }) => number)).toEqual(numbers)
})

it('chooses all that are there', () => {
  expect(chooseParts(stored.slice(2), 'all', 'ID')).toEqual(stored.slice(2))
})

it.each<[string, PartSelection, string, Record<string, string>]>([
  ['nothing', [], 'InvalidPart', {}],
  ['an unknown number', [named(1, 'a'), named(3, 'c')], 'InvalidPart', { PartNumber: '3', ETag: md5('c') }],
  ['another ETag', [named(1, 'b')], 'InvalidPart', { PartNumber: '1', ETag: md5('b') }],
  ['no ETag', [{ number: 1, etag: '' }], 'InvalidPart', { PartNumber: '1', ETag: '' }],
  ['a fall', [named(9, 'c'), named(1, 'a')], 'InvalidPartOrder', { PartNumber: '1', ETag: md5('a') }],
  ['a repetition', [named(1, 'a'), named(1, 'a')], 'InvalidPartOrder', { PartNumber: '1', ETag: md5('a') }],
  [
    'a fall, whatever is there',
    [named(5, 'x'), named(4, 'x')],
    'InvalidPartOrder',
    { PartNumber: '4', ETag: md5('x') },
  ],
  ['a small one', [named(2, 'b'), named(9, 'c')], 'EntityTooSmall', { PartNumber: '2', ETag: md5('b') }],
  ['a small one among all', 'all', 'EntityTooSmall', { PartNumber: '2', ETag: md5('b') }],
])('refuses %s', (_, selection, code, fields) => {
  expect(() => chooseParts(stored, selection, 'ID')).toThrow(
    expect.objectContaining({ code, fields: { UploadId: 'ID', ...fields } }),
  )
})

it('makes the ETag of the ETags', () => {
  const parts = [{ etag: md5('hello') }, { etag: md5('world') }]
  expect(multipartEtag(parts)).toBe('065947336A2F2A95BA8899F3675C3BE6-2')
  expect(multipartEtag(parts.slice(0, 1))).toMatch(/^[0-9A-F]{32}-1$/)
})

function part(number: number, size: number, content: string): Part {
  return { number, size, etag: md5(content), crc64: '0', lastModified: new Date(0) }
}

function named(number: number, content: string): Pick<Part, 'number' | 'etag'> {
  return { number, etag: md5(content) }
}

function md5(content: string): string {
  return createHash('md5').update(content).digest('hex').toUpperCase()
}
