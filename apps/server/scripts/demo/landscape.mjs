// The picture of the readme: a morning at a mountain lake.
import { paintMeadow } from './meadow.mjs'
import { createRandom, fractal, noise } from './noise.mjs'
import {
  clamp,
  color,
  cover,
  createPicture,
  develop,
  fillSoftly,
  gradient,
  lengthOf,
  mix,
  sample,
  scale,
  smoothstep,
} from './picture.mjs'
import { paintTerrain } from './terrain.mjs'

const WIDTH = 1200
const HEIGHT = 800
const HORIZON = 436
const SUN = { x: 716, y: 338 }

const SKY = [
  [0, color(0x2f5690)],
  [0.4, color(0x6d94bf)],
  [0.72, color(0xc4bfc4)],
  [0.9, color(0xf2cda6)],
  [1, color(0xffdcae)],
]
const CLOUD_LIT = scale(color(0xffdcb8), 1.15)
const CLOUD_SHADE = color(0x8f93ab)
const HAZE_COOL = color(0x9db2cc)
const HAZE_WARM = color(0xf6cfa4)
const GLOW = color(0xffb870)
const MIST = color(0xe9e6e8)
const DEEP_WATER = color(0x16323c)

function glowAt(x, y) {
  const distance = lengthOf(x - SUN.x, (y - SUN.y) * 1.15)
  return (
    0.4 * Math.exp(-distance / 165) +
    0.45 * Math.exp(-((distance / 55) ** 2)) +
    Math.exp(-((distance / 17) ** 2))
  )
}

/** Thickness of the clouds on a ceiling seen in perspective: flat and crowded towards the horizon. */
function cloudAt(x, y) {
  const depth = 260 / (HORIZON + 60 - y)
  const across = ((x - WIDTH / 2) / 300) * depth
  const bent = 0.5 * fractal(across * 0.8 + 3, depth * 1.8, 2)
  return fractal(across * 1.1 + bent + 11.5, depth * 2.5 + bent, 6)
}

function skyAt(x, y) {
  const clear = gradient(SKY, y / HORIZON)
  if (y > 0.9 * HORIZON) return clear
  const thickness = cloudAt(x, y)
  const amount = smoothstep(-0.03, 0.33, thickness)
  if (amount === 0) return clear
  // Thinner towards the sun: that side of the cloud is lit.
  const towards = cloudAt(x + (SUN.x - x) * 0.03, y + (SUN.y - y) * 0.05 + 3)
  const lit = clamp(0.55 + (thickness - towards) * 3.2 - thickness * 0.35)
  const low = y / HORIZON
  const cloud = mix(mix(CLOUD_SHADE, CLOUD_LIT, lit), clear, 0.7 * smoothstep(0.72, 0.9, low))
  return mix(clear, cloud, 0.85 * amount * smoothstep(0.9, 0.7, low))
}

const hazeAt = (x) => mix(HAZE_COOL, HAZE_WARM, Math.exp(-(((x - SUN.x) / 330) ** 2)))

/** How far ground at a `depth` and `height`, in metres, has faded: with distance, and down in the valleys. */
function mistAt(depth, height) {
  const distance = 1 - Math.exp(-depth / 20000)
  const valley = 0.7 * Math.exp(-height / 120) * smoothstep(1700, 5200, depth)
  return clamp(distance + valley)
}

/** The lake mirrors what stands above the shore, row for row, shaken by ripples that grow towards the eye. */
function paintLake(picture, shores) {
  // One row for all columns: a shore that moves by a pixel would tear the reflection.
  const mirror = Math.floor(Math.min(...shores))
  for (let y = HORIZON; y < HEIGHT; y++) {
    const depth = 1 / (y + 1 - HORIZON)
    const far = Math.log(depth)
    for (let x = 0; x < WIDTH; x++) {
      if (y < Math.round(shores[x])) continue
      const across = (x - WIDTH / 2) * depth
      const near = (y - mirror) / (HEIGHT - mirror)
      const breeze = smoothstep(-0.1, 0.4, 0.7 * noise(across * 0.8 + 2, far * 2.2))
      const ripple = noise(across * 9, far * 13) + 0.6 * noise(across * 17 + 3, far * 29)
      const shake = ripple * (0.8 + 16 * near) * (0.25 + 0.75 * breeze)
      const row = Math.min(mirror - 2, mirror - (y - mirror) * 0.93 - shake)
      const seenThrough = 0.1 + 0.42 * near ** 1.5 + 0.08 * ripple * breeze
      cover(picture, x, y, mix(sample(picture, x + shake * 0.4, row), DEEP_WATER, seenThrough), 1)
    }
  }
}

/** Wisps that lie on the far water. */
function paintMist(picture, shores) {
  for (let x = 0; x < WIDTH; x++) {
    const haze = scale(mix(hazeAt(x), MIST, 0.5), 1.15)
    for (let y = HORIZON - 45; y < HORIZON + 60; y++) {
      const height = (shores[x] - 4 - y) / (y < shores[x] ? 20 : 26)
      const wisps = clamp(0.42 + 0.75 * fractal(x / 150, y / 22 + 4, 4))
      cover(picture, x, y, haze, 0.75 * wisps * Math.exp(-height * height))
    }
  }
}

function addGlow(picture) {
  for (let y = 0; y < HORIZON + 60; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const glow = glowAt(x, y)
      const at = (y * WIDTH + x) * 3
      for (let band = 0; band < 3; band++) picture.light[at + band] += GLOW[band] * glow
    }
  }
}

/** Darkens the corners a little, as a lens does. */
function addVignette(picture) {
  for (let y = 0; y < HEIGHT; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const radius = lengthOf(x / WIDTH - 0.5, y / HEIGHT - 0.5)
      const left = 1 - 0.25 * smoothstep(0.3, 0.75, radius)
      const at = (y * WIDTH + x) * 3
      for (let band = 0; band < 3; band++) picture.light[at + band] *= left
    }
  }
}

/** A morning at a mountain lake, 1200 × 800: sRGB bytes, three per pixel. */
export function drawLandscape() {
  const random = createRandom(7)
  const picture = createPicture(WIDTH, HEIGHT)
  fillSoftly(picture, skyAt, HORIZON + 20)
  const shores = paintTerrain(picture, {
    width: WIDTH,
    focal: 1080,
    horizon: HORIZON,
    eye: 14,
    haze: (x) => mix(hazeAt(x), MIST, 0.15),
    mist: mistAt,
  })
  addGlow(picture)
  paintLake(picture, shores)
  paintMist(picture, shores)
  paintMeadow(picture, random, SUN.x)
  addVignette(picture)
  // Two throws, so that most grain is faint.
  const grain = () => (random() + random() - 1) * 3
  return { width: WIDTH, height: HEIGHT, pixels: develop(picture, grain) }
}
