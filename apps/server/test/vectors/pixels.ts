import sharp from 'sharp'
import { expect } from 'vitest'

/** A decoded picture, rows from the top, 3 or 4 channels. */
export interface RawPicture {
  readonly data: Buffer
  readonly width: number
  readonly height: number
  readonly channels: number
}

export async function rawOf(bytes: Buffer): Promise<RawPicture> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels }
}

/** The samples of one pixel. */
export function pixelAt({ data, width, channels }: RawPicture, x: number, y: number): number[] {
  const at = (y * width + x) * channels
  return [...data.subarray(at, at + channels)]
}

interface Point {
  readonly x: number
  readonly y: number
  readonly rgb?: string
  readonly alpha?: number
  readonly tolerance?: number
}

export function comparePixels(picture: RawPicture, points: readonly Point[]): void {
  for (const { x, y, rgb, alpha, tolerance = 0 } of points) {
    const [red = 0, green = 0, blue = 0, a = 255] = pixelAt(picture, x, y)
    if (alpha !== undefined) expect(a).toBe(alpha)
    if (rgb === undefined) continue
    const value = Number.parseInt(rgb, 16)
    const wanted = [value >> 16, (value >> 8) & 255, value & 255]
    const difference = Math.max(
      ...[red, green, blue].map((sample, index) => Math.abs(sample - (wanted[index] ?? 0))),
    )
    expect(difference, `pixel ${x},${y}`).toBeLessThanOrEqual(tolerance)
  }
}

/** A rectangle, px from the top left corner. */
export interface Rect {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** Mean difference that encoding a jpg once more leaves on a soft picture, in levels. */
const REENCODED = 3

/** Expects `picture` to show the rectangle of `source`. */
export function expectRect(picture: RawPicture, source: RawPicture, rect: Rect): void {
  expect(picture).toMatchObject({ width: rect.width, height: rect.height })
  let sum = 0
  for (let y = 0; y < rect.height; y++)
    for (let x = 0; x < rect.width; x++) {
      const shown = pixelAt(picture, x, y)
      const wanted = pixelAt(source, rect.left + x, rect.top + y)
      for (let channel = 0; channel < 3; channel++)
        sum += Math.abs((shown[channel] ?? 0) - (wanted[channel] ?? 0))
    }
  expect(sum / (rect.width * rect.height * 3)).toBeLessThan(REENCODED)
}

/** The colour of the mark that vectors place: cyan. */
function isMark([red = 0, green = 0, blue = 0]: readonly number[]): boolean {
  return red < 90 && green > 180 && blue > 180
}

/** Expects the mark in its rectangle, give or take `tolerance` px, and nowhere else. */
export function expectMark(picture: RawPicture, source: RawPicture, rect: Rect, tolerance: number): void {
  let [left, top, right, bottom] = [picture.width, picture.height, -1, -1]
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      if (!isMark(pixelAt(picture, x, y)) || isMark(pixelAt(source, x, y))) continue
      left = Math.min(left, x)
      top = Math.min(top, y)
      right = Math.max(right, x)
      bottom = Math.max(bottom, y)
    }
  const found = { left, top, width: right - left + 1, height: bottom - top + 1 }
  for (const side of ['left', 'top', 'width', 'height'] as const)
    expect(Math.abs(found[side] - rect[side]), `${side} of ${JSON.stringify(found)}`).toBeLessThanOrEqual(
      tolerance,
    )
}

/** What brightness, contrast and blur change. */
export interface Statistics {
  readonly mean: number
  readonly deviation: number
  /** The largest step from one sample to the one below. */
  readonly steepest: number
}

export function statisticsOf({ data, width, channels }: RawPicture): Statistics {
  const mean = data.reduce((sum, level) => sum + level, 0) / data.length
  const variance = data.reduce((sum, level) => sum + (level - mean) ** 2, 0) / data.length
  const row = width * channels
  let steepest = 0
  for (let at = row; at < data.length; at++)
    steepest = Math.max(steepest, Math.abs((data[at] ?? 0) - (data[at - row] ?? 0)))
  return { mean, deviation: Math.sqrt(variance), steepest }
}
