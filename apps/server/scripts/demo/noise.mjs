// Repeatable randomness: the pictures must have the same bytes at every build.

/** A generator of numbers in [0, 1), the same sequence for the same `seed` (mulberry32). */
export function createRandom(seed) {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const random = createRandom(20)
const gradientX = new Float32Array(256)
const gradientY = new Float32Array(256)
const permutation = new Uint8Array(512)

for (let i = 0; i < 256; i++) {
  const angle = random() * 2 * Math.PI
  gradientX[i] = Math.cos(angle)
  gradientY[i] = Math.sin(angle)
  permutation[i] = i
}
for (let i = 255; i > 0; i--) {
  const j = Math.floor(random() * (i + 1))
  const kept = permutation[i]
  permutation[i] = permutation[j]
  permutation[j] = kept
}
permutation.copyWithin(256, 0, 256)

/** Gradient noise at a point of the plane: smooth, about [-1, 1], features one unit wide. */
export function noise(x, y) {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const u = x - left
  const v = y - top
  const column = left & 255
  const row = top & 255
  const a = permutation[column] + row
  const b = permutation[column + 1] + row
  const p = permutation[a]
  const q = permutation[b]
  const r = permutation[a + 1]
  const s = permutation[b + 1]
  const fadeU = u * u * u * (u * (u * 6 - 15) + 10)
  const fadeV = v * v * v * (v * (v * 6 - 15) + 10)
  const upperLeft = gradientX[p] * u + gradientY[p] * v
  const upperRight = gradientX[q] * (u - 1) + gradientY[q] * v
  const lowerLeft = gradientX[r] * u + gradientY[r] * (v - 1)
  const lowerRight = gradientX[s] * (u - 1) + gradientY[s] * (v - 1)
  const upper = upperLeft + fadeU * (upperRight - upperLeft)
  const lower = lowerLeft + fadeU * (lowerRight - lowerLeft)
  return 1.5 * (upper + fadeV * (lower - upper))
}

/** Fractal noise: `octaves` layers of noise, each turned, twice as fine and half as strong. About [-1, 1]. */
export function fractal(x, y, octaves) {
  let sum = 0
  let strength = 0.5
  for (let i = 0; i < octaves; i++) {
    sum += strength * noise(x, y)
    strength *= 0.5
    // Turned by about 37°, so that the lattices of the layers do not line up.
    const turned = 1.6 * x + 1.2 * y
    y = 1.6 * y - 1.2 * x + 17.3
    x = turned + 5.7
  }
  return sum
}

/** Fractal noise folded into sharp crests, rougher where it is high, as mountains are. About [0, 1]. */
export function ridged(x, y, octaves) {
  let sum = 0
  let strength = 0.5
  let weight = 1
  for (let i = 0; i < octaves; i++) {
    const crest = 1 - Math.abs(noise(x, y))
    const height = crest * crest * weight
    sum += strength * height
    weight = Math.min(1, height * 1.7)
    strength *= 0.5
    const turned = 1.6 * x + 1.2 * y
    y = 1.6 * y - 1.2 * x + 9.1
    x = turned + 3.3
  }
  return sum
}
