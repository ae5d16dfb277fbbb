// The near bank: grass, flowers and firs, drawn stroke by stroke.
import { fractal } from './noise.mjs'
import { clamp, color, cover, mix, scale, stroke } from './picture.mjs'

const SOIL = color(0x1c2a1c)
const GRASS_DARK = color(0x24381f)
const GRASS_LIT = color(0xd9c25a)
const FIR_DARK = color(0x101c19)
const FIR_LIT = color(0x6b6440)
const POLLEN = color(0xd9a13a)
const FLOWERS = [0xf4e9f0, 0xe59ac0, 0xf2c14e, 0xa58be0].map((hex) => scale(color(hex), 0.9))

/** `[column, height]` in px, from the back to the front. */
const FIRS = [
  [1022, 262],
  [1188, 560],
  [1086, 470],
  [1140, 330],
  [962, 120],
  [38, 285],
  [-8, 380],
  [92, 150],
  [1000, 150],
]

/** Row at which the bank ends and the water begins. */
function bankAt(x) {
  const right = 150 * clamp((x - 560) / 640) ** 1.6
  const left = 62 * clamp((330 - x) / 330) ** 1.5
  return 762 - right - left + 10 * fractal(x / 120, 0.5, 4)
}

/** A blade of grass, bent towards its tip, which it returns. */
function growBlade(picture, { x, y, length, lean, width }, root, tip) {
  const parts = 4
  let last = { x, y, width }
  for (let part = 1; part <= parts; part++) {
    const t = part / parts
    const next = { x: x + lean * (0.3 * t + t * t), y: y - length * t, width: width * (1 - t) + 0.3 }
    stroke(picture, last, next, mix(root, tip, t * t))
    last = next
  }
  return last
}

function paintSoil(picture) {
  for (let x = 0; x < picture.width; x++) {
    const bank = bankAt(x)
    for (let y = Math.floor(bank); y < picture.height; y++) cover(picture, x, y, SOIL, clamp(y + 1 - bank))
  }
}

/** Blades from the water's edge to the front, longer and broader the nearer they stand. */
function growGrass(picture, random, sunX) {
  const blades = 6500
  for (let blade = 0; blade < blades; blade++) {
    const nearness = (blade / blades) ** 0.8
    const x = random() * (picture.width + 40) - 20
    const bank = bankAt(x)
    const y = bank + (picture.height + 24 - bank) * nearness
    const tuft = 0.6 + 0.8 * clamp(0.5 + fractal(x / 50, y / 30, 3))
    const length = (8 + 26 * nearness) * tuft * (0.6 + 0.7 * random())
    const light = clamp(1.2 - Math.abs(x - sunX) / 700) * (0.3 + 0.7 * random()) * (tuft - 0.2)
    const root = scale(GRASS_DARK, 0.4 + 0.6 * random())
    const tip = mix(scale(GRASS_DARK, 1.8), GRASS_LIT, clamp(light * 0.8))
    const lean = (random() - 0.45) * length * 0.5
    const top = growBlade(picture, { x, y, length, lean, width: 1 + 1.3 * nearness }, root, tip)
    if (random() < 0.03 * tuft) bloom(picture, random, top, 1.1 + 1.9 * nearness)
  }
}

function bloom(picture, random, { x, y }, radius) {
  const patch = clamp(0.5 + fractal(x / 160 + 40, y / 60, 2) + (random() - 0.5) * 0.5, 0, 0.99)
  const paint = scale(FLOWERS[Math.floor(patch * FLOWERS.length)], 0.7 + 0.3 * random())
  const tilt = random()
  for (let petal = 0; petal < 5; petal++) {
    const angle = tilt + petal * 1.257
    const tip = { x: x + Math.cos(angle) * radius, y: y + Math.sin(angle) * radius * 0.8, width: radius }
    stroke(picture, { x, y, width: radius * 0.6 }, tip, paint)
  }
  stroke(picture, { x, y, width: radius * 0.8 }, { x, y, width: radius * 0.8 }, POLLEN)
}

/** A fir of `height` px on the ground at `base`: a trunk and boughs all round, lit from the sun's side. */
function growFir(picture, random, sunX, { x, base, height }) {
  stroke(picture, { x, y: base, width: height / 55 }, { x, y: base - height, width: 0.8 }, FIR_DARK)
  const boughs = Math.round(height * 0.95)
  for (let bough = 0; bough < boughs; bough++) {
    const down = (bough + random()) / boughs
    const length = height * (0.01 + 0.19 * down ** 0.8) * (0.55 + 0.6 * random())
    const turn = random() * 2 * Math.PI
    const reach = length * Math.cos(turn)
    // A bough that points at the eye looks lower than one that points away.
    const sag = length * (0.2 + 0.14 * Math.sin(turn))
    const light = Math.sign(reach) === Math.sign(sunX - x) ? 0.85 : 0.25
    const y = base - height * (1 - down * 0.94)
    growBough(picture, random, { x, y, reach, sag, light, needle: 1.1 + height / 330 })
  }
}

/** Twigs along a bough that reaches `reach` px to the side and `sag` px down; `needle` is their width. */
function growBough(picture, random, { x, y, reach, sag, light, needle }) {
  const twigs = Math.ceil((Math.abs(reach) + sag) / (needle + 0.5))
  for (let twig = 0; twig < twigs; twig++) {
    const out = (twig + random()) / twigs
    // Boughs sink, then their tips rise.
    const from = { x: x + reach * out, y: y + sag * (2.1 * out - 1.1 * out * out), width: needle }
    const hang = (2 + sag * 0.34 * (1 - out)) * (0.6 + 0.8 * random())
    const to = { x: from.x + reach * 0.05, y: from.y + hang, width: 0.8 }
    stroke(picture, from, to, mix(FIR_DARK, FIR_LIT, light * out * out * random()))
  }
}

/** Paints the bank over the lake. The light comes from the column `sunX`. */
export function paintMeadow(picture, random, sunX) {
  paintSoil(picture)
  for (const [x, height] of FIRS) growFir(picture, random, sunX, { x, base: bankAt(x) + 14, height })
  growGrass(picture, random, sunX)
}
