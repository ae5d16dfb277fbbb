// The pictures that are processed: a landscape as a camera would write it, the same at every run.
import sharp from 'sharp'

/** Sizes by name: a web picture, a preview and a camera's. All are 3 : 2 or 4 : 3. */
export const SIZES = {
  0.1: { width: 400, height: 267 },
  2: { width: 1632, height: 1224 },
  12: { width: 4000, height: 3000 },
}

/** Of the source, and so of every jpg made from it that asks for no other. */
export const SOURCE_QUALITY = 90

/** The bytes of a jpg of that size, 4:2:0 and baseline. */
export function drawSource({ width, height }) {
  const data = Buffer.alloc(width * height * 3)
  const color = [0, 0, 0]
  for (let x = 0; x < width; x++) {
    const u = x / width
    const crests = RIDGES.map(
      ({ crest, rise, shape }) => crest + rise * (fractal(u * shape, crest, 5, 0.5) - 0.5),
    )
    for (let y = 0; y < height; y++) {
      const v = y / height
      const ridge = RIDGES[crests.findLastIndex((crest) => v > crest)]
      if (ridge) paintRidge(ridge, u, v, color)
      else paintSky(u, v, color)
      const grain = 14 * (random(x, y) - 0.5)
      const at = (y * width + x) * 3
      for (let band = 0; band < 3; band++)
        data[at + band] = Math.max(0, Math.min(255, Math.round(color[band] + grain)))
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: SOURCE_QUALITY })
    .toBuffer()
}

/** The bytes of the image that is drawn as a watermark: a png of 200 x 60 px, transparent around a label. */
export function drawMark() {
  const [width, height] = [200, 60]
  const data = Buffer.alloc(width * height * 4)
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const edge = Math.min(x, y, width - 1 - x, height - 1 - y)
      const letter = y > 15 && y < 45 && x > 15 && x < 185 && (x >> 3) % 3 !== 0
      data.set(letter ? [255, 255, 255] : [200, 40 + y, 60], at)
      data[at + 3] = letter ? 255 : Math.min(180, edge * 20)
    }
  }
  return sharp(data, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer()
}

const SKY = [120, 165, 215]
const CLOUD = [245, 240, 235]
const SUN = { u: 0.74, v: 0.17, radius: 0.05 }
/** From far to near: where the crest is, how high it rises, how fine its shape and its surface are. */
const RIDGES = [
  { crest: 0.45, rise: 0.22, shape: 4, surface: 30, color: [110, 130, 155] },
  { crest: 0.58, rise: 0.16, shape: 7, surface: 70, color: [70, 100, 85] },
  { crest: 0.72, rise: 0.1, shape: 11, surface: 160, color: [95, 110, 50] },
]

/** A hill side, rough down to the pixels. */
function paintRidge(ridge, u, v, color) {
  const light = 0.95 + 4 * (fractal(u * ridge.surface, v * ridge.surface, 8, 0.8) - 0.5)
  // A fence stands before the nearest: hard edges, as a photograph of a town has.
  const post = ridge === RIDGES[2] && v > 0.78 && v < 0.93 && (u * 40) % 1 < 0.3
  for (let band = 0; band < 3; band++) color[band] = post ? 235 - 60 * light : ridge.color[band] * light
}

function paintSky(u, v, color) {
  const cloud = Math.max(0, Math.min(1, 4 * fractal(u * 5, v * 9, 5, 0.5) - 1.8))
  const sun = Math.hypot(u - SUN.u, (v - SUN.v) * 0.75) < SUN.radius
  for (let band = 0; band < 3; band++) {
    const clear = SKY[band] + 60 * v
    const veiled = clear + (CLOUD[band] - clear) * cloud
    color[band] = sun ? 255 - 20 * band * cloud : veiled
  }
}

/** Noise in layers, each twice as fine and `falloff` as strong as the one before, 0 to 1. */
function fractal(x, y, octaves, falloff) {
  let sum = 0
  let whole = 0
  let strength = 1
  for (let octave = 0; octave < octaves; octave++) {
    sum += strength * noise(x, y)
    whole += strength
    strength *= falloff
    // The layers' lattices must not line up.
    const turned = 1.6 * x + 1.2 * y + 5.7
    y = 1.6 * y - 1.2 * x + 17.3
    x = turned
  }
  return sum / whole
}

/** Smooth between random levels at whole numbers, 0 to 1. */
function noise(x, y) {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const across = ease(x - left)
  const upper = mix(random(left, top), random(left + 1, top), across)
  const lower = mix(random(left, top + 1), random(left + 1, top + 1), across)
  return mix(upper, lower, ease(y - top))
}

function mix(from, to, share) {
  return from + (to - from) * share
}

function ease(share) {
  return share * share * (3 - 2 * share)
}

/** A number in [0, 1) that two whole numbers decide. */
function random(x, y) {
  let mixed = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d)
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39)
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 0x100000000
}
