// Mountains seen over a lake: a height field in metres, drawn column by column from the shore to the horizon.
import { fractal, noise, ridged } from './noise.mjs'
import { clamp, color, cover, lengthOf, mix, scale, smoothstep } from './picture.mjs'

/** `[share of the steps, depth in metres]`: closest where the steep faces are. */
const DEPTHS = [
  [0, 1300],
  [0.2, 2600],
  [0.3, 5200],
  [0.75, 9600],
  [1, 16000],
]
const STEPS = 560
/** Columns beyond the right edge: what stands there throws its shadow into the picture. */
const MARGIN = 200
/** Metres a light ray rises per metre to the right: the sun stands low at the right. */
const SUN_SLOPE = 0.42

const ROCK = color(0x5d5a5e)
const ROCK_WARM = color(0x8a7869)
const SNOW = color(0xf6f7fb)
const MEADOW = color(0x647a40)
const HEATH = color(0x3d4f34)
const FIR = color(0x223a2b)
const FIR_LIT = color(0x52683c)
const SUNLIGHT = scale(color(0xffcf9c), 2.5)
const SKYLIGHT = scale(color(0x7595d2), 0.6)

/** 1 at the centre, falling off to all sides like a hill; a quarter at the radius. */
function hill(x, z, centerX, centerZ, radiusX, radiusZ) {
  const distance = 1 + ((x - centerX) / radiusX) ** 2 + ((z - centerZ) / radiusZ) ** 2
  return 1 / (distance * distance)
}

/** Metres above the lake. */
function heightAt(x, z) {
  const massif =
    2150 * hill(x, z, -1250, 7700, 1750, 2300) +
    1050 * hill(x, z, -4300, 7400, 1900, 1900) +
    850 * hill(x, z, 2500, 9200, 1300, 1500) +
    1500 * hill(x, z, 5300, 10500, 2100, 2400) +
    1900 * smoothstep(10500, 14000, z) * (1 - 0.85 * hill(x, z, 2000, 14500, 1500, 5000))
  const foothills =
    480 * hill(x, z, -1900, 3000, 800, 900) +
    420 * hill(x, z, 1900, 2900, 700, 900) +
    240 * hill(x, z, 300, 5000, 1400, 900)
  const bent = 300 * noise(x / 2100, z / 2100)
  const crests = ridged((x + bent) / 3100 + 4.2, (z - bent) / 3100, z < 5200 ? 7 : 9)
  const rolling = foothills < 2 ? 0 : 0.55 + 0.7 * fractal(x / 800, z / 800, 5)
  const shore = z > 2000 ? 1 : smoothstep(1330, 1750, z + 160 * noise(x / 260, 3.7) + 60 * noise(x / 90, 8.1))
  return shore * (massif * (0.2 + 1.2 * crests) + foothills * rolling + 8 + 40 * crests) - 2
}

/** Metres the firs rise above the ground: every row of the grid is a row of trees. */
function firsAt(step, x, z, height) {
  if (height < 0.5 || z > 5200 || height > 420) return 0
  const density = fractal(x / 330 + 7, z / 330, 3) + 0.3 - height / 900
  const cell = x / 7 + 40 * noise(step * 0.77, 0.5)
  const index = Math.floor(cell)
  const chance = 0.5 + 0.5 * noise(index * 0.71 + 0.3, step * 0.83 + 0.6)
  if (chance > 0.35 + density * 1.6) return 0
  const spread = Math.abs(cell - index - 0.5) * 2
  return (9 + 16 * chance) * (1 - spread)
}

function depthOf(share) {
  const next = DEPTHS.findIndex(([end]) => end >= share) || 1
  const [start, near] = DEPTHS[next - 1]
  const [end, far] = DEPTHS[next]
  return near * (far / near) ** ((share - start) / (end - start))
}

/**
 * Heights of the ground and of the trees on it, on a grid of rows of equal depth; its columns are the picture's,
 * then the margin's.
 */
function survey(view) {
  const columns = view.width + MARGIN
  const heights = new Float32Array(columns * STEPS)
  const firs = new Float32Array(columns * STEPS)
  const depths = Float64Array.from({ length: STEPS }, (_, step) => depthOf(step / (STEPS - 1)))
  for (let step = 0; step < STEPS; step++) {
    const z = depths[step]
    for (let column = 0; column < columns; column++) {
      const x = ((column - view.width / 2) / view.focal) * z
      const height = heightAt(x, z)
      heights[step * columns + column] = height
      if (column < view.width) firs[step * columns + column] = firsAt(step, x, z, height)
    }
  }
  return { columns, heights, firs, depths }
}

/** Share of sunlight that reaches each point of the grid. Light runs along its rows: one sweep each will do. */
function castShadows({ columns, heights, depths }, view) {
  const lit = new Float32Array(heights.length)
  for (let step = 0; step < STEPS; step++) {
    const drop = (SUN_SLOPE * depths[step]) / view.focal
    let shadow = -Infinity
    for (let column = columns - 1; column >= 0; column--) {
      const at = step * columns + column
      shadow = Math.max(shadow - drop, heights[at])
      lit[at] = 1 - smoothstep(0, 20 + depths[step] / 200, shadow - heights[at])
    }
  }
  return lit
}

function slopeAt({ columns, heights, depths }, view, step, column) {
  const at = step * columns + column
  const z = depths[step]
  const next = Math.min(step + 1, STEPS - 1)
  const before = Math.max(step - 1, 0)
  const side = column === 0 ? 0 : 1
  const slopeX = ((heights[at + 1] - heights[at - side]) * view.focal) / ((1 + side) * z)
  const along =
    (heights[next * columns + column] - heights[before * columns + column]) / (depths[next] - depths[before])
  // A column of the grid fans out from the eye, so it also moves sideways with depth.
  return { x: slopeX, z: along - (slopeX * (column - view.width / 2)) / view.focal }
}

/** What a point of the grid looks like before distance fades it. */
function surfaceAt(grid, lit, view, step, column) {
  const at = step * grid.columns + column
  const z = grid.depths[step]
  const slope = slopeAt(grid, view, step, column)
  const steepness = lengthOf(slope.x, slope.z)
  const normal = 1 / lengthOf(1, steepness)
  return {
    x: ((column - view.width / 2) / view.focal) * z,
    z,
    height: grid.heights[at],
    steepness,
    fir: Math.min(1, grid.firs[at] / 8),
    // Towards the sun: right, up and a little towards the eye, so that the near faces show their shape.
    sun: clamp((-0.82 * slope.x + 0.36 + 0.4 * slope.z) * normal) * lit[at],
    sky: 0.5 + 0.5 * normal,
  }
}

function groundColor(x, z, height, steepness) {
  const patches = fractal(x / 130, z / 130, 3)
  const low = mix(HEATH, MEADOW, smoothstep(0, 0.3, patches + 0.1))
  const green = smoothstep(1.3, 0.7, steepness) * smoothstep(760, 420, height + 300 * patches)
  if (green === 1) return low
  const bands = 0.5 + 0.6 * noise(x / 500 + patches, height / 26 + patches * 2)
  const grit = 1 + 1.3 * fractal(x / 70, (z + height) / 50, 4)
  const rock = scale(mix(ROCK, ROCK_WARM, clamp(bands)), grit)
  const snow =
    smoothstep(800, 1150, height + 420 * patches) * smoothstep(1.9, 1.05, steepness + 0.6 * patches)
  return mix(mix(rock, low, green), SNOW, snow)
}

/** The pieces of a column that nothing nearer hides, from near to far; each begins at `from`, ends at `step`. */
function visibleSpans({ columns, heights, firs, depths }, view, column) {
  const spans = []
  let covered = view.horizon + (view.focal * view.eye) / depths[0]
  let joined = false
  for (let step = 0; step < STEPS; step++) {
    const at = step * columns + column
    const row = view.horizon - (view.focal * (heights[at] + firs[at] - view.eye)) / depths[step]
    const seen = row < covered
    if (seen && heights[at] >= 0)
      spans.push({ step, from: joined ? step - 1 : step, top: row, bottom: covered })
    if (seen) covered = row
    joined = seen
  }
  return spans
}

/** The surface `share` of the way from `upper` to `lower`; the firs are those of the upper end. */
function between(upper, lower, share) {
  const at = (from, to) => from + (to - from) * share
  return {
    x: at(upper.x, lower.x),
    z: at(upper.z, lower.z),
    height: at(upper.height, lower.height),
    steepness: at(upper.steepness, lower.steepness),
    fir: upper.fir,
    sun: at(upper.sun, lower.sun),
    sky: at(upper.sky, lower.sky),
  }
}

/** Fills rows from `top` to `bottom` of a column, the ground changing from `upper` to `lower`. */
function paintSpan(picture, column, { top, bottom }, upper, lower, haze, view) {
  for (let row = Math.floor(top); row < bottom; row++) {
    const share = clamp((row + 0.5 - top) / (bottom - top))
    const { x, z, height, steepness, fir, sun, sky } = between(upper, lower, share)
    // A fir is lit at its tip.
    const ground = mix(groundColor(x, z, height, steepness), mix(FIR_LIT, FIR, share), fir)
    const surface = [
      ground[0] * (SUNLIGHT[0] * sun + SKYLIGHT[0] * sky),
      ground[1] * (SUNLIGHT[1] * sun + SKYLIGHT[1] * sky),
      ground[2] * (SUNLIGHT[2] * sun + SKYLIGHT[2] * sky),
    ]
    cover(picture, column, row, mix(surface, haze, view.mist(z, height)), Math.min(1, row + 1 - top))
  }
}

/**
 * Paints the mountains over the sky. `view`: `width` and `focal` in px, `horizon` as a row, `eye` in metres
 * above the lake, `haze(column)` the colour distance fades to and `mist(depth, height)` how far it has faded, in
 * [0, 1]. Returns, per column, the row of the water's edge.
 */
export function paintTerrain(picture, view) {
  const grid = survey(view)
  const lit = castShadows(grid, view)
  const shores = new Float32Array(view.width)
  for (let column = 0; column < view.width; column++) {
    const spans = visibleSpans(grid, view, column)
    shores[column] = spans[0].bottom
    const haze = view.haze(column)
    // From far to near: only the upper edge of a span then needs blending.
    for (const span of spans.reverse()) {
      const upper = surfaceAt(grid, lit, view, span.step, column)
      const lower = span.from === span.step ? upper : surfaceAt(grid, lit, view, span.from, column)
      paintSpan(picture, column, span, upper, lower, haze, view)
    }
  }
  return shores
}
