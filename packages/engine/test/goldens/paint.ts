import type { Raw } from '../../src/pixels/raw.ts'

/** Red, green, blue, 0 to 255, and opacity, 0 to 1, of one point; opaque where no opacity is given. */
export type Colour = readonly [red: number, green: number, blue: number, opacity?: number]

/** The colour of a point, px from the top left corner, between two pixels' corners. */
export type Painting = (x: number, y: number) => Colour

export interface PaintOptions {
  /** Default: false, three channels. */
  readonly alpha?: boolean
  /** Points looked at in a pixel, along each side. Default: 3, so that edges are smooth. */
  readonly points?: number
}

/** Turns a painting into pixels. The colour of a pixel is the mean of its points, weighted by their opacity. */
export function paint(width: number, height: number, painting: Painting, options: PaintOptions = {}): Raw {
  const { alpha = false, points = 3 } = options
  const channels = alpha ? 4 : 3
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels
      data.set(pixel(painting, x, y, points).slice(0, channels), at)
    }
  return { data, width, height, channels }
}

function pixel(painting: Painting, x: number, y: number, points: number): number[] {
  const sums = [0, 0, 0]
  let weight = 0
  for (let index = 0; index < points * points; index++) {
    const across = ((index % points) + 0.5) / points
    const down = (Math.floor(index / points) + 0.5) / points
    const [red, green, blue, opacity = 1] = painting(x + across, y + down)
    // Nothing is quite without weight, so that transparent pixels have a colour, too.
    const share = Math.max(opacity, 1e-6)
    for (const [channel, value] of [red, green, blue].entries())
      sums[channel] = (sums[channel] ?? 0) + value * share
    weight += share
  }
  const alpha = Math.round((255 * weight) / (points * points))
  return [...sums.map((sum) => Math.min(255, Math.max(0, Math.round(sum / weight)))), alpha]
}

/** `share` of the way from one colour to another, 0 to 1. */
export function mix(from: Colour, to: Colour, share: number): Colour {
  const part = Math.min(1, Math.max(0, share))
  const between = (index: 0 | 1 | 2) => from[index] + (to[index] - from[index]) * part
  return [between(0), between(1), between(2)]
}

/** Is the point in an ellipse? */
export function inEllipse(
  x: number,
  y: number,
  middle: readonly [number, number],
  radii: readonly [number, number],
) {
  return ((x - middle[0]) / radii[0]) ** 2 + ((y - middle[1]) / radii[1]) ** 2 <= 1
}

/** Is the point in a box? */
export function inBox(
  x: number,
  y: number,
  left: number,
  top: number,
  right: number,
  bottom: number,
): boolean {
  return x >= left && x < right && y >= top && y < bottom
}

/** A number in [0, 1) for a place, the same at every call. */
export function noise(x: number, y: number): number {
  let mixed = Math.imul(Math.floor(x), 374_761_393) + Math.imul(Math.floor(y), 668_265_263)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 1_274_126_177)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296
}
