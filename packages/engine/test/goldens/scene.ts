import type { Raw } from '../../src/pixels/raw.ts'
import { type Colour, inBox, inEllipse, mix, noise, paint } from './paint.ts'

/**
 * A landscape that no turn or mirror leaves alike: the sun upper left, clouds upper right, a lake lower left, a
 * house with bricks and a fence on the right. It is smooth, has edges, and has detail near the resolution's end.
 * Any size; drawn for 3 : 2.
 */
export function drawScene(width: number, height: number, points = 3): Raw {
  return paint(width, height, (x, y) => landscape((150 * x) / width, (100 * y) / height), { points })
}

/** The colour at a place of the landscape, 150 wide and 100 high. */
function landscape(x: number, y: number): Colour {
  if (y > 89 && y < 97 && x > 84) return fence(x, y)
  return house(x, y) ?? lake(x, y) ?? meadow(x, y) ?? mountain(x, y) ?? sky(x, y)
}

function sky(x: number, y: number): Colour {
  const clouds = [
    [108, 20, 13, 6],
    [119, 15, 10, 7],
    [128, 21, 12, 5],
  ] as const
  if (clouds.some(([across, down, wide, high]) => inEllipse(x, y, [across, down], [wide, high])))
    return mix([255, 255, 255], [214, 220, 232], (y - 12) / 14)
  const distance = Math.hypot(x - 26, y - 22)
  if (distance < 10) return [255, 214, 40]
  return mix([255, 240, 200], mix([58, 118, 208], [214, 232, 250], y / 62), (distance - 10) / 12)
}

function mountain(x: number, y: number): Colour | undefined {
  const height = y - 30
  if (height < 0 || x < 88 - 0.9 * height || x > 88 + 1.15 * height) return undefined
  const snow = height < 11 + 3 * Math.sin(x * 0.9)
  if (snow) return x < 88 ? [250, 252, 255] : [206, 214, 230]
  return x < 88 ? [132, 118, 150] : [96, 84, 116]
}

function meadow(x: number, y: number): Colour | undefined {
  const edge = 62 + 4 * Math.sin(x / 17)
  if (y < edge) return undefined
  const grass = mix([122, 178, 70], [44, 108, 40], (y - edge) / 40)
  const shade = 5 * (noise(x * 1.2, y * 1.2) - 0.5)
  return [grass[0] + shade, grass[1] + shade, grass[2] + shade]
}

function lake(x: number, y: number): Colour | undefined {
  if (!inEllipse(x, y, [38, 82], [30, 10])) return undefined
  const ripple = 16 * Math.sin(2.4 * y + 0.06 * x)
  return [46 + ripple, 120 + ripple, 190 + ripple]
}

function house(x: number, y: number): Colour | undefined {
  const roof = y - 46
  if (roof >= 0 && roof < 15 && Math.abs(x - 118) < 3 + roof * 1.05)
    return Math.floor(roof) % 3 === 0 ? [150, 30, 26] : [198, 48, 40]
  if (!inBox(x, y, 103, 61, 133, 87)) return undefined
  if (inBox(x, y, 107, 70, 114, 87)) return [98, 60, 34]
  if (inBox(x, y, 120, 66, 129, 76)) return x < 124.5 === y < 71 ? [150, 210, 240] : [200, 236, 252]
  const row = Math.floor((y - 61) / 2.6)
  const joint = (y - 61) % 2.6 < 0.7 || (x + (row % 2) * 2.4) % 4.8 < 0.7
  return joint ? [226, 206, 180] : [188, 120, 84]
}

function fence(x: number, y: number): Colour {
  const rail = inBox(x, y, 84, 91, 150, 92.4) || inBox(x, y, 84, 94, 150, 95.4)
  return rail || x % 3.2 < 1.5 ? [246, 240, 226] : [38, 84, 40]
}

/**
 * A balloon with a half transparent shadow on a transparent ground. What is transparent is magenta, which must not
 * show in any result.
 */
export function drawBalloon(size: number): Raw {
  return paint(size, size, (x, y) => balloon((100 * x) / size, (100 * y) / size), { alpha: true })
}

function balloon(x: number, y: number): Colour {
  if (inEllipse(x, y, [46, 38], [32, 34])) {
    const stripe = Math.floor((Math.asin((x - 46) / 33) + 1.6) * 3)
    const colours = [
      [226, 60, 50],
      [250, 200, 50],
      [60, 130, 210],
    ] as const
    return mix(colours[stripe % 3] ?? [0, 0, 0], [30, 20, 40], (y - 20) / 90)
  }
  if (inBox(x, y, 38, 80, 54, 94))
    return (Math.floor(x / 2) + Math.floor(y / 2)) % 2 ? [150, 100, 50] : [110, 70, 30]
  if (y > 66 && y < 80 && Math.abs(Math.abs(x - 46) - (8 + (80 - y) * 0.9)) < 0.8) return [60, 50, 40]
  if (inEllipse(x, y, [72, 86], [24, 9])) return [20, 30, 60, 0.5]
  return [255, 0, 255, 0]
}

/** A badge to be drawn on pictures: a light star on a round ground with a half transparent rim. */
export function drawBadge(size: number): Raw {
  return paint(size, size, (x, y) => badge((2 * x) / size - 1, (2 * y) / size - 1), { alpha: true })
}

function badge(x: number, y: number): Colour {
  const distance = Math.hypot(x, y)
  const angle = Math.atan2(x, -y)
  const point = Math.abs(((angle + 2 * Math.PI) % ((2 * Math.PI) / 5)) - Math.PI / 5) / (Math.PI / 5)
  if (distance < 0.28 + 0.34 * point) return [255, 248, 220]
  if (distance < 0.75) return mix([0, 130, 130], [0, 70, 110], (y + 1) / 2)
  return distance < 0.98 ? [240, 90, 30, 0.5] : [255, 0, 255, 0]
}

/** Frames of plain colours, few enough for the palette of a gif: a ball rolls down a slope to the right. */
export function drawFrames(width: number, height: number, count: number): Raw[] {
  return Array.from({ length: count }, (_, frame) =>
    paint(width, height, (x, y) => slope(x / width, y / height, frame, count), { alpha: true, points: 1 }),
  )
}

function slope(x: number, y: number, frame: number, count: number): Colour {
  const at = (frame + 0.5) / count
  const hill = 0.55 + 0.35 * x
  const ball = 0.55 + 0.35 * at - 0.2
  const [across, down] = [(x - at) * 1.5, y - ball]
  if (Math.hypot(across, down) < 0.2) {
    const turned = Math.atan2(down, across) - frame * 1.2
    return Math.floor((turned / Math.PI) * 2 + 8) % 2 === 0 ? [230, 40, 40] : [250, 220, 60]
  }
  if (y > hill)
    return (Math.floor(x * 12) + Math.floor((y - hill) * 12)) % 2 === 0 ? [40, 130, 60] : [70, 170, 80]
  // Above the slope it is sky on the left, and nothing on the right.
  return x < 0.5 ? [90, 170, 240] : [0, 0, 0, 0]
}
