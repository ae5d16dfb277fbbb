import { expect, it } from 'vitest'
import { selectRange } from './range.ts'

const ALL = undefined
const REFUSED = 'refused'

it.each([
  // an object of 10 bytes: [Range, by default, with x-oss-range-behavior: standard]
  [undefined, ALL, ALL],
  ['bytes=0-4', [0, 4], [0, 4]],
  ['bytes=0-0', [0, 0], [0, 0]],
  ['bytes=9-9', [9, 9], [9, 9]],
  ['bytes=0-9', [0, 9], [0, 9]],
  [' Bytes=2-3 ', [2, 3], [2, 3]],
  ['bytes=2 - 3', ALL, ALL],
  ['bytes=4-', [4, 9], [4, 9]],
  ['bytes=-3', [7, 9], [7, 9]],
  ['bytes=-10', [0, 9], [0, 9]],
  ['bytes=-11', ALL, [0, 9]],
  ['bytes=0-10', ALL, [0, 9]],
  ['bytes=5-99999999999999999999', ALL, [5, 9]],
  ['bytes=10-', ALL, REFUSED],
  ['bytes=10-12', ALL, REFUSED],
  ['bytes=-0', ALL, REFUSED],
  ['bytes=4-2', ALL, ALL],
  ['bytes=0-1,3-4', ALL, ALL],
  ['bytes=-', ALL, ALL],
  ['bytes=', ALL, ALL],
  ['pages=0-4', ALL, ALL],
  ['bytes=a-b', ALL, ALL],
  ['bytes=-1-2', ALL, ALL],
  ['', ALL, ALL],
])('%j gives %j, and %j by the standard', (header, byDefault, standard) => {
  const outcome = (strict: boolean) => {
    try {
      const range = selectRange(header, 10, strict)
      return range && [range.start, range.end]
    } catch {
      return REFUSED
    }
  }
  expect(outcome(false)).toEqual(byDefault)
  expect(outcome(true)).toEqual(standard)
})

it.each(['bytes=0-0', 'bytes=0-', 'bytes=-1'])('%s of nothing', (header) => {
  expect(selectRange(header, 0, false)).toBeUndefined()
  expect(() => selectRange(header, 0, true)).toThrow(
    expect.objectContaining({
      code: 'InvalidRange',
      fields: { RangeRequested: header, ActualObjectSize: '0' },
      headers: { 'content-range': 'bytes */0' },
    }),
  )
})
