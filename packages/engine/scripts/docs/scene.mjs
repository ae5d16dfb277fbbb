// Draws what the documentation processes: a photo that no turn leaves alike, a sticker, a logo and an animation.
import { cloudy, mix, noise, paint } from './paint.mjs'

const HORIZON = 122

/** 300 × 200: a lighthouse in the evening, the sun and a boat to its right. */
export function drawHarbour() {
  return paint(
    300,
    200,
    3,
    (x, y) => lighthouse(x, y) ?? headland(x, y) ?? boat(x, y) ?? sea(x, y) ?? sky(x, y),
  )
}

const SUN = { x: 214, y: 92, radius: 15 }

function sky(x, y) {
  const evening = mix([38, 62, 122], mix([236, 128, 104], [255, 214, 150], (y - 70) / 52), y / 84)
  const distance = Math.hypot(x - SUN.x, y - SUN.y)
  const glow = mix([255, 244, 200], evening, distance / 95)
  const air = mix(evening, glow, 0.75)
  const hill = HORIZON - Math.min(1, (x - 116) / 40) * (14 + 7 * Math.sin(x / 31) + 4 * Math.sin(x / 12 + 2))
  if (y > hill) return mix([112, 84, 128], [158, 110, 132], (y - hill) / 26)
  if (distance < SUN.radius) return mix([255, 252, 226], [255, 206, 92], (y - 78) / 30)
  const cloud = cloudy(x / 46, y / 9) - 0.52 - Math.abs(y - 44) / 150
  return cloud < 0 ? air : mix(air, mix([255, 236, 224], [232, 142, 132], y / 80), cloud * 6)
}

function sea(x, y) {
  if (y < HORIZON) return undefined
  const depth = (y - HORIZON) / 78
  const water = mix([196, 132, 132], [24, 58, 96], depth * 1.7)
  const wave = Math.sin(y * (2.4 - 1.6 * depth) + 2 * noise(x / 14, y / 3)) * (0.25 + depth / 2)
  const path = Math.abs(x - SUN.x - 5 * Math.sin(y / 3)) < 7 + 26 * depth * noise(x / 9, y / 1.6)
  if (path && wave > -0.12) return mix([255, 226, 160], water, depth * 0.8)
  return water.map((level) => level + 16 * wave)
}

function headland(x, y) {
  const cliff = 0.1 * Math.max(0, x - 112) ** 2
  const edge = 128 + 0.0042 * (x - 62) ** 2 + cliff - 3 * noise(x / 6, 3)
  if (y < edge) return undefined
  const rock = y > edge + 14 - cliff + 9 * noise(x / 8, 0)
  const grain = 26 * (noise(x / 1.7, y / 1.7) - 0.5)
  const ground = rock
    ? mix([126, 98, 92], [58, 46, 58], (y - edge) / 60)
    : mix([122, 138, 70], [62, 92, 56], (y - edge) / 18)
  return ground.map((level) => level + grain)
}

function lighthouse(x, y) {
  const off = x - 70
  if (y >= 26 && y < 36 && Math.abs(off) < (y - 25) * 0.95) return [166, 36, 44]
  if (y >= 36 && y < 50 && Math.abs(off) < 8.5) {
    if (Math.abs(off) % 4.2 < 0.7) return [70, 40, 48]
    return mix([255, 246, 176], [255, 190, 80], Math.abs(off) / 9)
  }
  if (y >= 50 && y < 54 && Math.abs(off) < 14) return off % 2.6 < 0.9 && y < 52 ? [90, 60, 70] : [58, 44, 62]
  const half = 9 + (y - 54) * 0.085
  if (y < 54 || y > 134 || Math.abs(off) > half) return undefined
  if (y > 118 && Math.abs(off) < 4) return [74, 44, 40]
  const stripe = Math.floor((y - 54) / 13.5) % 2 === 0 ? [246, 240, 232] : [206, 44, 48]
  const window = Math.abs(off) < 2.2 && y < 100 && (y - 54) % 27 > 5 && (y - 54) % 27 < 10
  return window ? [60, 66, 96] : mix(mix(stripe, [120, 60, 80], 0.45), stripe, (off + half) / half)
}

function boat(x, y) {
  const [off, down] = [x - 246, y - 150]
  const bow = 22 - (down - 3) * 0.9
  if (down >= 3 && down < 12 && off > -20 + (down - 3) * 0.5 && off < bow)
    return down < 6 ? [248, 240, 228] : [28, 92, 138]
  if (Math.abs(off) < 0.8 && down > -46 && down < 3) return [82, 52, 44]
  if (off >= 1 && down > -42 && down < 0 && off < (down + 42) * 0.46)
    return mix([255, 252, 244], [240, 198, 176], off / 20)
  if (off <= -1 && down > -36 && down < 0 && -off < (down + 36) * 0.4) return [232, 96, 62]
  return undefined
}

/** 160 × 160, with alpha: a hot-air balloon and its half transparent shadow. */
export function drawSticker() {
  return paint(160, 160, 4, (x, y) => balloon(x / 1.6, y / 1.6))
}

function balloon(x, y) {
  if (((x - 46) / 34) ** 2 + ((y - 40) / 36) ** 2 < 1) {
    const stripe = Math.floor((Math.asin((x - 46) / 35) + 1.6) * 2.6)
    const colors = [
      [226, 62, 52],
      [252, 204, 60],
      [56, 132, 208],
    ]
    return mix(colors[stripe % 3], [36, 20, 52], (y - 34) / 90)
  }
  if (y > 84 && y < 96 && Math.abs(x - 46) < 8)
    return (Math.floor(x / 2) + Math.floor(y / 2)) % 2 ? [164, 112, 60] : [120, 78, 40]
  if (y > 72 && y < 84 && Math.abs(Math.abs(x - 46) - (7 + (84 - y) * 0.9)) < 0.9) return [74, 60, 52]
  if (((x - 74) / 22) ** 2 + ((y - 90) / 7) ** 2 < 1) return [24, 28, 60, 0.45]
  return [255, 255, 255, 0]
}

/** 64 × 64, with alpha: a compass rose. */
export function drawLogo() {
  return paint(64, 64, 4, (x, y) => compass((x - 32) / 31, (y - 32) / 31))
}

function compass(x, y) {
  const distance = Math.hypot(x, y)
  if (distance > 1) return [255, 255, 255, 0]
  if (distance > 0.86) return [255, 255, 255, 0.85]
  const needle = (a, b) => Math.abs(a) < 0.26 * (1 - Math.abs(b) / 0.78)
  if (needle(x, y)) return y < 0 ? [230, 66, 54] : [244, 244, 248]
  if (needle(y, x)) return [160, 190, 220]
  return [22, 52, 96]
}

/** Frames of an animation, as one strip. */
const FRAMES = 12

/** 150 × 100, twelve frames of plain colours: a boat that goes up and down on waves that go by. */
export function drawAnimation() {
  const frames = Array.from({ length: FRAMES }, (_, frame) =>
    paint(150, 100, 3, (x, y) => sailing(x, y, frame / FRAMES)),
  )
  const data = new Uint8Array(frames.flatMap((frame) => [...frame.data]))
  return { data, width: 150, height: 100 * FRAMES, channels: 3, pageHeight: 100, delay: 80 }
}

function sailing(x, y, time) {
  const turn = 2 * Math.PI * time
  const near = 82 + 4 * Math.sin(x / 9 - turn)
  if (y > near) return [22, 74, 128]
  const heave = 4 * Math.sin(turn + 1)
  const [off, down] = [x - 72, y - 72 - heave]
  if (down > 0 && down < 10 && Math.abs(off) < 26 - down) return [196, 52, 46]
  if (off > 1 && down > -46 && down < -3 && off < (down + 46) * 0.55) return [255, 250, 236]
  if (off < -1 && down > -38 && down < -3 && -off < (down + 38) * 0.5) return [252, 200, 84]
  if (Math.abs(off) <= 1 && down > -50 && down <= 0) return [90, 58, 44]
  const far = 74 + 3 * Math.sin(x / 7 + turn)
  if (y > far) return [46, 116, 170]
  return Math.hypot(x - 122, y - 24) < 13 ? [255, 224, 110] : [164, 214, 240]
}
