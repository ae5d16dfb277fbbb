import type { Gravity } from '@ossimg/grammar'

/** Width and height in whole pixels, each at least 1. */
export interface Size {
  readonly width: number
  readonly height: number
}

/** The top left corner of something, px from the canvas's; may be negative. */
export interface Position {
  readonly left: number
  readonly top: number
}

/** A rectangle on a canvas. */
export interface Region extends Size, Position {}

/** A size of which a side may be open. */
export interface Box {
  readonly width?: number | undefined
  readonly height?: number | undefined
}

/**
 * `numerator / denominator` to the nearest whole pixel, a half upwards, at least 1. In integers, so that
 * a tie is a tie: 267 · 200 / 400 = 133.5 is 134. Source: OSS, "Resize images" (78.54 → 79, 127.33 → 127).
 */
export function roundedQuotient(numerator: number, denominator: number): number {
  return Math.max(1, Math.floor((2 * numerator + denominator) / (2 * denominator)))
}

/** `value` to the nearest whole pixel, a half upwards, at least 1. */
export function roundedSide(value: number): number {
  return Math.max(1, Math.floor(value + 0.5))
}

/** `source` with `width`, its height in proportion. */
function atWidth(source: Size, width: number): Size {
  return { width, height: roundedQuotient(source.height * width, source.width) }
}

/** `source` with `height`, its width in proportion. */
function atHeight(source: Size, height: number): Size {
  return { width: roundedQuotient(source.width * height, source.height), height }
}

/**
 * The largest size with `source`'s aspect ratio that fits inside `box`: whole pixels, at least 1 × 1,
 * possibly larger than `source`. A side missing from `box` does not constrain. 200 × 100 in 150 × 80 is
 * 150 × 75. Source: OSS, "Resize images", `m_lfit`.
 */
export function fitInside(source: Size, box: Box): Size {
  const { width, height } = box
  if (width === undefined) return height === undefined ? source : atHeight(source, height)
  if (height === undefined) return atWidth(source, width)
  return width * source.height <= height * source.width ? atWidth(source, width) : atHeight(source, height)
}

/**
 * The smallest size with `source`'s aspect ratio that covers `box`; a single side decides alone.
 * 200 × 100 over 150 × 80 is 160 × 80. Source: OSS, "Resize images", `m_mfit`.
 */
export function cover(source: Size, box: Box): Size {
  const { width, height } = box
  if (width === undefined || height === undefined) return fitInside(source, box)
  return width * source.height >= height * source.width ? atWidth(source, width) : atHeight(source, height)
}

/** Each side times `percent` / 100. 400 × 267 at 50 % is 200 × 134. */
export function scaledBy(source: Size, percent: number): Size {
  return {
    width: roundedQuotient(source.width * percent, 100),
    height: roundedQuotient(source.height * percent, 100),
  }
}

/** Where `inner` stands when centred in `outer`, rounded towards the top left; negative when it is larger. */
export function centered(outer: Size, inner: Size): Position {
  return {
    left: Math.floor((outer.width - inner.width) / 2),
    top: Math.floor((outer.height - inner.height) / 2),
  }
}

type Third = 'start' | 'middle' | 'end'

const THIRDS: Readonly<Record<Gravity, readonly [across: Third, down: Third]>> = {
  nw: ['start', 'start'],
  north: ['middle', 'start'],
  ne: ['end', 'start'],
  west: ['start', 'middle'],
  center: ['middle', 'middle'],
  east: ['end', 'middle'],
  sw: ['start', 'end'],
  south: ['middle', 'end'],
  se: ['end', 'end'],
}

/** The thirds of the canvas that a gravity names, across and down. */
export function thirdsOf(gravity: Gravity): readonly [across: Third, down: Third] {
  return THIRDS[gravity]
}

/** The part of `region` that lies on `canvas`, or undefined when none does. */
export function clipped(canvas: Size, region: Region): Region | undefined {
  const left = Math.max(0, region.left)
  const top = Math.max(0, region.top)
  const width = Math.min(canvas.width, region.left + region.width) - left
  const height = Math.min(canvas.height, region.top + region.height) - top
  return width > 0 && height > 0 ? { left, top, width, height } : undefined
}

/** The bounding box of `size` turned by `degrees`. 400 × 267 at 45° is 472 × 472. */
export function boundingBox(size: Size, degrees: number): Size {
  const radians = (degrees * Math.PI) / 180
  const cosine = Math.abs(Math.cos(radians))
  const sine = Math.abs(Math.sin(radians))
  return {
    width: roundedSide(size.width * cosine + size.height * sine),
    height: roundedSide(size.width * sine + size.height * cosine),
  }
}

/** The size with its sides swapped. */
export function swapped({ width, height }: Size): Size {
  return { width: height, height: width }
}

/** Are both sides equal? */
export function sameSize(one: Size, other: Size): boolean {
  return one.width === other.width && one.height === other.height
}
