import type { Raw } from './raw.ts'

/** Samples that are added up side by side, so that no addition waits for the one before it. */
const LANES = 4

/**
 * Samples between rows: without them, rows of some widths would drive each other out of the processor's
 * cache.
 */
const CACHE_LINE = 8

/**
 * The weights of a Gaussian of standard deviation `sigma` px, cut off beyond `radius` whole px: 2 · `radius`
 * + 1 of them that add up to 1. For 1 and 1: 0.27, 0.45, 0.27. Source: OSS, "Blur", its `r` and `s`.
 */
export function gaussianKernel(radius: number, sigma: number): number[] {
  const heights = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)),
  )
  const sum = heights.reduce((total, height) => total + height, 0)
  return heights.map((height) => height / sum)
}

/**
 * Blurs with `gaussianKernel(radius, sigma)` in both directions, each sample rounded once, at the end. Edges
 * are replicated. With four channels a colour counts as much as its alpha, so that what lies under
 * transparent pixels never shows; where the result's alpha is 0, so is its colour.
 *
 * Works on the calling thread: 0.04 s a megapixel for a radius of 3, 0.1 s for 10, 0.5 s for 50.
 */
export function blur(picture: Raw, radius: number, sigma: number): Raw {
  const { width, height, channels } = picture
  const weights = Float64Array.from(gaussianKernel(radius, sigma).slice(radius))
  const size = width * channels
  const line = new Float64Array(size + 2 * radius * channels + LANES)
  const across = offsetsFrom(radius, (distance) => (radius + distance) * channels)
  // As many rows, blurred across, as one row of the result needs: row y stands at y modulo their number.
  const kept = Math.min(height, 2 * radius + 1)
  const stride = size + CACHE_LINE
  const rows = new Float64Array(kept * stride)
  const startOf = (y: number) => (Math.min(height - 1, Math.max(0, y)) % kept) * stride
  const blurred = new Float64Array(stride)
  const data = new Uint8Array(picture.data.length)
  for (let y = 0, next = 0; y < height; y++) {
    for (; next < height && next <= y + radius; next++) {
      readRow(picture, next, radius, line)
      weigh(line, across, weights, rows.subarray(startOf(next)), size)
    }
    const down = offsetsFrom(radius, (distance) => startOf(y + distance))
    weigh(rows, down, weights, blurred, size)
    writeRow(blurred, channels, size, data, y * size)
  }
  return { ...picture, data }
}

/** Where the samples at each distance from the centre, 0 to `radius`, begin. */
interface Offsets {
  readonly before: Int32Array
  readonly after: Int32Array
}

function offsetsFrom(radius: number, offsetAt: (distance: number) => number): Offsets {
  const before = new Int32Array(radius + 1)
  const after = new Int32Array(radius + 1)
  for (let distance = 0; distance <= radius; distance++) {
    before[distance] = offsetAt(-distance)
    after[distance] = offsetAt(distance)
  }
  return { before, after }
}

/** Copies a row to `line`, colours times alpha, and repeats its ends `radius` times. */
function readRow({ data, width, channels }: Raw, y: number, radius: number, line: Float64Array): void {
  const size = width * channels
  const margin = radius * channels
  for (let from = y * size, to = margin, end = margin + size; to < end; to += channels, from += channels) {
    const alpha = channels === 4 ? (data[from + 3] ?? 0) : 1
    line[to] = (data[from] ?? 0) * alpha
    line[to + 1] = (data[from + 1] ?? 0) * alpha
    line[to + 2] = (data[from + 2] ?? 0) * alpha
    if (channels === 4) line[to + 3] = alpha
  }
  for (let at = margin - 1; at >= 0; at--) line[at] = line[at + channels] ?? 0
  for (let at = margin + size, end = at + margin; at < end; at++) line[at] = line[at - channels] ?? 0
}

/**
 * Fills `size` samples of `result`, and up to three more, each with the weighted sum of those at the offsets.
 */
function weigh(
  samples: Float64Array,
  { before, after }: Offsets,
  weights: Float64Array,
  result: Float64Array,
  size: number,
): void {
  for (let at = 0; at < size; at += LANES) {
    const centre = (before[0] ?? 0) + at
    const share = weights[0] ?? 0
    let first = (samples[centre] ?? 0) * share
    let second = (samples[centre + 1] ?? 0) * share
    let third = (samples[centre + 2] ?? 0) * share
    let fourth = (samples[centre + 3] ?? 0) * share
    for (let distance = 1; distance < weights.length; distance++) {
      const weight = weights[distance] ?? 0
      const left = (before[distance] ?? 0) + at
      const right = (after[distance] ?? 0) + at
      first += ((samples[left] ?? 0) + (samples[right] ?? 0)) * weight
      second += ((samples[left + 1] ?? 0) + (samples[right + 1] ?? 0)) * weight
      third += ((samples[left + 2] ?? 0) + (samples[right + 2] ?? 0)) * weight
      fourth += ((samples[left + 3] ?? 0) + (samples[right + 3] ?? 0)) * weight
    }
    result[at] = first
    result[at + 1] = second
    result[at + 2] = third
    result[at + 3] = fourth
  }
}

/** Divides the colours of a row by alpha again, and rounds. */
function writeRow(row: Float64Array, channels: number, size: number, data: Uint8Array, start: number): void {
  for (let at = 0, to = start; at < size; at += channels, to += channels) {
    const alpha = channels === 4 ? (row[at + 3] ?? 0) : 1
    if (channels === 4 && alpha < 0.5) continue
    data[to] = (row[at] ?? 0) / alpha + 0.5
    data[to + 1] = (row[at + 1] ?? 0) / alpha + 0.5
    data[to + 2] = (row[at + 2] ?? 0) / alpha + 0.5
    if (channels === 4) data[to + 3] = alpha + 0.5
  }
}
