import type { Raw } from './raw.ts'

/**
 * How much of each pixel a shape covers, 0 to 255, row by row without padding. The shape is convex: between
 * two pixels of a row that are wholly covered, all are.
 */
export type Mask = Uint8Array

/**
 * A rectangle with round corners. `radius` is a whole number of px, at most half of the shorter side, or half
 * the side of a square; 0 leaves the corners square. An edge pixel has the exact part of its area that lies
 * inside. Source: OSS, "Rounded rectangle".
 */
export function roundedMask(width: number, height: number, radius: number): Mask {
  const mask = new Uint8Array(width * height).fill(255)
  const cells = Math.ceil(radius)
  for (let row = 0; row < cells; row++) {
    const levels = cornerRow(radius, row)
    for (const start of [row * width, (height - 1 - row) * width]) {
      for (let column = 0; column < levels.length; column++) {
        const level = levels[column] ?? 0
        mask[start + column] = level
        mask[start + width - 1 - column] = level
      }
    }
  }
  return mask
}

/** The cells of a corner's row that are not wholly covered, from its outer edge inwards. */
function cornerRow(radius: number, row: number): Uint8Array {
  const down = span(radius, row)
  const levels = new Uint8Array(Math.ceil(radius))
  const first = Math.floor(radius - halfChord(radius, down.near))
  for (let column = first; column < levels.length; column++) {
    const level = Math.round(255 * coverage(span(radius, column), down, radius))
    if (level === 255) return levels.subarray(0, column)
    levels[column] = level
  }
  return levels
}

/** The circle inscribed in a square of `side` px. Source: OSS, "Circle crop". */
export function circleMask(side: number): Mask {
  return roundedMask(side, side, side / 2)
}

/** The distances from the centre line at which a cell begins and ends. */
interface Span {
  readonly near: number
  readonly far: number
}

/** Of the cell at `index` from the outer edge. The centre line of an odd side cuts its cell in half. */
function span(radius: number, index: number): Span {
  return { near: Math.max(0, radius - index - 1), far: radius - index }
}

/** The part of a cell that lies in the quarter circle around 0, 0. */
function coverage(across: Span, down: Span, radius: number): number {
  const clamp = (distance: number) => Math.min(across.far, Math.max(across.near, distance))
  // Up to `whole` the arc runs beyond the cell, up to `part` through it.
  const whole = clamp(halfChord(radius, down.far))
  const part = clamp(halfChord(radius, down.near))
  const height = down.far - down.near
  const under = areaUpTo(radius, part) - areaUpTo(radius, whole) - (part - whole) * down.near
  return ((whole - across.near) * height + under) / ((across.far - across.near) * height)
}

function halfChord(radius: number, distance: number): number {
  return Math.sqrt(Math.max(0, radius * radius - distance * distance))
}

/** The area under the arc from the centre line to `distance`. */
function areaUpTo(radius: number, distance: number): number {
  return (distance * halfChord(radius, distance) + radius * radius * Math.asin(distance / radius)) / 2
}

/**
 * A picture of which only what the mask covers is left: four channels, its alpha times the mask.
 *
 * @throws RangeError when the mask has another size.
 */
export function withMask(picture: Raw, mask: Mask): Raw {
  assertSize(picture, mask)
  if (picture.channels === 3) return withAlpha(picture, mask)
  const data = new Uint8Array(picture.data)
  for (const [from, to] of edges(mask, picture.width)) {
    for (let pixel = from; pixel < to; pixel++) {
      data[pixel * 4 + 3] = mixed(data[pixel * 4 + 3] ?? 0, 0, mask[pixel] ?? 0)
    }
  }
  return { ...picture, data }
}

function withAlpha(picture: Raw, mask: Mask): Raw {
  const source = picture.data
  const data = new Uint8Array(mask.length * 4)
  for (let pixel = 0, from = 0, to = 0; pixel < mask.length; pixel++, from += 3, to += 4) {
    data[to] = source[from] ?? 0
    data[to + 1] = source[from + 1] ?? 0
    data[to + 2] = source[from + 2] ?? 0
    data[to + 3] = mask[pixel] ?? 0
  }
  return { ...picture, data, channels: 4 }
}

/**
 * Paints what lies outside the shape of `roundedMask` in a colour, `RRGGBB`, on a picture of three channels: in place,
 * and only where the corners are.
 *
 * @throws RangeError when the radius is more than half of a side, TypeError when the picture has an alpha channel.
 */
export function paintCorners({ data, width, height, channels }: Raw, radius: number, color: string): void {
  if (channels !== 3) throw new TypeError('the picture has an alpha channel')
  if (2 * radius > Math.min(width, height)) throw new RangeError('the radius is too large for the picture')
  const packed = Number.parseInt(color, 16)
  for (let row = 0; row < Math.ceil(radius); row++) {
    const levels = cornerRow(radius, row)
    // The middle row and column of an odd side mirror themselves.
    for (const y of new Set([row, height - 1 - row])) {
      for (let column = 0; column < levels.length; column++) {
        const mirrored = width - 1 - column
        const level = levels[column] ?? 0
        blend(data, (y * width + column) * 3, packed, level)
        if (mirrored !== column) blend(data, (y * width + mirrored) * 3, packed, level)
      }
    }
  }
}

/** Lets `share` 255ths of the pixel at `at` stay, and makes the rest a colour, `0xRRGGBB`. */
function blend(data: Uint8Array, at: number, color: number, share: number): void {
  data[at] = mixed(data[at] ?? 0, color >> 16, share)
  data[at + 1] = mixed(data[at + 1] ?? 0, (color >> 8) & 255, share)
  data[at + 2] = mixed(data[at + 2] ?? 0, color & 255, share)
}

/** The runs of pixels on both sides of each row's wholly covered part, each as its start and its end. */
function* edges(mask: Mask, width: number): Generator<readonly [number, number]> {
  for (let start = 0; start < mask.length; start += width) {
    let first = start
    let last = start + width
    while (first < last && mask[first] !== 255) first++
    while (last > first && mask[last - 1] !== 255) last--
    if (first > start) yield [start, first]
    if (last < start + width) yield [last, start + width]
  }
}

function assertSize({ width, height }: Raw, mask: Mask): void {
  if (mask.length !== width * height) throw new RangeError('the mask has not the size of the picture')
}

/** `share` 255ths of the level `over` and the rest of `under`, to the nearest level. */
function mixed(over: number, under: number, share: number): number {
  // Exact for these whole numbers, and faster than a division by 255.
  const raised = over * share + under * (255 - share) + 128
  return (raised + (raised >> 8)) >> 8
}
