import { describe, expect, it } from 'vitest'
import { probe, processImage } from '../../src/index.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import { drawCard } from '../order/card.ts'
import { asJpg, asPng, decoded, drawn, encoded, pixelsOf } from '../pictures.ts'

/**
 * The kernel as the documentation has it, taken at its word: every pixel is the mean of its neighbours up to `radius`
 * away, each counting exp(-d² / 2s²), first along rows, then along columns. Beyond the edges the last pixels repeat.
 * With alpha colours count by it, too, and the result is in colours multiplied by alpha.
 */
function blurred({ data, width, height, channels }: Raw, radius: number, sigma: number): Float64Array {
  const bell = Array.from({ length: 2 * radius + 1 }, (_, at) =>
    Math.exp(-((at - radius) ** 2) / (2 * sigma ** 2)),
  )
  const sum = bell.reduce((total, weight) => total + weight)
  let current = premultiplied({ data, width, height, channels })
  for (const [across, down] of [
    [1, 0],
    [0, 1],
  ] as const) {
    const next = new Float64Array(current.length)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let distance = -radius; distance <= radius; distance++) {
          const fromX = Math.min(width - 1, Math.max(0, x + across * distance))
          const fromY = Math.min(height - 1, Math.max(0, y + down * distance))
          const weight = (bell[distance + radius] ?? 0) / sum
          const [to, from] = [(y * width + x) * channels, (fromY * width + fromX) * channels]
          for (let channel = 0; channel < channels; channel++)
            next[to + channel] = (next[to + channel] ?? 0) + (current[from + channel] ?? 0) * weight
        }
    current = next
  }
  return current
}

function premultiplied({ data, channels }: Raw): Float64Array {
  return Float64Array.from(data, (level, at) =>
    channels === 3 || at % 4 === 3 ? level : (level * (data[at - (at % 4) + 3] ?? 0)) / 255,
  )
}

function largestDifference(one: ArrayLike<number>, other: ArrayLike<number>): number {
  expect(one.length).toBe(other.length)
  let largest = 0
  for (let at = 0; at < one.length; at++)
    largest = Math.max(largest, Math.abs((one[at] ?? 0) - (other[at] ?? 0)))
  return largest
}

/** How far a blur is from the kernel, levels. */
async function compared(picture: Raw, radius: number, sigma: number): Promise<number> {
  const made = await pixelsOf(await asPng(picture), `blur,r_${radius},s_${sigma}`)
  return largestDifference(premultiplied(made), blurred(picture, radius, sigma))
}

/** Stripes, an edge and a slope: nothing that a wrong kernel would leave alone. */
const hard = (width: number, height: number) =>
  drawn(width, height, (x, y) => [
    (x >> 2) % 2 ? 250 : 10,
    y % 40 < 20 ? 0 : 255,
    Math.round((255 * x) / width),
  ])

describe('is the documented kernel, to the level', () => {
  it.each([
    [3, 2],
    [10, 10],
    [3, 30],
    [1, 1],
    [1, 50],
    [50, 1],
    [50, 50],
    [20, 4],
    [7, 3],
  ])('blur,r_%i,s_%i', async (radius, sigma) => {
    expect(await compared(hard(60, 44), radius, sigma)).toBeLessThanOrEqual(0.51)
  })

  it.each([
    [3, 2],
    [10, 10],
    [25, 50],
  ])('blur,r_%i,s_%i with alpha', async (radius, sigma) => {
    expect(await compared(drawCard(60, 44, true), radius, sigma)).toBeLessThanOrEqual(1)
  })
})

describe('is close to it where that would cost too much', () => {
  it.each([
    ['opaque', hard(330, 250), 50, 50],
    ['opaque', hard(330, 250), 50, 5],
    ['alpha', drawCard(160, 130, true), 50, 17],
  ])('%s, with radius and sigma', async (_what, picture, radius, sigma) => {
    const difference = await compared(picture, radius, sigma)
    expect(difference).toBeLessThanOrEqual(7)
    // Were it exact this would be the wrong test.
    expect(difference).toBeGreaterThan(0.51)
  })
})

describe('a flat picture stays flat', () => {
  it.each<[string, number[], number, number, number, number, number]>([
    ['a pixel', [10, 100, 250], 1, 1, 50, 50, 0],
    ['opaque', [10, 100, 250], 40, 30, 3, 2, 0],
    ['opaque', [10, 100, 255], 40, 30, 50, 50, 0],
    // Colour under half an alpha is known to a level or two.
    ['half transparent', [10, 100, 250, 128], 40, 30, 50, 50, 2],
    // The kernel in whole numbers adds up to a little less than one.
    ['too large for floating point', [10, 100, 255], 330, 250, 50, 50, 4],
    ['too large, with alpha', [10, 100, 250, 128], 330, 250, 50, 50, 4],
  ])('%s: %o', async (_what, color, width, height, radius, sigma, allowed) => {
    const flat = drawn(width, height, () => color)
    const made = await pixelsOf(await asPng(flat), `blur,r_${radius},s_${sigma}`)
    expect(largestDifference(made.data, flat.data)).toBeLessThanOrEqual(allowed)
  })
})

it('is stronger with either number', async () => {
  const source = await asPng(hard(60, 44))
  const spread = async (radius: number, sigma: number) => {
    const { data } = await pixelsOf(source, `blur,r_${radius},s_${sigma}`)
    const greens = data.filter((_, at) => at % 3 === 1)
    return Math.max(...greens) - Math.min(...greens)
  }
  expect(await spread(20, 10)).toBeLessThan(await spread(10, 10))
  expect(await spread(10, 10)).toBeLessThan(await spread(10, 4))
})

it('lets no colour of transparent pixels through', async () => {
  const picture = drawn(40, 20, (x) => (x < 20 ? [255, 0, 0, 0] : [0, 200, 0, 255]))
  for (const blur of ['blur,r_4,s_3', 'resize,m_fixed,w_400,h_300,limit_0/blur,r_10,s_5']) {
    const made = await pixelsOf(await asPng(picture), blur)
    for (let at = 0; at < made.data.length; at += 4)
      if ((made.data[at + 3] ?? 0) > 8) expect(made.data[at]).toBeLessThanOrEqual(16)
  }
})

it('is done in its turn: before and after scaling are not alike', async () => {
  const source = await asPng(hard(200, 120))
  const before = await pixelsOf(source, 'blur,r_8,s_4/resize,w_100')
  const after = await pixelsOf(source, 'resize,w_100/blur,r_8,s_4')
  expect(largestDifference(before.data, after.data)).toBeGreaterThan(40)
})

it('keeps size and format', async () => {
  const jpg = await asJpg(drawCard(400, 267, false))
  const webp = await encoded(drawCard(400, 267, true))
    .webp()
    .toBuffer()
  for (const [source, format] of [
    [jpg, 'jpg'],
    [webp, 'webp'],
  ] as const) {
    const { data } = await processImage(source, 'image/blur,r_10,s_10')
    expect(probe(data)).toMatchObject({ format, width: 400, height: 267 })
    expect((await decoded(data)).channels).toBe(format === 'jpg' ? 3 : 4)
  }
})
