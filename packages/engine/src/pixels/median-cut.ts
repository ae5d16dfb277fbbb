import type { Raw } from './raw.ts'

/** A colour, 0 to 255 each. */
export interface Color {
  readonly red: number
  readonly green: number
  readonly blue: number
}

/** Colours of a part of the picture, one a pixel, packed `0xRRGGBB`. */
interface Box {
  readonly colors: Int32Array
  /** The channel along which the colours lie farthest apart, as the position of its lowest bit. */
  readonly axis: Axis
  /** Of one colour only: cannot be split. */
  readonly flat: boolean
}

type Axis = 16 | 8 | 0

const BOXES = 5

/** How much a distance in red, green or blue counts: its share of luma, in 256ths. */
const WEIGHTS: readonly (readonly [Axis, number])[] = [
  [16, 77],
  [8, 150],
  [0, 29],
]

const WHITE: Color = { red: 255, green: 255, blue: 255 }

/**
 * The colour that stands for a picture: its colours are cut into five boxes of the same population, as far as
 * equal colours stay together, and of the mean colours of the boxes the one that most pixels are nearest to
 * is chosen. All pixels count the same, except that wholly transparent ones do not count; white when there
 * are no others. A picture of one colour gives that colour.
 *
 * Works on the calling thread, so give it a thumbnail: 0.1 ms a thousand pixels. The size hardly matters to
 * the result. Source: OSS, "Query the average tone".
 */
export function dominantColor(picture: Raw): Color {
  const colors = visibleColors(picture)
  if (colors.length === 0) return WHITE
  const means = medianCut(colors).map((box) => meanOf(box.colors))
  return nearestToMost(means, colors)
}

function visibleColors({ data, channels }: Raw): Int32Array {
  const colors = new Int32Array(data.length / channels)
  let count = 0
  for (let at = 0; at < data.length; at += channels) {
    if (channels === 4 && data[at + 3] === 0) continue
    colors[count++] = ((data[at] ?? 0) << 16) | ((data[at + 1] ?? 0) << 8) | (data[at + 2] ?? 0)
  }
  return colors.subarray(0, count)
}

/** Splits the most populous box in two until there are five, or none that can be split. */
function medianCut(colors: Int32Array): readonly Box[] {
  const boxes = [boxOf(colors)]
  while (boxes.length < BOXES) {
    const [first, ...others] = boxes.filter((box) => !box.flat)
    if (first === undefined) break
    // Halves of halves hardly differ in number. Were single pixels to decide, the same picture in another
    // size would give another colour, so eighths of the whole are compared, and of equals the first is split.
    const eighths = (box: Box) => Math.round((8 * box.colors.length) / colors.length)
    const chosen = others.reduce((best, box) => (eighths(box) > eighths(best) ? box : best), first)
    boxes.splice(boxes.indexOf(chosen), 1, ...split(chosen))
  }
  return boxes
}

function boxOf(colors: Int32Array): Box {
  let axis: Axis = 16
  let longest = 0
  for (const [channel, weight] of WEIGHTS) {
    const length = extentOf(colors, channel) * weight
    if (length <= longest) continue
    axis = channel
    longest = length
  }
  return { colors, axis, flat: longest === 0 }
}

function extentOf(colors: Int32Array, axis: Axis): number {
  let lowest = 255
  let highest = 0
  for (let at = 0; at < colors.length; at++) {
    const level = ((colors[at] ?? 0) >> axis) & 255
    if (level < lowest) lowest = level
    if (level > highest) highest = level
  }
  return highest - lowest
}

/** Halves a box at the median along its axis; the half with the lower levels comes first. */
function split({ colors, axis }: Box): readonly [Box, Box] {
  const keys = new Int32Array(colors.length)
  for (let at = 0; at < colors.length; at++) keys[at] = led(colors[at] ?? 0, axis)
  const median = keyOfRank(keys, (keys.length - 1) >> 1)
  const [lower, upper] = parted(keys, median)
  // All equal colours stay together: on the lower side, unless nothing else is left for the upper one.
  const [first, second] = upper.length > 0 ? [lower, upper] : parted(keys, median - 1)
  for (let at = 0; at < first.length; at++) first[at] = led(first[at] ?? 0, axis)
  for (let at = 0; at < second.length; at++) second[at] = led(second[at] ?? 0, axis)
  return [boxOf(first), boxOf(second)]
}

/** The keys up to `limit`, and those above. */
function parted(keys: Int32Array, limit: number): readonly [Int32Array, Int32Array] {
  const both = new Int32Array(keys.length)
  let low = 0
  let high = keys.length - 1
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? 0
    // Without a branch, which no processor could predict.
    const above = (limit - key) >>> 31
    both[low + (high - low) * above] = key
    low += 1 - above
    high -= above
  }
  return [both.subarray(0, low), both.subarray(low)]
}

/** A colour with the channel `axis` and red changed over, so that colours sort along it; its own inverse. */
function led(color: number, axis: Axis): number {
  const swap = ((color >> 16) ^ (color >> axis)) & 255
  return axis === 16 ? color : color ^ (swap << 16) ^ (swap << axis)
}

/** The key that would stand at `rank`, from 0, were they sorted: found byte by byte, the highest first. */
function keyOfRank(keys: Int32Array, rank: number): number {
  let found = 0
  let known = 0
  let before = rank
  for (const shift of [16, 8, 0]) {
    const counts = new Int32Array(256)
    for (let at = 0; at < keys.length; at++) {
      const key = keys[at] ?? 0
      if ((key & known) !== found) continue
      const byte = (key >> shift) & 255
      counts[byte] = (counts[byte] ?? 0) + 1
    }
    let byte = 0
    for (; before >= (counts[byte] ?? 0); byte++) before -= counts[byte] ?? 0
    found |= byte << shift
    known |= 255 << shift
  }
  return found
}

/** Halves are rounded up. */
function meanOf(colors: Int32Array): Color {
  let red = 0
  let green = 0
  let blue = 0
  for (let at = 0; at < colors.length; at++) {
    const color = colors[at] ?? 0
    red += color >> 16
    green += (color >> 8) & 255
    blue += color & 255
  }
  const mean = (sum: number) => Math.floor(sum / colors.length + 0.5)
  return { red: mean(red), green: mean(green), blue: mean(blue) }
}

/** The candidate that is the nearest one for most colours; the first of equals. */
function nearestToMost(candidates: readonly Color[], colors: Int32Array): Color {
  const levels = Int32Array.from(candidates.flatMap(({ red, green, blue }) => [red, green, blue]))
  const votes = new Int32Array(candidates.length)
  for (let at = 0; at < colors.length; at++) {
    const nearest = nearestTo(colors[at] ?? 0, levels)
    votes[nearest] = (votes[nearest] ?? 0) + 1
  }
  return candidates[votes.indexOf(Math.max(...votes))] ?? WHITE
}

/** Which of the candidates, three levels each, has the least distance; the first of equals. */
function nearestTo(color: number, levels: Int32Array): number {
  let nearest = 0
  let least = Infinity
  for (let index = 0, at = 0; at < levels.length; index++, at += 3) {
    const red = (color >> 16) - (levels[at] ?? 0)
    const green = ((color >> 8) & 255) - (levels[at + 1] ?? 0)
    const blue = (color & 255) - (levels[at + 2] ?? 0)
    const distance = red * red + green * green + blue * blue
    if (distance >= least) continue
    least = distance
    nearest = index
  }
  return nearest
}
