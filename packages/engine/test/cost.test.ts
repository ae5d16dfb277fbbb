import { encodeBase64, expandStyles, parse } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import { surfaceAfter } from '../src/cost/surfaces.ts'
import { EngineError, type EstimatedCost, estimateCost, type ImageMetadata, plan } from '../src/index.ts'
import { seeded } from './order/chains.ts'
import { randomMetadata, randomProcess } from './random-cases.ts'

const MIB = 1024 * 1024

/** A photo of so many megapixels, 4 : 3. */
function photo(megapixels: number, more: Partial<ImageMetadata> = {}): ImageMetadata {
  const height = Math.round(Math.sqrt((megapixels * 1e6 * 3) / 4))
  const width = Math.round((height * 4) / 3)
  const bytes = 350_000 * megapixels
  return { format: 'jpg', width, height, pages: 1, orientation: 1, alpha: false, bytes, quality: 90, ...more }
}

const logo: ImageMetadata = photo(1, { format: 'png', alpha: true })

function costOf(actions: string, source: ImageMetadata = photo(12)): EstimatedCost {
  const process = expandStyles(parse(`image/${actions}`), {})
  const sources = { source, images: { logo }, texts: {} }
  return estimateCost(plan(process, sources), sources)
}

describe('estimateCost', () => {
  it.each([
    ['info', { cpuMs: [0, 0.1], peakBytes: [4, 8] }],
    ['average-hue', { cpuMs: [20, 80], peakBytes: [4, 20] }],
    ['resize,w_300', { cpuMs: [20, 80], peakBytes: [4, 20] }],
    ['quality,q_80', { cpuMs: [80, 320], peakBytes: [50, 160] }],
    ['format,png', { cpuMs: [400, 1600], peakBytes: [20, 80] }],
    ['resize,w_3500/format,avif', { cpuMs: [1500, 6000], peakBytes: [200, 700] }],
  ])('knows the order of magnitude of %s on 12 megapixels', (actions, { cpuMs, peakBytes }) => {
    const cost = costOf(actions)
    const [least = 0, most = 0] = cpuMs
    expect(cost.cpuMs).toBeGreaterThan(least)
    expect(cost.cpuMs).toBeLessThan(most)
    const [smallest = 0, largest = 0] = peakBytes
    expect(cost.peakBytes / MIB).toBeGreaterThan(smallest)
    expect(cost.peakBytes / MIB).toBeLessThan(largest)
  })

  it.each([
    'resize,w_300',
    'resize,p_50',
    'quality,q_80',
    'interlace,1',
    'format,png',
    'format,webp',
    'rotate,90',
    'sharpen,100',
    'average-hue',
    `watermark,image_${encodeBase64('logo')}`,
  ])('grows with the pixels: %s', (actions) => {
    const costs = [1, 2, 4, 8, 12].map((megapixels) => costOf(actions, photo(megapixels)))
    for (const [index, { cpuMs, peakBytes }] of costs.entries()) {
      expect(cpuMs).toBeGreaterThan(costs[index - 1]?.cpuMs ?? 0)
      // Of a jpg that is shrunk more on load a little less is held.
      expect(peakBytes).toBeGreaterThan((costs[index - 1]?.peakBytes ?? 0) - MIB)
    }
  })

  it.each<[string, string, string, number, ImageMetadata?]>([
    ['avif costs much more than jpg', 'resize,w_2000/format,avif', 'resize,w_2000', 8],
    ['png costs more than jpg', 'format,png', 'quality,q_90', 2],
    ['info costs next to nothing', 'resize,w_300', 'info', 100],
    ['a report on a result costs what that does', 'resize,w_300|image/info', 'info', 100],
    ['a jpg shrinks on load', 'resize,w_900', 'resize,w_300', 1.1],
    ['a cut comes before the scaling, which then cannot', 'crop,w_3900/resize,w_300', 'resize,w_300', 2],
    ['what lies below a cut is not decoded', 'crop,w_400,h_400,g_se', 'crop,w_400,h_400', 3],
    ['a blur comes before the scaling, too', 'blur,r_50,s_20/resize,w_300', 'resize,w_300', 2],
  ])('%s', (_what, dear, cheap, times, source) => {
    expect(costOf(dear, source).cpuMs).toBeGreaterThan(times * costOf(cheap, source).cpuMs)
  })

  it.each([
    ['a progressive jpg is held whole', photo(12, { progressive: true })],
    ['so is a webp', photo(12, { format: 'webp' })],
    ['so is a bmp', photo(12, { format: 'bmp' })],
    ['so is an avif', photo(12, { format: 'avif' })],
  ])('%s', (_what, source) => {
    const actions = 'resize,w_2000/format,jpg'
    const baseline = costOf(actions, photo(12))
    expect(costOf(actions, source).peakBytes).toBeGreaterThan(baseline.peakBytes + 10 * MIB)
  })

  it.each(['png', 'gif'] as const)('a drawing that is a %s costs less than a photo', (format) => {
    const [drawing, picture] = [20_000, 12_000_000].map((bytes) =>
      costOf('bright,1', photo(6, { format, bytes })),
    )
    expect(drawing?.cpuMs).toBeLessThan((picture?.cpuMs ?? 0) / 2)
  })

  it('counts the pages of an animation', () => {
    const frames = (pages: number) =>
      photo(0.5, { format: 'gif', pages, animation: { delays: Array(pages).fill(100), loop: 0 } })
    const [one, ten] = [2, 20].map((pages) => costOf('resize,w_200', frames(pages)))
    expect(ten?.cpuMs).toBeGreaterThan(5 * (one?.cpuMs ?? Infinity))
    expect(ten?.peakBytes).toBeGreaterThan(2 * (one?.peakBytes ?? Infinity))
    // Only the first is decoded for a picture that stands still.
    expect(costOf('resize,w_200/format,png', frames(20)).cpuMs).toBeLessThan((ten?.cpuMs ?? 0) / 5)
  })

  it('decodes a long animation in runs', () => {
    const frames = (pages: number) =>
      photo(4, { format: 'gif', pages, animation: { delays: Array(pages).fill(100), loop: 0 } })
    const [short, long] = [20, 40].map((pages) => costOf('resize,w_10', frames(pages)))
    expect(long?.peakBytes).toBeLessThan((short?.peakBytes ?? 0) + 2 * MIB)
  })

  it('counts the images that are drawn, and what is done to them', () => {
    const mark = encodeBase64('logo')
    const scaled = encodeBase64('logo?x-oss-process=image/resize,w_200')
    const [none, once, twice, small] = [
      'quality,q_90',
      `watermark,image_${mark}`,
      `watermark,image_${mark}/watermark,image_${mark},g_nw`,
      `watermark,image_${scaled}`,
    ].map((actions) => costOf(actions))
    expect(once?.peakBytes).toBeGreaterThan((none?.peakBytes ?? Infinity) + logo.bytes)
    expect(twice?.peakBytes).toBeGreaterThan(once?.peakBytes ?? Infinity)
    expect(small?.peakBytes).toBeLessThan(once?.peakBytes ?? 0)
    expect(small?.cpuMs).toBeGreaterThan(none?.cpuMs ?? Infinity)
  })

  it('is a number above 0 for whatever can be planned, and follows the sizes to the canvas', () => {
    let planned = 0
    for (let index = 0; index < 5000; index++) {
      const random = seeded(20260115 + 0x9e3779b9 * index)
      const source = randomMetadata(random)
      const images = { one: { ...randomMetadata(random), format: 'png' as const } }
      const process = randomProcess(random, { largest: 4096, images: ['one'], texts: ['x'], reports: true })
      const texts = new Proxy({}, { get: () => ({ width: 40, height: 20 }) })
      try {
        const sources = { source, images, texts }
        const made = plan(process, sources)
        const { cpuMs, peakBytes } = estimateCost(made, sources)
        expect(cpuMs).toBeGreaterThan(0)
        expect(peakBytes).toBeGreaterThan(source.bytes)
        expect(Number.isFinite(cpuMs + peakBytes)).toBe(true)
        if ('report' in made) continue
        const steps = made.passes.flatMap((pass) => pass.steps)
        const { width, height } = source
        const start = { width, height, alpha: made.canvas.alpha }
        const end = steps.reduce((surface, step) => surfaceAfter(step, surface), start)
        expect([end.width, end.height]).toEqual([made.canvas.width, made.canvas.height])
        planned++
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
      }
    }
    expect(planned).toBeGreaterThan(500)
  })
})
