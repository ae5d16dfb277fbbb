import type { Raw } from '../../src/pixels/raw.ts'

/** How far two pictures of one size are apart, in levels of 0 to 255. */
export interface Distance {
  /** The mean over all pixels and channels. */
  readonly mean: number
  /** What all but one pixel of a thousand stay within; of a pixel the channel that differs most counts. */
  readonly far: number
}

/**
 * Compares pixel by pixel: red, green and blue, each times the opacity, and the opacity itself, so that a colour that
 * is not seen does not count. Pictures of two sizes are infinitely apart.
 */
export function distance(one: Raw, other: Raw): Distance {
  if (one.width !== other.width || one.height !== other.height) return { mean: Infinity, far: Infinity }
  const count = one.width * one.height
  const largest = new Float64Array(count)
  let sum = 0
  for (let pixel = 0; pixel < count; pixel++) {
    const [opacity, otherOpacity] = [opacityOf(one, pixel), opacityOf(other, pixel)]
    const differences = [Math.abs(opacity - otherOpacity) * 255]
    for (let channel = 0; channel < 3; channel++) {
      const level = (one.data[pixel * one.channels + channel] ?? 0) * opacity
      const otherLevel = (other.data[pixel * other.channels + channel] ?? 0) * otherOpacity
      differences.push(Math.abs(level - otherLevel))
    }
    largest[pixel] = Math.max(...differences)
    sum += differences.reduce((total, difference) => total + difference)
  }
  const allowed = Math.floor(count / 1000)
  return { mean: sum / (4 * count), far: largest.sort()[count - 1 - allowed] ?? 0 }
}

function opacityOf({ data, channels }: Raw, pixel: number): number {
  return channels === 4 ? (data[pixel * 4 + 3] ?? 0) / 255 : 1
}
