import { describe, expect, it } from 'vitest'
import { estimateQuality } from './jpg-quality.ts'

/** The first row of the standard's luminance table, as every file of quality 50 begins, and the rest of it. */
const QUALITY_50 = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58,
  51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103,
  62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
]

describe('estimateQuality', () => {
  it.each([
    ['the standard table', QUALITY_50, 50],
    ['all ones', QUALITY_50.map(() => 1), 100],
    ['all 255, which is as coarse as 8 bits go', QUALITY_50.map(() => 255), 1],
    [
      'the table of quality 1 in 16 bits, which is not limited to 255',
      QUALITY_50.map((step) => step * 50),
      1,
    ],
    ['the table of quality 5 in 16 bits', QUALITY_50.map((step) => step * 10), 5],
    ['one step off a standard table', QUALITY_50.map((step, at) => (at === 20 ? step + 1 : step)), 50],
    // Large steps weigh most: those near 80 come closest to 16 at a fifth, which is quality 90.
    ['a flat table of 16', QUALITY_50.map(() => 16), 90],
    ['steps beyond every table', QUALITY_50.map(() => 65_535), 1],
    ['nothing but zeros', QUALITY_50.map(() => 0), 100],
  ])('takes %s', (_, table, quality) => {
    expect(estimateQuality(table)).toBe(quality)
  })

  it('takes the higher of two qualities that are equally near', () => {
    // Half way between quality 99, whose last steps are 2, and 100, whose steps are all 1.
    const nearest99 = QUALITY_50.map((step) => Math.max(1, Math.floor((step * 2 + 50) / 100)))
    const differing = nearest99.flatMap((step, at) => (step === 1 ? [] : [at]))
    const half = differing.slice(0, differing.length / 2)
    expect(differing.length % 2).toBe(0)
    expect(estimateQuality(nearest99.map((step, at) => (half.includes(at) ? 1 : step)))).toBe(100)
  })
})
