// Paints pictures point by point: the same pixels at every run.

/**
 * A picture whose colours `colorAt` tells: `[red, green, blue, opacity]`, 0 to 255 and opacity 0 to 1, opaque where it
 * is left out. Each pixel is the mean of nine points, weighted by their opacity, so edges are smooth.
 */
export function paint(width, height, channels, colorAt) {
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.set(pixel(colorAt, x, y).slice(0, channels), (y * width + x) * channels)
  return { data, width, height, channels }
}

const POINTS = [1 / 6, 3 / 6, 5 / 6]

function pixel(colorAt, x, y) {
  const sums = [0, 0, 0]
  let weight = 0
  for (const down of POINTS)
    for (const across of POINTS) {
      const [red, green, blue, opacity = 1] = colorAt(x + across, y + down)
      sums[0] += red * opacity
      sums[1] += green * opacity
      sums[2] += blue * opacity
      weight += opacity
    }
  const levels = sums.map((sum) => Math.min(255, Math.max(0, Math.round(sum / (weight || 1)))))
  return [...levels, Math.round((255 * weight) / POINTS.length ** 2)]
}

/** The colour `share` of the way from one to another; the ends are kept beyond 0 and 1. */
export function mix(from, to, share) {
  const part = Math.min(1, Math.max(0, share))
  return from.map((level, index) => level + (to[index] - level) * part)
}

/** Soft noise from 0 to 1 that changes within about one unit. */
export function noise(x, y) {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [across, down] = [x - left, y - top].map((t) => t * t * (3 - 2 * t))
  const upper = dice(left, top) * (1 - across) + dice(left + 1, top) * across
  const lower = dice(left, top + 1) * (1 - across) + dice(left + 1, top + 1) * across
  return upper * (1 - down) + lower * down
}

/** Noise of three sizes on top of each other, 0 to 1. */
export function cloudy(x, y) {
  return (4 * noise(x, y) + 2 * noise(2.1 * x + 9, 2.1 * y) + noise(4.3 * x, 4.3 * y + 5)) / 7
}

/** A number in [0, 1) for whole coordinates, the same at every call. */
function dice(x, y) {
  let mixed = Math.imul(x, 374_761_393) + Math.imul(y, 668_265_263)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 1_274_126_177)
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296
}
