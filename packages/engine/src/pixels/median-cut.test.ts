import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Color, dominantColor } from './median-cut.ts'
import type { Raw } from './raw.ts'

type Pixel = readonly [number, number, number]

function opaque(pixels: readonly Pixel[]): Raw {
  return { data: Uint8Array.from(pixels.flat()), width: pixels.length, height: 1, channels: 3 }
}

function translucent(pixels: readonly (readonly [number, number, number, number])[]): Raw {
  return { data: Uint8Array.from(pixels.flat()), width: pixels.length, height: 1, channels: 4 }
}

/** As many pixels of each grey as its count says. */
function greys(...counts: readonly (readonly [level: number, count: number])[]): Raw {
  return opaque(
    counts.flatMap(([level, count]) => Array.from({ length: count }, () => [level, level, level] as const)),
  )
}

const grey = (level: number): Color => ({ red: level, green: level, blue: level })

const CHANNELS = [0, 1, 2] as const

/** By which channels colours are compared, along each axis. */
const ORDERS = [CHANNELS, [1, 0, 2], [2, 1, 0]] as const

/** The rule written down once more, with plain sorting. */
function reference(pixels: readonly Pixel[]): Color {
  const boxes: (readonly Pixel[])[] = [pixels]
  const extent = (box: readonly Pixel[], channel: 0 | 1 | 2) => {
    const levels = box.map((pixel) => pixel[channel])
    return (Math.max(...levels) - Math.min(...levels)) * ([77, 150, 29] as const)[channel]
  }
  const flat = (box: readonly Pixel[]) => CHANNELS.every((channel) => extent(box, channel) === 0)
  const eighths = (box: readonly Pixel[]) => Math.round((8 * box.length) / pixels.length)
  while (boxes.length < 5 && !boxes.every(flat)) {
    const most = Math.max(...boxes.filter((box) => !flat(box)).map(eighths))
    const index = boxes.findIndex((box) => !flat(box) && eighths(box) === most)
    const box = boxes[index] ?? []
    const extents = CHANNELS.map((channel) => extent(box, channel))
    const axis = CHANNELS[extents.indexOf(Math.max(...extents))] ?? 0
    const order = ORDERS[axis]
    const compare = (one: Pixel, other: Pixel) =>
      order.map((channel) => one[channel] - other[channel]).find((difference) => difference !== 0) ?? 0
    const sorted = [...box].sort(compare)
    const median = sorted[Math.ceil(sorted.length / 2) - 1] ?? [0, 0, 0]
    const upTo = sorted.filter((pixel) => compare(pixel, median) <= 0)
    const lower = upTo.length < sorted.length ? upTo : sorted.filter((pixel) => compare(pixel, median) < 0)
    boxes.splice(index, 1, lower, sorted.slice(lower.length))
  }
  const means = boxes.map((box) =>
    CHANNELS.map((channel) =>
      Math.floor(box.reduce((sum, pixel) => sum + pixel[channel], 0) / box.length + 0.5),
    ),
  )
  const distance = (mean: readonly number[], pixel: Pixel) =>
    CHANNELS.reduce<number>((sum, channel) => sum + ((mean[channel] ?? 0) - pixel[channel]) ** 2, 0)
  const votes = means.map(() => 0)
  for (const pixel of pixels) {
    const distances = means.map((mean) => distance(mean, pixel))
    const nearest = distances.indexOf(Math.min(...distances))
    votes[nearest] = (votes[nearest] ?? 0) + 1
  }
  const [red = 0, green = 0, blue = 0] = means[votes.indexOf(Math.max(...votes))] ?? []
  return { red, green, blue }
}

const level = fc.integer({ min: 0, max: 255 })
const pixel = fc.tuple(level, level, level)

/** Pictures of many colours, of a few over and over, and of colours so close that means are equally near. */
const pictures = fc.oneof(
  fc.array(pixel, { minLength: 1, maxLength: 60 }),
  fc.array(fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4)), { minLength: 1, maxLength: 60 }),
  fc
    .tuple(
      fc.array(pixel, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(7), { minLength: 1, maxLength: 80 }),
    )
    .map(([palette, picks]) => picks.map((pick): Pixel => palette[pick % palette.length] ?? [0, 0, 0])),
)

describe('dominantColor', () => {
  it.each([
    ['one pixel', opaque([[1, 2, 3]]), { red: 1, green: 2, blue: 3 }],
    ['one colour', greys([14, 40]), grey(14)],
    ['the more frequent of two', greys([0, 9], [255, 11]), grey(255)],
    ['the first of two as frequent', greys([255, 10], [0, 10]), grey(0)],
    ['a ground that fills most of the picture', greys([3, 5], [128, 60], [129, 2], [250, 20]), grey(128)],
    // Halves: 0 to 101 and the rest. Quarters: {0, 50}, {100, 101}, {200}, {250}. The first is split.
    [
      'a mean of 100.5, rounded up',
      greys([0, 3], [50, 3], [100, 3], [101, 3], [200, 6], [250, 6]),
      grey(101),
    ],
    // 25, 25, 28 and 22 % are two eighths each: the first is split, and 28 % stay together.
    [
      'nearly equal boxes',
      greys([0, 12], [10, 13], [60, 12], [80, 13], [150, 14], [151, 14], [220, 22]),
      grey(151),
    ],
    // 34 % are three eighths and are split themselves.
    ['unequal boxes', greys([0, 12], [10, 13], [60, 12], [80, 13], [150, 14], [151, 20], [220, 16]), grey(5)],
  ])('is that of %s', (_, picture, expected) => {
    expect(dominantColor(picture)).toEqual(expected)
  })

  it('does not see wholly transparent pixels, and counts all others the same', () => {
    expect(
      dominantColor(
        translucent([
          [9, 9, 9, 0],
          [9, 9, 9, 0],
          [9, 9, 9, 0],
          [200, 100, 50, 1],
          [200, 100, 50, 1],
          [0, 0, 0, 255],
        ]),
      ),
    ).toEqual({ red: 200, green: 100, blue: 50 })
  })

  it('is white when all is transparent', () => {
    expect(dominantColor(translucent([[9, 9, 9, 0]]))).toEqual(grey(255))
  })

  it('follows the rule for any picture', () => {
    fc.assert(
      fc.property(pictures, (pixels) => {
        expect(dominantColor(opaque(pixels))).toEqual(reference(pixels))
      }),
      { numRuns: 400 },
    )
  })

  it('depends neither on the order of the pixels nor on how often the whole is repeated', () => {
    fc.assert(
      fc.property(pictures, fc.integer({ min: 2, max: 4 }), (pixels, times) => {
        const color = dominantColor(opaque(pixels))
        expect(dominantColor(opaque(pixels.toReversed()))).toEqual(color)
        expect(dominantColor(opaque(Array.from({ length: times }, () => pixels).flat()))).toEqual(color)
      }),
    )
  })

  it('does not touch its argument', () => {
    const picture = greys([3, 2], [200, 5], [90, 7])
    const before = Uint8Array.from(picture.data)
    dominantColor(picture)
    expect(picture.data).toEqual(before)
  })
})
