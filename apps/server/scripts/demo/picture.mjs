// A picture while it is painted: linear light, so that glow, mist and blended edges add up as light does.

/**
 * `{ width, height, light }`, black: three linear values per pixel, rows from the top. Above 0.6 highlights are
 * compressed when developed; a value above 1 is glare.
 */
export function createPicture(width, height) {
  return { width, height, light: new Float32Array(width * height * 3) }
}

/** The nearest value to `value` that is neither below `low` nor above `high`. */
export const clamp = (value, low = 0, high = 1) => Math.min(high, Math.max(low, value))

/** 0 up to `from`, 1 beyond `to`, an S-curve between. */
export function smoothstep(from, to, value) {
  const t = clamp((value - from) / (to - from))
  return t * t * (3 - 2 * t)
}

/** Linear light of an sRGB colour written `0xrrggbb`. */
export function color(hex) {
  return [hex >> 16, (hex >> 8) & 255, hex & 255].map((value) => (value / 255) ** 2.2)
}

/** The colour `share` of the way from `a` to `b`. */
export function mix(a, b, share) {
  return [a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share]
}

/** Length of a vector. `Math.hypot` guards against overflow, which costs most of the time it takes. */
export const lengthOf = (x, y) => Math.sqrt(x * x + y * y)

/** A colour `factor` times as bright. */
export const scale = (a, factor) => [a[0] * factor, a[1] * factor, a[2] * factor]

/** The colour at `position` on a gradient of `[position, color]` stops in rising order. */
export function gradient(stops, position) {
  let index = 1
  while (index < stops.length - 1 && position > stops[index][0]) index++
  const [from, first] = stops[index - 1]
  const [to, second] = stops[index]
  return mix(first, second, smoothstep(from, to, position))
}

/** Covers a pixel with `paint`; `opacity` in [0, 1]. A pixel outside the picture is left out. */
export function cover(picture, x, y, paint, opacity) {
  if (x < 0 || y < 0 || x >= picture.width || y >= picture.height) return
  const at = (y * picture.width + x) * 3
  const { light } = picture
  light[at] += (paint[0] - light[at]) * opacity
  light[at + 1] += (paint[1] - light[at + 1]) * opacity
  light[at + 2] += (paint[2] - light[at + 2]) * opacity
}

/** Paints every pixel of the rows [top, bottom) with `shade(x, y)`. */
export function fill(picture, shade, top = 0, bottom = picture.height) {
  for (let y = top; y < bottom; y++) {
    for (let x = 0; x < picture.width; x++) cover(picture, x, y, shade(x, y), 1)
  }
}

/** Like `fill`, with a quarter of the work, for what is soft: shades every other pixel and blends between. */
export function fillSoftly(picture, shade, bottom) {
  const half = createPicture(Math.ceil(picture.width / 2) + 1, Math.ceil(bottom / 2) + 1)
  fill(half, (x, y) => shade(x * 2, y * 2))
  fill(picture, (x, y) => sample(half, x / 2, y / 2), 0, bottom)
}

/** The colour at a point between pixels, which are whole numbers here. */
export function sample({ width, height, light }, x, y) {
  const left = Math.min(width - 2, Math.max(0, Math.floor(x)))
  const top = Math.min(height - 2, Math.max(0, Math.floor(y)))
  const right = clamp(x - left)
  const down = clamp(y - top)
  const at = (top * width + left) * 3
  const under = at + width * 3
  const blend = (band) => {
    const upper = light[at + band] + (light[at + band + 3] - light[at + band]) * right
    const lower = light[under + band] + (light[under + band + 3] - light[under + band]) * right
    return upper + (lower - upper) * down
  }
  return [blend(0), blend(1), blend(2)]
}

/** A straight stroke with soft edges, `from.width` px wide at its beginning and `to.width` px at its end. */
export function stroke(picture, from, to, paint) {
  const reach = Math.max(from.width, to.width) / 2 + 1
  const left = Math.max(0, Math.floor(Math.min(from.x, to.x) - reach))
  const right = Math.min(picture.width - 1, Math.ceil(Math.max(from.x, to.x) + reach))
  const top = Math.max(0, Math.floor(Math.min(from.y, to.y) - reach))
  const bottom = Math.min(picture.height - 1, Math.ceil(Math.max(from.y, to.y) + reach))
  const dx = to.x - from.x
  const dy = to.y - from.y
  const length = dx * dx + dy * dy || 1
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = clamp(((x - from.x) * dx + (y - from.y) * dy) / length)
      const distance = lengthOf(x - from.x - along * dx, y - from.y - along * dy)
      const width = from.width + (to.width - from.width) * along
      // Thinner than a pixel is fainter, not narrower.
      const coverage = clamp(Math.max(width, 1) / 2 + 0.5 - distance) * Math.min(1, width)
      if (coverage > 0) cover(picture, x, y, paint, coverage)
    }
  }
}

/** Linear light to an sRGB share: exact up to 0.6, above it ever flatter, towards 1. */
function toneCurve(light) {
  const rolled = light < 0.6 ? light : 1 - 0.4 * Math.exp((0.6 - light) / 0.4)
  return rolled ** (1 / 2.2)
}

// By the root of the light, so that the shadows have entries enough.
const TONES = Float32Array.from({ length: 4097 }, (_, index) => 255 * toneCurve((index / 1024) ** 2))

/**
 * The picture as sRGB bytes, three per pixel. Glare rolls off softly instead of clipping; `grain()` is added to
 * all three bytes of a pixel.
 */
export function develop({ light }, grain = () => 0) {
  const bytes = new Uint8ClampedArray(light.length)
  for (let at = 0; at < light.length; at += 3) {
    const noise = grain()
    for (let band = at; band < at + 3; band++) {
      bytes[band] = TONES[Math.min(4096, Math.sqrt(light[band]) * 1024) | 0] + noise
    }
  }
  return Buffer.from(bytes.buffer)
}
