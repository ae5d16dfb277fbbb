import { InvalidArgumentError } from 'commander'
import { expect, it } from 'vitest'
import { integerUpTo, readOrientation, readSignatureVersion, readSize } from './option-values.ts'

it.each([['4000x3000'], ['4000X3000'], ['4000×3000']])('reads the size %s', (text) => {
  expect(readSize(text)).toEqual({ width: 4000, height: 3000 })
})

it.each([['4000'], ['4000x'], ['0x10'], ['4000x-1'], ['4000.5x10'], [' 4000x3000'], ['40x30x20']])(
  'refuses the size %j',
  (text) => {
    expect(() => readSize(text)).toThrow(InvalidArgumentError)
  },
)

it('reads orientations from 1 to 8', () => {
  expect(['1', '6', '8'].map(readOrientation)).toEqual([1, 6, 8])
})

it.each([['0'], ['9'], ['06'], ['x'], ['']])('refuses the orientation %j', (text) => {
  expect(() => readOrientation(text)).toThrow(InvalidArgumentError)
})

it('reads whole numbers up to a maximum', () => {
  expect(['1', '82', '100'].map(integerUpTo(100))).toEqual([1, 82, 100])
})

it.each([['0'], ['101'], ['-1'], ['1.5'], ['1e1'], ['']])('refuses the number %j', (text) => {
  expect(() => integerUpTo(100)(text)).toThrow('Expected a whole number from 1 to 100.')
})

it('reads the versions that there are', () => {
  expect(['1', '4'].map(readSignatureVersion)).toEqual([1, 4])
})

it.each([['0'], ['2'], ['v4'], ['']])('refuses the version %j', (text) => {
  expect(() => readSignatureVersion(text)).toThrow('Expected 1 or 4.')
})
