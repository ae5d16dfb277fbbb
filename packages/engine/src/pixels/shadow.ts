import type { Raw } from './raw.ts'

/** A shadow behind a picture. */
export interface Shadow {
  /** Percent of the picture's own opacity, 1 to 100. */
  readonly opacity: number
  /** px to the right and down, at least 1 */
  readonly offset: number
}

/** A picture of four channels on a black copy of itself; the result is `offset` px wider and higher. */
export function withShadow(source: Raw, { opacity, offset }: Shadow): Raw {
  const width = source.width + offset
  const height = source.height + offset
  const data = new Uint8Array(width * height * 4)
  for (let y = 0, from = 0; y < source.height; y++) {
    for (let to = ((y + offset) * width + offset) * 4, x = 0; x < source.width; x++, from += 4, to += 4) {
      data[to + 3] = Math.round(((source.data[from + 3] ?? 0) * opacity) / 100)
    }
  }
  for (let y = 0, from = 0; y < source.height; y++) {
    for (let to = y * width * 4, x = 0; x < source.width; x++, from += 4, to += 4) {
      const front = source.data[from + 3] ?? 0
      if (front === 0) continue
      const alpha = front + (data[to + 3] ?? 0) * (1 - front / 255)
      // What shows of the shadow is black and adds no colour.
      data[to] = Math.round(((source.data[from] ?? 0) * front) / alpha)
      data[to + 1] = Math.round(((source.data[from + 1] ?? 0) * front) / alpha)
      data[to + 2] = Math.round(((source.data[from + 2] ?? 0) * front) / alpha)
      data[to + 3] = Math.round(alpha)
    }
  }
  return { data, width, height, channels: 4 }
}
