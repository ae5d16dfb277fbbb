import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { blur, gaussianKernel } from './gaussian.ts'
import type { Raw } from './raw.ts'

function noise(width: number, height: number, channels: 3 | 4): Raw {
  const data = new Uint8Array(width * height * channels).map((_, at) => (at * at * 37 + at * 11) % 256)
  return { data, width, height, channels }
}

function flat(width: number, height: number, pixel: readonly number[]): Raw {
  const data = new Uint8Array(width * height * pixel.length).map((_, at) => pixel[at % pixel.length] ?? 0)
  return { data, width, height, channels: pixel.length === 4 ? 4 : 3 }
}

/**
 * The weighted mean of every pixel's neighbourhood, in two dimensions and unrounded: slow and plainly right.
 */
function convolved({ data, width, height, channels }: Raw, radius: number, sigma: number): readonly number[] {
  const means: number[] = []
  const weight = (distance: number) => Math.exp(-(distance ** 2) / (2 * sigma ** 2))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sums = [0, 0, 0]
      let colored = 0
      let total = 0
      for (let down = -radius; down <= radius; down++) {
        for (let across = -radius; across <= radius; across++) {
          const row = Math.min(height - 1, Math.max(0, y + down))
          const column = Math.min(width - 1, Math.max(0, x + across))
          const at = (row * width + column) * channels
          const share = weight(down) * weight(across)
          const alpha = channels === 4 ? (data[at + 3] ?? 0) : 255
          total += share
          colored += share * alpha
          for (const channel of [0, 1, 2])
            sums[channel] = (sums[channel] ?? 0) + share * alpha * (data[at + channel] ?? 0)
        }
      }
      means.push(...sums.map((sum) => (colored === 0 ? 0 : sum / colored)))
      if (channels === 4) means.push(colored / total)
    }
  }
  return means
}

/** The largest difference; colours only where there is alpha to see them by. */
function largestDifference({ data, channels }: Raw, means: readonly number[]): number {
  return means.reduce((worst, mean, at) => {
    if (channels === 4 && at % 4 < 3 && data[at | 3] === 0) return worst
    return Math.max(worst, Math.abs(mean - (data[at] ?? Infinity)))
  }, 0)
}

describe('gaussianKernel', () => {
  it.each([
    [1, 1, [0.27407, 0.45186, 0.27407]],
    [1, 50, [0.33331, 0.33338, 0.33331]],
    [2, 1, [0.05449, 0.2442, 0.40262, 0.2442, 0.05449]],
    [3, 1, [0.00443, 0.05401, 0.24204, 0.39905, 0.24204, 0.05401, 0.00443]],
  ])('for radius %i and sigma %i is %j', (radius, sigma, expected) => {
    const kernel = gaussianKernel(radius, sigma)
    expect(kernel.map((weight) => Math.round(weight * 1e5) / 1e5)).toEqual(expected)
  })

  it('has 2r + 1 weights that mirror each other and add up to 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 }), (radius, sigma) => {
        const kernel = gaussianKernel(radius, sigma)
        expect(kernel).toHaveLength(2 * radius + 1)
        expect(kernel.toReversed()).toEqual(kernel)
        expect(kernel.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe('blur', () => {
  it('spreads a white pixel by the kernel', () => {
    const { data } = blur(
      {
        data: Uint8Array.from({ length: 75 }, (_, at) => (at >= 36 && at < 39 ? 255 : 0)),
        width: 5,
        height: 5,
        channels: 3,
      },
      1,
      1,
    )
    // 255 · 0.27407², 255 · 0.27407 · 0.45186 and 255 · 0.45186².
    expect([...data.filter((_, at) => at % 3 === 0)]).toEqual([
      0, 0, 0, 0, 0, 0, 19, 32, 19, 0, 0, 32, 52, 32, 0, 0, 19, 32, 19, 0, 0, 0, 0, 0, 0,
    ])
  })

  it('repeats the edge pixels outwards', () => {
    const row: Raw = { data: Uint8Array.of(255, 0, 0, 0, 0, 0, 0, 0, 90), width: 3, height: 1, channels: 3 }
    // Red: 255 · (0.45186 + 0.27407), 255 · 0.27407, 0; blue: 0, 90 · 0.27407, 90 · 0.72593.
    expect([...blur(row, 1, 1).data]).toEqual([185, 0, 0, 70, 0, 25, 0, 0, 65])
  })

  it('is the two-dimensional convolution to the nearest level, with three channels and with four', () => {
    const side = fc.integer({ min: 1, max: 14 })
    const reach = fc.integer({ min: 1, max: 12 })
    const channels = fc.constantFrom(3 as const, 4 as const)
    fc.assert(
      fc.property(side, side, reach, reach, channels, (width, height, radius, sigma, count) => {
        const picture = noise(width, height, count)
        const result = blur(picture, radius, sigma)
        expect(result).toMatchObject({ width, height, channels: count })
        expect(largestDifference(result, convolved(picture, radius, sigma))).toBeLessThanOrEqual(0.5 + 1e-6)
      }),
      { numRuns: 60 },
    )
  })

  it.each([
    [1, 1],
    [3, 2],
    [3, 30],
    [10, 4],
    [50, 50],
  ])('with radius %i and sigma %i is what sharp computes in floating point', async (radius, sigma) => {
    const picture = noise(61, 47, 3)
    const reached = (distance: number) => Math.exp(-(distance ** 2) / (2 * sigma ** 2))
    // sharp cuts the kernel where it falls below an amplitude, and rounds down.
    const theirs = await sharp(picture.data, { raw: { width: 61, height: 47, channels: 3 } })
      .blur({ sigma, precision: 'float', minAmplitude: (reached(radius) + reached(radius + 1)) / 2 })
      .linear(1, 0.5)
      .raw()
      .toBuffer()
    expect(largestDifference(blur(picture, radius, sigma), [...theirs])).toBeLessThanOrEqual(1)
  })

  it.each([[[200, 80, 40]], [[200, 80, 40, 255]], [[200, 80, 40, 128]], [[255, 255, 255, 1]]])(
    'keeps a flat %j flat',
    (pixel) => {
      for (const radius of [1, 4, 50]) expect(blur(flat(23, 9, pixel), radius, 7)).toEqual(flat(23, 9, pixel))
    },
  )

  it('gives an opaque picture the same colours with four channels as with three', () => {
    const three = noise(19, 13, 3)
    const data = Uint8Array.from({ length: 19 * 13 * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : (three.data[(at >> 2) * 3 + (at % 4)] ?? 0),
    )
    const four = blur({ ...three, data, channels: 4 }, 3, 2).data
    expect(four.filter((_, at) => at % 4 !== 3)).toEqual(blur(three, 3, 2).data)
    expect(four.filter((_, at) => at % 4 === 3).every((alpha) => alpha === 255)).toBe(true)
  })

  it('lets no colour through from transparent pixels, and leaves none where the result is transparent', () => {
    const data = new Uint8Array(10 * 4).map((_, at) => [0, 255, 0, 0][at % 4] ?? 0)
    data.set([200, 0, 0, 255], 0)
    const result = blur({ data, width: 10, height: 1, channels: 4 }, 1, 1)
    expect([...result.data.subarray(0, 12)]).toEqual([200, 0, 0, 185, 200, 0, 0, 70, 0, 0, 0, 0])
  })

  it('does not touch its argument', () => {
    const picture = noise(9, 8, 4)
    blur(picture, 2, 3)
    expect(picture).toEqual(noise(9, 8, 4))
  })
})
