import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { circleMask, type Mask, paintCorners, roundedMask, withMask } from './masks.ts'
import type { Raw } from './raw.ts'

function rowsOf(mask: Mask, width: number): readonly number[][] {
  return Array.from({ length: mask.length / width }, (_, row) => [
    ...mask.subarray(row * width, (row + 1) * width),
  ])
}

/** A rounded rectangle of at most 40 × 40. */
const rectangles = fc
  .record({
    width: fc.integer({ min: 1, max: 40 }),
    height: fc.integer({ min: 1, max: 40 }),
    share: fc.nat(100),
  })
  .map(({ width, height, share }) => {
    const radius = Math.floor((Math.min(width, height) / 2) * (share / 100))
    return { width, height, radius }
  })

/** The part of a pixel inside the shape, by looking at 64 × 64 points of it. */
function sampled(x: number, y: number, width: number, height: number, radius: number): number {
  let inside = 0
  for (let row = 0; row < 64; row++) {
    for (let column = 0; column < 64; column++) {
      const across = x + (column + 0.5) / 64
      const down = y + (row + 0.5) / 64
      const fromLeft = Math.max(0, radius - across, across - (width - radius))
      const fromTop = Math.max(0, radius - down, down - (height - radius))
      if (fromLeft ** 2 + fromTop ** 2 <= radius ** 2) inside++
    }
  }
  return inside / 4096
}

function noise(width: number, height: number, channels: 3 | 4): Raw {
  const data = new Uint8Array(width * height * channels).map((_, at) => (at * at * 37 + at * 11) % 256)
  return { data, width, height, channels }
}

describe('roundedMask', () => {
  it('has the exact area of each edge pixel', () => {
    // A quarter circle of radius 1 has π / 4 of its square.
    expect(rowsOf(roundedMask(4, 3, 1), 4)).toEqual([
      [200, 255, 255, 200],
      [255, 255, 255, 255],
      [200, 255, 255, 200],
    ])
    // Radius 2, by hand: π/3 + √3/2 − 1 = 0.9132 beside the corner, π − 1 − 2 · 0.9132 = 0.3151 in it.
    expect(rowsOf(roundedMask(4, 4, 2), 4)).toEqual([
      [80, 233, 233, 80],
      [233, 255, 255, 233],
      [233, 255, 255, 233],
      [80, 233, 233, 80],
    ])
  })

  it.each([
    [0, 0, 0],
    [99, 0, 0],
    [0, 99, 0],
    [99, 99, 0],
    [50, 0, 255],
    [10, 0, 255],
    [0, 50, 255],
    [50, 50, 255],
    [3, 3, 255],
    [2, 2, 3], // a corner of 0.1414 px a side: 0.0101 of the pixel
  ])('at %i, %i of 100 × 100 with radius 10 is %i', (x, y, expected) => {
    expect(roundedMask(100, 100, 10)[y * 100 + x]).toBe(expected)
  })

  it('is a full rectangle with radius 0', () => {
    expect(roundedMask(7, 5, 0)).toEqual(new Uint8Array(35).fill(255))
  })

  it('is the same upside down and mirrored', () => {
    fc.assert(
      fc.property(rectangles, ({ width, height, radius }) => {
        const rows = rowsOf(roundedMask(width, height, radius), width)
        expect(rows.toReversed()).toEqual(rows)
        expect(rows.map((row) => row.toReversed())).toEqual(rows)
      }),
    )
  })

  it('equals fine sampling, within two levels', () => {
    fc.assert(
      fc.property(rectangles, ({ width, height, radius }) => {
        const mask = roundedMask(width, height, radius)
        for (let y = 0; y <= height / 2; y++) {
          for (let x = 0; x <= width / 2; x++) {
            const exact = 255 * sampled(x, y, width, height, radius)
            expect(Math.abs((mask[y * width + x] ?? 0) - exact)).toBeLessThanOrEqual(2)
          }
        }
      }),
      { numRuns: 15 },
    )
  })

  it('covers the area of the shape', () => {
    const sum = roundedMask(400, 267, 133).reduce((total, level) => total + level, 0)
    expect(sum / 255).toBeCloseTo(400 * 267 - (4 - Math.PI) * 133 ** 2, 0)
  })
})

describe('circleMask', () => {
  it.each([
    [1, [[200]]],
    [
      2,
      [
        [200, 200],
        [200, 200],
      ],
    ],
    [
      3,
      [
        [139, 248, 139],
        [248, 255, 248],
        [139, 248, 139],
      ],
    ],
  ])('of %i px is %j', (side, expected) => {
    expect(rowsOf(circleMask(side), side)).toEqual(expected)
  })

  it.each([201, 267, 300])('of %i px has free corners, a full middle and the area of the circle', (side) => {
    const mask = circleMask(side)
    expect(mask[0]).toBe(0)
    expect(mask[side * side - 1]).toBe(0)
    expect(mask[Math.floor(side / 2) * (side + 1)]).toBe(255)
    expect(mask.reduce((total, level) => total + level, 0) / 255).toBeCloseTo((Math.PI * side ** 2) / 4, 0)
  })
})

describe('withMask', () => {
  it('gives an opaque picture the mask for its alpha', () => {
    const picture = noise(4, 4, 3)
    const mask = roundedMask(4, 4, 2)
    const { data, ...rest } = withMask(picture, mask)
    expect(rest).toEqual({ width: 4, height: 4, channels: 4 })
    expect(data.filter((_, at) => at % 4 === 3)).toEqual(mask)
    expect(data.filter((_, at) => at % 4 !== 3)).toEqual(picture.data)
  })

  it.each([
    [255, 80, 80],
    [128, 80, 40],
    [3, 80, 1],
    [0, 80, 0],
  ])('makes an alpha of %i under %i one of %i', (alpha, level, expected) => {
    const picture: Raw = { data: Uint8Array.of(9, 8, 7, alpha), width: 1, height: 1, channels: 4 }
    expect([...withMask(picture, Uint8Array.of(level)).data]).toEqual([9, 8, 7, expected])
  })

  it('multiplies any alpha by any mask of this file', () => {
    fc.assert(
      fc.property(rectangles, ({ width, height, radius }) => {
        const picture = noise(width, height, 4)
        const mask = roundedMask(width, height, radius)
        const expected = picture.data.map((level, at) =>
          at % 4 === 3 ? Math.round((level * (mask[at >> 2] ?? 0)) / 255) : level,
        )
        expect(withMask(picture, mask).data).toEqual(expected)
      }),
    )
  })
})

describe('paintCorners', () => {
  it.each([
    ['FFFFFF', [63, 71, 79]],
    ['ff8000', [63, 43, 24]],
    ['0000FF', [8, 16, 79]],
  ])('mixes a pixel that a circle covers in part with %s', (color, expected) => {
    const picture: Raw = { data: Uint8Array.of(10, 20, 30), width: 1, height: 1, channels: 3 }
    paintCorners(picture, 0.5, color)
    expect([...picture.data]).toEqual(expected)
  })

  it('mixes every pixel with the colour as the mask of the same shape tells', () => {
    const color = [18, 52, 250]
    fc.assert(
      fc.property(rectangles, fc.boolean(), ({ width, height, radius }, circle) => {
        const picture = circle ? noise(width, width, 3) : noise(width, height, 3)
        const mask = circle ? circleMask(width) : roundedMask(width, height, radius)
        const expected = picture.data.map((level, at) => {
          const share = mask[Math.floor(at / 3)] ?? 0
          return Math.round((level * share + (color[at % 3] ?? 0) * (255 - share)) / 255)
        })
        paintCorners(picture, circle ? width / 2 : radius, '1234FA')
        expect(picture.data).toEqual(expected)
      }),
    )
  })

  it('takes no picture with alpha, and no radius beyond half of a side', () => {
    expect(() => paintCorners(noise(4, 4, 4), 1, 'FFFFFF')).toThrow(TypeError)
    expect(() => paintCorners(noise(6, 5, 3), 3, 'FFFFFF')).toThrow(RangeError)
  })
})

it('withMask refuses a mask of another size and does not touch its arguments', () => {
  const [picture, mask] = [noise(6, 5, 3), roundedMask(6, 5, 2)]
  expect(() => withMask(picture, roundedMask(5, 6, 2).subarray(1))).toThrow(RangeError)
  withMask(picture, mask)
  expect(picture).toEqual(noise(6, 5, 3))
  expect(mask).toEqual(roundedMask(6, 5, 2))
})
