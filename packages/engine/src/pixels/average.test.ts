import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { average } from './average.ts'
import type { Raw } from './raw.ts'

/** A picture without any regularity that averaging could hide behind. */
function pattern(width: number, height: number): Raw {
  const data = new Uint8Array(width * height * 3).map((_, at) => (at * at * 37 + at * 11) % 256)
  return { data, width, height, channels: 3 }
}

function flat(width: number, height: number, pixel: readonly number[]): Raw {
  const data = new Uint8Array(width * height * pixel.length).map((_, at) => pixel[at % pixel.length] ?? 0)
  return { data, width, height, channels: pixel.length === 4 ? 4 : 3 }
}

/** The same picture with every pixel's alpha set. */
function withAlpha(source: Raw, alphaAt: (pixel: number) => number): Raw {
  const data = new Uint8Array(source.width * source.height * 4)
  for (let pixel = 0; pixel * 4 < data.length; pixel++) {
    data.set(source.data.subarray(pixel * 3, pixel * 3 + 3), pixel * 4)
    data[pixel * 4 + 3] = alphaAt(pixel)
  }
  return { ...source, data, channels: 4 }
}

/** The overlap of result cell `cell` with source cell `at`, in source cells. */
function overlap(cell: number, at: number, scale: number): number {
  return Math.max(0, Math.min((cell + 1) * scale, at + 1) - Math.max(cell * scale, at))
}

/** The exact means, unrounded, by integrating every overlap: slow and plainly right. */
function integrate(source: Raw, width: number, height: number): number[] {
  const [across, down] = [source.width / width, source.height / height]
  const means: number[] = []
  for (let row = 0; row < height; row++) {
    for (let cell = 0; cell < width; cell++) {
      const sums = [0, 0, 0, 0]
      for (let y = Math.floor(row * down); y < Math.min((row + 1) * down, source.height); y++) {
        for (let x = Math.floor(cell * across); x < Math.min((cell + 1) * across, source.width); x++) {
          const at = (y * source.width + x) * source.channels
          const area = overlap(cell, x, across) * overlap(row, y, down)
          const weight = source.channels === 4 ? area * (source.data[at + 3] ?? 0) : area
          for (let channel = 0; channel < 3; channel++) {
            sums[channel] = (sums[channel] ?? 0) + weight * (source.data[at + channel] ?? 0)
          }
          sums[3] = (sums[3] ?? 0) + weight
        }
      }
      const weight = sums[3] || 1
      for (const sum of sums.slice(0, 3)) means.push(sum / weight)
      if (source.channels === 4) means.push(weight / (across * down))
    }
  }
  return means
}

function largestDifference(picture: Raw, means: readonly number[]): number {
  return means.reduce(
    (worst, mean, at) => Math.max(worst, Math.abs(mean - (picture.data[at] ?? Infinity))),
    0,
  )
}

const side = fc.integer({ min: 1, max: 64 })

/** A random picture of at most 64 × 64, a size that reduces it, and noise for its alpha. */
const reductions = fc
  .record({
    fromWidth: side,
    fromHeight: side,
    width: side,
    height: side,
    noise: fc.uint8Array({ minLength: 257, maxLength: 257 }),
  })
  .map(({ fromWidth, fromHeight, width, height, noise }) => {
    const data = new Uint8Array(fromWidth * fromHeight * 3).map((_, at) => noise[at % noise.length] ?? 0)
    const source: Raw = { data, width: fromWidth, height: fromHeight, channels: 3 }
    return { source, width: Math.min(width, fromWidth), height: Math.min(height, fromHeight), noise }
  })

describe('average', { timeout: 30_000 }, () => {
  it.each([
    // what OpenCV 4.5.1 made of the same pattern with INTER_AREA
    [3, 1, 2, 1, '2549b8736bac'],
    [5, 4, 3, 3, '376fb06d95ad48d3e8719582acb2838b75c26e7d626045676998ab'],
    [7, 5, 4, 2, '687ba4596ca578a1a689c08b8193824a5c764d3b6c8d8980'],
    [6, 4, 3, 2, '6ba4a7578ccb6b9c978bac97a7846b2b4467'],
    [9, 6, 3, 2, '7a729865a29b65757a8a7a98686472b07f98'],
    [6, 6, 2, 3, '678fac62a4b0a3888d467064544c649f868d'],
    [4, 3, 1, 1, '6499ae'],
    [100, 90, 3, 2, '7e7f7f7f7f807f7f7f7f7f807f7f7f7f7f7f'],
  ])('%i × %i to %i × %i equals OpenCV', (fromWidth, fromHeight, width, height, expected) => {
    const { data } = average(pattern(fromWidth, fromHeight), width, height)
    expect(Buffer.from(data).toString('hex')).toBe(expected)
  })

  it('is within one level of the exact overlaps at any size, and rounds exactly in whole blocks', () => {
    fc.assert(
      fc.property(reductions, ({ source, width, height }) => {
        const inBlocks = source.width % width === 0 && source.height % height === 0
        const difference = largestDifference(average(source, width, height), integrate(source, width, height))
        expect(difference).toBeLessThanOrEqual(inBlocks ? 0.5 : 1)
      }),
      { numRuns: 150 },
    )
  })

  it('is within one level of the exact overlaps, colour weighted by alpha, with any alpha', () => {
    fc.assert(
      fc.property(reductions, ({ source, width, height, noise }) => {
        const translucent = withAlpha(source, (pixel) =>
          pixel % 5 === 0 ? 0 : (noise[(pixel * 7) % 257] ?? 0),
        )
        const picture = average(translucent, width, height)
        const means = integrate(translucent, width, height)
        // What lies under a transparent pixel is not compared.
        const visible = means.map((mean, at) =>
          picture.data[at | 3] === 0 && at % 4 < 3 ? (picture.data[at] ?? 0) : mean,
        )
        expect(largestDifference(picture, visible)).toBeLessThanOrEqual(1)
      }),
      { numRuns: 150 },
    )
  })

  it('gives an opaque picture the same colours with four channels as with three', () => {
    fc.assert(
      fc.property(reductions, ({ source, width, height }) => {
        const three = average(source, width, height)
        const four = average(
          withAlpha(source, () => 255),
          width,
          height,
        )
        expect(four.data).toEqual(withAlpha(three, () => 255).data)
      }),
      { numRuns: 100 },
    )
  })

  it.each([
    [[200, 80, 40], 'opaque'],
    [[200, 80, 40, 255], 'opaque with alpha'],
    [[200, 80, 40, 1], 'nearly transparent'],
    [[255, 255, 255, 128], 'white, half transparent'],
  ])('keeps a flat %j flat (%s)', (pixel) => {
    for (const [width, height] of [
      [23, 17],
      [10, 17],
      [7, 5],
      [1, 1],
    ] as const) {
      expect(average(flat(30, 20, pixel), width, Math.min(height, 20)).data).toEqual(
        flat(width, Math.min(height, 20), pixel).data,
      )
    }
  })

  it('reduces to 1 × 1 as the mean', () => {
    const source = pattern(31, 29)
    const means = [0, 1, 2].map((channel) => {
      const samples = source.data.filter((_, at) => at % 3 === channel)
      return Math.round(samples.reduce((sum, sample) => sum + sample, 0) / samples.length)
    })
    expect([...average(source, 1, 1).data]).toEqual(means)
  })

  it('returns equal pixels at the same size', () => {
    const source = withAlpha(pattern(9, 7), (pixel) => pixel % 3)
    expect(average(source, 9, 7)).toEqual(source)
  })

  it('rounds halves up in 2 × 2 blocks, and to even in others', () => {
    const grey = (...values: readonly number[]) =>
      new Uint8Array(values.flatMap((value) => [value, value, value]))
    expect(average({ data: grey(0, 1, 1, 0), width: 2, height: 2, channels: 3 }, 1, 1).data).toEqual(grey(1))
    expect(average({ data: grey(0, 1, 1, 0), width: 4, height: 1, channels: 3 }, 1, 1).data).toEqual(grey(0))
    expect(average({ data: grey(1, 2, 2, 1), width: 4, height: 1, channels: 3 }, 1, 1).data).toEqual(grey(2))
  })

  it('lets no colour through from transparent pixels', () => {
    const data = new Uint8Array([255, 0, 0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 0, 0, 255, 255])
    expect([...average({ data, width: 4, height: 1, channels: 4 }, 2, 1).data]).toEqual([
      0, 0, 255, 128, 0, 0, 255, 128,
    ])
    expect([...average({ data, width: 4, height: 1, channels: 4 }, 3, 1).data.subarray(4, 8)]).toEqual([
      0, 0, 255, 128,
    ])
  })

  it('leaves no colour where the result is transparent', () => {
    const data = new Uint8Array([255, 9, 9, 0, 255, 9, 9, 0, 255, 9, 9, 1, 255, 9, 9, 0])
    expect([...average({ data, width: 4, height: 1, channels: 4 }, 1, 1).data]).toEqual([0, 0, 0, 0])
  })
})
