import { expect, it } from 'vitest'
import { readCopyRange } from './copy-range.ts'

it.each([
  [undefined, undefined],
  ['bytes=0-9', { start: 0, end: 9 }],
  ['bytes=3-3', { start: 3, end: 3 }],
  ['Bytes=4-', { start: 4, end: 9 }],
  ['bytes=-4', { start: 6, end: 9 }],
  [' bytes=0-0 ', { start: 0, end: 0 }],
])('%s of 10 bytes', (header, range) => {
  expect(readCopyRange(header, 10)).toEqual(range)
})

it.each(['', '0-9', 'bytes=', 'bytes=-', 'bytes=a-b', 'bytes=0-1,3-4', 'chunks=0-1', 'bytes=1.5-2'])(
  '"%s" is no range',
  (header) => {
    const fields = { ArgumentName: 'x-oss-copy-source-range', ArgumentValue: header }
    const refused = expect.objectContaining({ code: 'InvalidArgument', fields })
    expect(() => readCopyRange(header, 10)).toThrow(refused)
  },
)

it.each([
  ['bytes=0-10', 10],
  ['bytes=10-10', 10],
  ['bytes=10-', 10],
  ['bytes=5-4', 10],
  ['bytes=-11', 10],
  ['bytes=-0', 10],
  ['bytes=0-', 0],
])('%s is not within %i bytes', (header, size) => {
  const fields = { RangeRequested: header, ActualObjectSize: String(size) }
  expect(() => readCopyRange(header, size)).toThrow(expect.objectContaining({ code: 'InvalidRange', fields }))
})
