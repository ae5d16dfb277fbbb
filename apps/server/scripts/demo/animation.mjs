// A loop cut from paper: sun rays and wind turbines turn over the hills.
import {
  clamp,
  color,
  cover,
  createPicture,
  develop,
  fill,
  gradient,
  lengthOf,
  mix,
  scale,
  stroke,
} from './picture.mjs'

const WIDTH = 480
const HEIGHT = 270
/** Rows of sky: below them hills hide it everywhere. */
const SKY_HEIGHT = 200
const FRAMES = 12
/** Milliseconds a frame is shown. */
const DELAY = 80
const RAYS = 14
const SUN = { x: 250, y: 150, radius: 44 }

const SKY = [
  [0, color(0x3d3a78)],
  [0.4, color(0xa8527e)],
  [0.7, color(0xf08a5d)],
  [1, color(0xffd08a)],
]
const SUN_PAINT = scale(color(0xffeba6), 1.6)
const RAY_PAINT = scale(color(0xffe9b0), 1.5)
const TURBINE = scale(color(0xf8efe6), 1.6)
/** From far to near. `row`, `roll` (height of a wave) and `length` (of a wave) in px; `start` in radians. */
const HILLS = [
  { row: 170, roll: 14, length: 120, start: 0.4, paint: color(0xb5557a) },
  { row: 192, roll: 16, length: 170, start: 2.1, paint: color(0x7d3c74) },
  { row: 220, roll: 18, length: 210, start: 4.4, paint: color(0x4b2a63) },
  { row: 250, roll: 10, length: 150, start: 1.3, paint: color(0x291a45) },
]
/** `hill` is the one they stand on; heights in px; `turn` is where the blades start, as a share of a turn. */
const TURBINES = [
  { x: 384, hill: 1, height: 74, turn: 0.1 },
  { x: 64, hill: 1, height: 62, turn: 0.22 },
  { x: 128, hill: 2, height: 118, turn: 0.02 },
]

const crestAt = ({ row, roll, length, start }, x) =>
  row - roll * (Math.sin(x / (length / 6.28) + start) + 0.4 * Math.sin(x / (length / 14) + start * 3))

/** Even bands instead of a smooth change: few colours, long runs. */
const SKY_BANDS = Array.from({ length: 16 }, (_, band) => gradient(SKY, band / 15))

/** Per pixel of the sky: px from the sun, and how many rays lie between it and the right, a fraction. */
const FROM_SUN = new Float32Array(WIDTH * SKY_HEIGHT)
const ROUND_SUN = new Float32Array(WIDTH * SKY_HEIGHT)
for (let at = 0; at < FROM_SUN.length; at++) {
  const dx = (at % WIDTH) + 0.5 - SUN.x
  const dy = Math.floor(at / WIDTH) + 0.5 - SUN.y
  FROM_SUN[at] = lengthOf(dx, dy)
  ROUND_SUN[at] = (Math.atan2(dy, dx) / (2 * Math.PI) + 1) * RAYS
}

function skyAt(x, y, frame) {
  const distance = FROM_SUN[y * WIDTH + x]
  const sky = SKY_BANDS[Math.floor((y / SKY_HEIGHT) * SKY_BANDS.length)]
  // A whole ray passes in one loop, so that the last frame leads to the first.
  const turn = (ROUND_SUN[y * WIDTH + x] + frame / FRAMES) % 1
  const edge = (Math.abs(turn - 0.5) - 0.25) * ((2 * Math.PI * distance) / RAYS)
  const ray = clamp(edge + 0.5) * 0.05 * Math.ceil(7 - distance / 47)
  return mix(mix(sky, RAY_PAINT, ray), SUN_PAINT, clamp(SUN.radius - distance + 0.5))
}

function paintHill(picture, hill) {
  for (let x = 0; x < WIDTH; x++) {
    const crest = crestAt(hill, x)
    for (let y = Math.floor(crest); y < HEIGHT; y++) cover(picture, x, y, hill.paint, clamp(y + 1 - crest))
  }
}

function paintTurbine(picture, { x, hill, height, turn }, frame) {
  const foot = crestAt(HILLS[hill], x) + 4
  const hub = { x, y: foot - height }
  const mast = height / 26
  stroke(picture, { x, y: foot, width: mast * 1.5 }, { ...hub, width: mast }, TURBINE)
  for (let blade = 0; blade < 3; blade++) {
    // A third of a turn in one loop.
    const angle = (turn + (blade + frame / FRAMES) / 3) * 2 * Math.PI
    const tip = {
      x: hub.x + Math.cos(angle) * height * 0.55,
      y: hub.y + Math.sin(angle) * height * 0.55,
      width: 1,
    }
    stroke(picture, { ...hub, width: mast * 1.4 }, tip, TURBINE)
  }
}

/** 480 × 270, 12 frames below each other: sRGB bytes, three per pixel. */
export function drawAnimation() {
  const frames = Array.from({ length: FRAMES }, (_, frame) => {
    const picture = createPicture(WIDTH, HEIGHT)
    fill(picture, (x, y) => skyAt(x, y, frame), 0, SKY_HEIGHT)
    HILLS.forEach((hill, index) => {
      paintHill(picture, hill)
      for (const turbine of TURBINES) if (turbine.hill === index) paintTurbine(picture, turbine, frame)
    })
    return develop(picture)
  })
  return {
    width: WIDTH,
    height: HEIGHT * FRAMES,
    pageHeight: HEIGHT,
    delay: Array(FRAMES).fill(DELAY),
    pixels: Buffer.concat(frames),
  }
}
