import { GRAVITIES } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import {
  boundingBox,
  centered,
  clipped,
  cover,
  fitInside,
  roundedQuotient,
  roundedSide,
  sameSize,
  scaledBy,
  swapped,
  thirdsOf,
} from './geometry.ts'

const size = (width: number, height: number) => ({ width, height })

describe('rounding', () => {
  it.each([
    [7854, 100, 79],
    [12733, 100, 127],
    [92329, 100, 923],
    [267 * 200, 400, 134],
    [267 * 100, 400, 67],
    [1, 2, 1],
    [1, 3, 1],
    [1, 16384, 1],
    [3, 2, 2],
    [5, 2, 3],
    [999, 2000, 1],
    [30_000 * 16_384, 1, 491_520_000],
    // 467.5, which 2550 · (11 / 60) in floating point is not.
    [2550 * 11, 60, 468],
  ])('%i / %i is %i', (numerator, denominator, rounded) => {
    expect(roundedQuotient(numerator, denominator)).toBe(rounded)
  })

  it.each([
    [133.5, 134],
    [133.49, 133],
    [0.4, 1],
    [0, 1],
    [471.6, 472],
  ])('a side of %f is %i', (value, rounded) => {
    expect(roundedSide(value)).toBe(rounded)
  })
})

describe('a size in proportion', () => {
  it.each([
    [size(200, 100), { width: 150, height: 80 }, size(150, 75), size(160, 80)],
    [size(100, 200), { width: 80, height: 150 }, size(75, 150), size(80, 160)],
    [size(400, 267), { width: 100, height: 100 }, size(100, 67), size(150, 100)],
    [size(200, 100), { width: 300, height: 300 }, size(300, 150), size(600, 300)],
    [size(200, 100), { width: 50, height: 25 }, size(50, 25), size(50, 25)],
    [size(400, 267), { width: 100 }, size(100, 67), size(100, 67)],
    [size(400, 267), { height: 100 }, size(150, 100), size(150, 100)],
    [size(400, 267), {}, size(400, 267), size(400, 267)],
    [size(3924, 2550), { width: 900, height: 600 }, size(900, 585), size(923, 600)],
    [size(30_000, 1), { width: 10, height: 10 }, size(10, 1), size(300_000, 10)],
  ])('of %o inside %o is %o, over it %o', (source, box, inside, over) => {
    expect(fitInside(source, box)).toEqual(inside)
    expect(cover(source, box)).toEqual(over)
  })

  it.each([
    [50, size(200, 134)],
    [100, size(400, 267)],
    [1, size(4, 3)],
    [1000, size(4000, 2670)],
  ])('of 400 × 267 at %i %% is %o', (percent, scaled) => {
    expect(scaledBy(size(400, 267), percent)).toEqual(scaled)
  })
})

describe('places', () => {
  it.each([
    [size(150, 80), size(150, 75), { left: 0, top: 2 }],
    [size(160, 80), size(150, 80), { left: 5, top: 0 }],
    [size(400, 267), size(100, 100), { left: 150, top: 83 }],
    [size(10, 10), size(13, 12), { left: -2, top: -1 }],
  ])('%o holds a centred %o at %o', (outer, inner, position) => {
    expect(centered(outer, inner)).toEqual(position)
  })

  it('has three thirds each way for the nine gravities', () => {
    const thirds = ['start', 'middle', 'end'] as const
    const grid = thirds.flatMap((down) => thirds.map((across) => [across, down]))
    expect(GRAVITIES.map(thirdsOf)).toEqual(grid)
  })

  it.each([
    ['inside', { left: 1, top: 2, width: 3, height: 4 }, { left: 1, top: 2, width: 3, height: 4 }],
    [
      'over the top left',
      { left: -2, top: -3, width: 5, height: 5 },
      { left: 0, top: 0, width: 3, height: 2 },
    ],
    [
      'over the bottom right',
      { left: 8, top: 19, width: 5, height: 5 },
      { left: 8, top: 19, width: 2, height: 1 },
    ],
    ['all around', { left: -5, top: -5, width: 99, height: 99 }, { left: 0, top: 0, width: 10, height: 20 }],
    ['left of it', { left: -5, top: 0, width: 5, height: 5 }, undefined],
    ['right of it', { left: 10, top: 0, width: 5, height: 5 }, undefined],
    ['above', { left: 0, top: -5, width: 5, height: 5 }, undefined],
    ['below', { left: 0, top: 20, width: 5, height: 5 }, undefined],
  ])('clips a region %s', (_where, region, visible) => {
    expect(clipped(size(10, 20), region)).toEqual(visible)
  })
})

describe('turning', () => {
  it.each([
    [70, size(388, 467)],
    [45, size(472, 472)],
    [30, size(480, 431)],
    [135, size(472, 472)],
    [250, size(388, 467)],
    [180, size(400, 267)],
  ])('400 × 267 by %i° needs %o', (degrees, box) => {
    expect(boundingBox(size(400, 267), degrees)).toEqual(box)
  })

  it('never makes a side vanish', () => {
    expect(boundingBox(size(1, 1), 359)).toEqual(size(1, 1))
  })

  it('swaps and compares sides', () => {
    expect(swapped(size(1, 2))).toEqual(size(2, 1))
    expect(sameSize(size(1, 2), size(1, 2))).toBe(true)
    expect(sameSize(size(1, 2), size(1, 3))).toBe(false)
    expect(sameSize(size(1, 2), size(3, 2))).toBe(false)
  })
})
