// A badge with an alpha channel: a mountain morning seen through the blades of a lens.
import { clamp, color, gradient, lengthOf, mix, scale, smoothstep } from './picture.mjs'

const SIZE = 400
/** Samples per side of a pixel: what antialiases the edges. */
const SAMPLES = 3
const BLADES = 7
/** Radii and distances in px from the centre. */
const HALO = 190
const RING = { inner: 163, outer: 173 }
const LENS = 152
const OPENING = 112

const SKY = [
  [-130, color(0x1d3b78)],
  [-40, color(0x5b86c4)],
  [20, color(0xf6b98a)],
  [60, color(0xffdf9e)],
]
const SUN = color(0xfff1c2)
const RANGE = color(0x6f7fb5)
const PEAK = color(0x2e3f73)
const PEAK_LIT = color(0x4a63a0)
const SNOW = color(0xf7fbff)
const LAKE = [
  [62, color(0xf3b58c)],
  [125, color(0x27508a)],
]
const BLADE_DARK = color(0x0e1a36)
const BLADE_LIT = color(0x3d5688)
const RIM = color(0xff8a4c)
const RIM_END = color(0x3aa0d8)

/** Distance below the crest of a mountain with its top at `x`, `y`: positive inside. */
const below = (x, y, top, slope, jag) =>
  y - top.y - Math.abs(x - top.x) * slope - jag * Math.abs(((x * 0.11 + 40) % 2) - 1)

function sceneAt(x, y) {
  if (y > 62) {
    const glitter = Math.abs(x - 46) < 26 - (y - 62) * 0.3 && Math.sin(y * 0.75) > 0.1 ? 0.55 : 0
    return mix(gradient(LAKE, y), SUN, glitter)
  }
  const inPeak = below(x, y, { x: -24, y: -72 }, 1.22, 0)
  if (inPeak > 0) {
    const lit = x > -24 + (y + 72) * 0.22 * Math.sin(y * 0.09)
    const snowline = -26 + 13 * Math.abs((((x + 200) * 0.09) % 2) - 1)
    if (y < snowline) return lit ? SNOW : scale(SNOW, 0.66)
    return lit ? PEAK_LIT : PEAK
  }
  if (Math.max(below(x, y, { x: 74, y: -4 }, 0.8, 5), below(x, y, { x: -96, y: 4 }, 0.7, 4)) > 0) return RANGE
  const sun = lengthOf(x - 46, y + 22)
  return mix(gradient(SKY, y), SUN, sun < 30 ? 1 : 0.45 * Math.exp((30 - sun) / 22))
}

/** The direction in which each blade leaves the opening. */
const OUTWARD = Array.from({ length: BLADES }, (_, blade) => {
  const angle = ((blade + 0.25) / BLADES) * 2 * Math.PI
  return { x: Math.cos(angle), y: Math.sin(angle) }
})

/** How far a point lies beyond the edge of a blade, in px. */
const beyond = (x, y, blade) => x * OUTWARD[blade].x + y * OUTWARD[blade].y - OPENING

/** The blade over a point, or the scene where none covers it. Each blade lies over the one before it. */
function lensAt(x, y, radius) {
  if (radius < OPENING) return sceneAt(x, y)
  for (let blade = 0; blade < BLADES; blade++) {
    const edge = beyond(x, y, blade)
    const next = beyond(x, y, (blade + 1) % BLADES)
    if (edge > 0 && next <= 0) {
      const shadow = smoothstep(-9, 0, next) * 0.6
      return scale(mix(BLADE_LIT, BLADE_DARK, smoothstep(0, 30, edge)), 1 - shadow)
    }
  }
  return sceneAt(x, y)
}

/** Colour and opacity at a point, in px from the centre. */
function badgeAt(x, y) {
  const radius = lengthOf(x, y)
  if (radius > HALO) return [BLADE_DARK, 0]
  if (radius < LENS) return [lensAt(x, y, radius), 1]
  const turn = Math.atan2(y, x) / (2 * Math.PI) + 0.5
  // The ring fades out once round: every opacity from 1 to 0 occurs.
  if (radius > RING.inner && radius < RING.outer) return [mix(RIM, RIM_END, turn), 1 - turn]
  return [BLADE_DARK, 0.45 * ((HALO - radius) / (HALO - LENS)) ** 2]
}

/** 400 × 400: sRGB and alpha bytes, four per pixel. */
export function drawLogo() {
  const pixels = Buffer.alloc(SIZE * SIZE * 4)
  for (let at = 0; at < SIZE * SIZE; at++) {
    const sum = [0, 0, 0]
    let opacity = 0
    for (let sample = 0; sample < SAMPLES * SAMPLES; sample++) {
      const x = (at % SIZE) + ((sample % SAMPLES) + 0.5) / SAMPLES - SIZE / 2
      const y = Math.floor(at / SIZE) + (Math.floor(sample / SAMPLES) + 0.5) / SAMPLES - SIZE / 2
      const [paint, alpha] = badgeAt(x, y)
      for (let band = 0; band < 3; band++) sum[band] += paint[band] * alpha
      opacity += alpha
    }
    if (opacity === 0) continue
    for (let band = 0; band < 3; band++)
      pixels[at * 4 + band] = 255 * clamp(sum[band] / opacity) ** (1 / 2.2) + 0.5
    pixels[at * 4 + 3] = (255 * opacity) / (SAMPLES * SAMPLES) + 0.5
  }
  return { width: SIZE, height: SIZE, pixels }
}
