import { expect } from 'vitest'
import type { RawPicture } from '../vectors/pixels.ts'

/** Two pixels of the same place, one of them encoded as jpg or scaled once more. */
export function expectNear(one: readonly number[], other: readonly number[]): void {
  // Two encodings as jpg and one scaling lie between the two.
  for (const [index, sample] of one.entries()) expect(Math.abs(sample - (other[index] ?? 0))).toBeLessThan(12)
}

function samples(picture: RawPicture, channel: number): number[] {
  const values: number[] = []
  for (let at = channel; at < picture.data.length; at += picture.channels) values.push(picture.data[at] ?? 0)
  return values
}

/** The largest step of blue from one pixel to the next. */
export function steepestBlue(picture: RawPicture): number {
  const blue = samples(picture, 2)
  return blue.reduce((most, value, index) => {
    const startsRow = index % picture.width === 0
    return startsRow ? most : Math.max(most, Math.abs(value - (blue[index - 1] ?? 0)))
  }, 0)
}

/** How many pixels are nearly black. */
export function darkPixels(picture: RawPicture): number {
  const [red, green, blue] = [samples(picture, 0), samples(picture, 1), samples(picture, 2)]
  return red.filter((value, index) => value + (green[index] ?? 0) + (blue[index] ?? 0) < 90).length
}

/** The share of pixels that are nearly black: 0 to 1. */
export function darkShare(picture: RawPicture): number {
  return darkPixels(picture) / (picture.width * picture.height)
}
