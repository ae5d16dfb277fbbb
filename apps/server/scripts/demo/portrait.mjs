// A picture whose right side up nobody mistakes: a balloon with an arrow, rising under the sun.
import { createRandom, fractal } from './noise.mjs'
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
  scale,
  smoothstep,
  stroke,
} from './picture.mjs'

const WIDTH = 600
const HEIGHT = 800
const SUN = { x: 478, y: 104 }
const BALLOON = { x: 282, y: 318, radius: 172 }
/** Below this share of the radius the envelope runs straight to the basket. */
const STRAIGHT = 0.55
const MOUTH = 1.5
/** Strips of cloth that one sees of the envelope. */
const GORES = 11

const SKY = [
  [0, color(0x2b69b1)],
  [0.45, color(0x86b7dd)],
  [0.72, color(0xf3dcc2)],
  [1, color(0xf8c99a)],
]
const CLOUD = scale(color(0xfffaf2), 1.4)
const SUNLIGHT = scale(color(0xffe9b0), 1.5)
const RED = color(0xd8402f)
const AMBER = color(0xf2a33a)
const BAND = color(0x17355e)
const ARROW = scale(color(0xfffdf5), 1.3)
const WICKER = color(0x6b4426)
const HAZE = color(0xf0d6bd)
const RIDGE = color(0x244a52)
const MEADOW = color(0x577a3c)

function skyAt(x, y) {
  const sky = gradient(SKY, y / 640)
  const sun = lengthOf(x - SUN.x, y - SUN.y)
  const cloud = smoothstep(0.02, 0.42, fractal(x / 210 + 3, y / 95 + 8, 5))
  const lit = mix(sky, CLOUD, cloud * 0.75 * smoothstep(620, 300, y))
  const glow = clamp(40 - sun) + 0.75 * Math.exp(-Math.max(0, sun - 38) / 60)
  return mix(lit, SUNLIGHT, Math.min(1, glow))
}

/** Mountains behind each other, each in the haze of the one before. */
function paintRidges(picture) {
  const ridges = 5
  for (let ridge = 0; ridge < ridges; ridge++) {
    const near = ridge / (ridges - 1)
    const middle = 575 + 112 * near
    const paint = mix(HAZE, RIDGE, 0.25 + 0.65 * near)
    for (let x = 0; x < WIDTH; x++) {
      const top = middle + (95 - 40 * near) * fractal(x / (210 - 60 * near) + ridge * 9.7, ridge, 6)
      for (let y = Math.floor(top); y < HEIGHT; y++) {
        cover(picture, x, y, mix(paint, HAZE, 0.75 * smoothstep(-30, 85, y - middle)), clamp(y + 1 - top))
      }
    }
  }
}

function paintMeadow(picture, random) {
  for (let x = 0; x < WIDTH; x++) {
    const top = 742 + 14 * Math.sin(x / 120)
    for (let y = Math.floor(top); y < HEIGHT; y++)
      cover(picture, x, y, scale(MEADOW, 0.7), clamp(y + 1 - top))
  }
  for (let blade = 0; blade < 2600; blade++) {
    const x = random() * WIDTH
    const y = 748 + 14 * Math.sin(x / 120) + 62 * (blade / 2600)
    const tip = { x: x + (random() - 0.5) * 9, y: y - 8 - 14 * random(), width: 0.5 }
    stroke(picture, { x, y, width: 1.8 }, tip, scale(MEADOW, 0.5 + 1.1 * random()))
  }
}

/** Half the envelope's width at `down`, both as shares of its radius; `down` is -1 at the crown. */
function girth(down) {
  if (down < STRAIGHT) return Math.sqrt(Math.max(0, 1 - down * down))
  const width = Math.sqrt(1 - STRAIGHT ** 2)
  return width - ((down - STRAIGHT) * STRAIGHT) / width
}

/** Share of a pixel that the arrow covers; positions in px from the balloon's centre. */
function arrowAt(x, y) {
  const side = Math.abs(x)
  const head = Math.min(0.64 * (y + 92) - 0.77 * side, 4 - y)
  const shaft = Math.min(26 - side, y + 4, 92 - y)
  return clamp(Math.max(head, shaft) + 0.5)
}

function envelopeAt(across, down, x, y) {
  const angle = Math.asin(clamp(across, -1, 1))
  const gore = (angle / Math.PI + 0.5) * GORES
  const stripe = smoothstep(-0.08, 0.08, Math.sin(gore * Math.PI))
  const inBand = smoothstep(0.66, 0.65, Math.abs(down - 0.02))
  const cloth = mix(mix(mix(RED, AMBER, stripe), BAND, inBand), ARROW, arrowAt(x, y))
  const seam = 1 - 0.25 * (1 - Math.abs(Math.sin(gore * Math.PI))) ** 4
  const sun = 0.55 * across - 0.5 * down + 0.62 * Math.cos(angle)
  return scale(cloth, seam * (0.4 + 1.15 * clamp(sun)))
}

function paintBalloon(picture) {
  const { x: centerX, y: centerY, radius } = BALLOON
  for (let y = centerY - radius; y < centerY + MOUTH * radius; y++) {
    const down = (y + 0.5 - centerY) / radius
    const half = girth(down) * radius
    for (let x = Math.floor(centerX - half - 1); x <= centerX + half + 1; x++) {
      const dx = x + 0.5 - centerX
      cover(
        picture,
        x,
        y,
        envelopeAt(dx / half, down, dx, y + 0.5 - centerY),
        clamp(half - Math.abs(dx) + 0.5),
      )
    }
  }
  const rim = centerY + MOUTH * radius
  for (const side of [-1, -0.4, 0.4, 1]) {
    const top = { x: centerX + side * girth(MOUTH) * radius, y: rim, width: 1.6 }
    stroke(picture, top, { x: centerX + side * 20, y: rim + 34, width: 1.6 }, scale(WICKER, 0.5))
  }
  for (let row = 0; row < 30; row++) {
    const half = 23 - row * 0.12
    const weave = 0.75 + 0.35 * Math.abs(Math.sin(row * 0.8))
    const y = rim + 34 + row
    stroke(
      picture,
      { x: centerX - half, y, width: 1.6 },
      { x: centerX + half, y, width: 1.6 },
      scale(WICKER, weave),
    )
  }
}

/** 600 × 800, upright: sRGB bytes, three per pixel. */
export function drawPortrait() {
  const random = createRandom(11)
  const picture = createPicture(WIDTH, HEIGHT)
  fillSoftly(picture, skyAt, 690)
  paintRidges(picture)
  paintBalloon(picture)
  paintMeadow(picture, random)
  return { width: WIDTH, height: HEIGHT, pixels: develop(picture, () => (random() - 0.5) * 3) }
}
