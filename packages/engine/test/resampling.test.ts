import { parse } from '@ossimg/grammar'
import { beforeAll, describe, expect, it } from 'vitest'
import { type PlanOptions, plan, probe, processImage } from '../src/index.ts'
import { average } from '../src/pixels/average.ts'
import type { Raw } from '../src/pixels/raw.ts'
import { seeded } from './order/chains.ts'
import { decoded, drawn, encoded } from './pictures.ts'

/** Smooth noise: random levels on a grid, joined by straight lines. */
function noise(random: () => number, cells: number): (u: number, v: number) => number {
  const grid = Array.from({ length: (cells + 1) ** 2 }, random)
  const at = (x: number, y: number) => grid[y * (cells + 1) + x] ?? 0
  return (u, v) => {
    const [x, y] = [Math.floor(u * cells), Math.floor(v * cells)]
    const [across, down] = [u * cells - x, v * cells - y]
    const above = at(x, y) * (1 - across) + at(x + 1, y) * across
    const below = at(x, y + 1) * (1 - across) + at(x + 1, y + 1) * across
    return above * (1 - down) + below * down
  }
}

/** What photographs have: soft colours, texture that is weaker the finer it is, some hard edges, and grain. */
function photo(width: number, height: number): Raw {
  const random = seeded(7)
  const octaves = [3, 6, 12, 24, 48, 96, 192]
  const channels = [0, 1, 2].map(() => octaves.map((cells) => noise(random, cells)))
  return drawn(width, height, (x, y) => {
    const [u, v] = [x / width, y / height]
    const object = (u - 0.6) ** 2 + (v - 0.5) ** 2 < 0.05 ? 60 : v > 0.75 + 0.1 * u ? -50 : 0
    const grain = (random() - 0.5) * 24
    return channels.map((layers) => {
      const level = layers.reduce(
        (sum, layer, octave) => sum + (layer(u, v) - 0.5) * 160 * 0.6 ** octave,
        128,
      )
      return Math.min(255, Math.max(0, Math.round(level + object + grain)))
    })
  })
}

/** Peak signal-to-noise ratio in dB; equal pictures have Infinity. */
function psnr(one: Raw, other: Raw): number {
  const squares = one.data.reduce((sum, level, at) => sum + (level - (other.data[at] ?? 0)) ** 2, 0)
  return 10 * Math.log10(255 ** 2 / (squares / one.data.length))
}

let small: Buffer
let large: Buffer
beforeAll(async () => {
  const jpg = (raw: Raw) => encoded(raw).jpeg({ quality: 85 }).toBuffer()
  small = await jpg(photo(400, 267))
  large = await jpg(photo(900, 600))
})

async function scaled(source: Buffer, width: number, options: PlanOptions): Promise<Raw> {
  return decoded((await processImage(source, `image/resize,w_${width}/format,png`, options)).data)
}

describe.each([
  ['400 × 267', () => small],
  ['900 × 600', () => large],
])('a photo of %s', (_size, source) => {
  it.each([100, 150, 200, 300])('is reduced to w_%i fast and still well', async (width) => {
    const fast = await scaled(source(), width, { resampling: 'fast' })
    const exact = await scaled(source(), width, { resampling: 'area' })
    // Two ways to reduce a picture: what differs is in the finest detail, 36 dB is hard to see.
    expect(psnr(fast, exact)).toBeGreaterThanOrEqual(36)
    expect(psnr(fast, exact)).toBeLessThan(Number.POSITIVE_INFINITY)
  })

  it('is averaged exactly when asked to, from all of its pixels', async () => {
    const made = await scaled(source(), 123, { resampling: 'area' })
    const expected = average(await decoded(source()), made.width, made.height)
    expect(Buffer.compare(made.data, expected.data)).toBe(0)
  })
})

it('tells a worse kernel from a good one', async () => {
  const nearest = await encoded(await decoded(small))
    .resize(100, 67, { fit: 'fill', kernel: 'nearest' })
    .png()
    .toBuffer()
  const exact = await scaled(small, 100, { resampling: 'area' })
  expect(psnr(await decoded(nearest), exact)).toBeLessThan(36)
})

describe('unless told, a reduction', () => {
  const resamplingOf = (width: number, height: number, actions: string, options?: PlanOptions) => {
    const stages = parse(`image/${actions}`).stages.filter((stage) => stage.type === 'image')
    const source = { ...probe(small), width, height }
    const planned = plan({ stages }, { source, images: {}, texts: {} }, options)
    if ('report' in planned) expect.fail('a report')
    return planned.passes
      .flatMap(({ steps }) => steps)
      .flatMap((step) => (step.type === 'scale' ? [step.resampling] : []))
  }

  it('is exact up to 262,144 pixels, and fast above', () => {
    expect(resamplingOf(512, 512, 'resize,w_100')).toEqual(['area'])
    expect(resamplingOf(1, 262_144 / 16, 'resize,h_100')).toEqual(['area'])
    expect(resamplingOf(512, 513, 'resize,w_100')).toEqual(['fast'])
    expect(resamplingOf(512, 513, 'crop,w_512,h_512/resize,w_100')).toEqual(['area'])
    expect(resamplingOf(2000, 1000, 'resize,w_500/resize,w_100')).toEqual(['fast', 'area'])
  })

  it.each([
    ['area', ['area', 'area', 'fast']],
    ['fast', ['fast', 'fast', 'fast']],
  ] as const)('with %s resamples its own way, and enlarges fast', (resampling, expected) => {
    const actions = 'resize,w_500/resize,w_100/resize,w_200,limit_0'
    expect(resamplingOf(4000, 3000, actions, { resampling })).toEqual(expected)
  })
})
