import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantTimeEqual } from './constant-time-equal.ts'

describe('constantTimeEqual', () => {
  it.each([
    ['', '', true],
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'ab', false],
    ['ab', 'abc', false],
    ['', '\0', false],
    ['\0', '', false],
    ['照片', '照片', true],
  ])('%j and %j: %s', (left, right, equal) => {
    expect(constantTimeEqual(left, right)).toBe(equal)
  })

  it('agrees with ===', () => {
    const short = fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 3 })
    fc.assert(
      fc.property(short, short, (left, right) => {
        expect(constantTimeEqual(left, right)).toBe(left === right)
      }),
    )
  })
})
