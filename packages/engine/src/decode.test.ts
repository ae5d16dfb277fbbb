import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { frames, load, open, toRaw } from './decode.ts'
import type { Raw } from './pixels/raw.ts'
import type { Decoding } from './plan.ts'

const [WIDTH, HEIGHT, PAGES] = [12, 8, 7]
const decoding: Decoding = { format: 'gif', orientation: 1, pages: PAGES, alpha: false, converted: false }

/** Seven frames, each of one grey. */
let gif: Buffer
beforeAll(async () => {
  const strip = Buffer.alloc(WIDTH * HEIGHT * PAGES * 3, 0).map(
    (_, at) => 30 * Math.floor(at / (WIDTH * HEIGHT * 3)),
  )
  const raw = { width: WIDTH, height: HEIGHT * PAGES, channels: 3, pageHeight: HEIGHT } as const
  gif = await sharp(strip, { raw, animated: true }).gif().toBuffer()
})

async function decoded(
  file: Uint8Array,
  frameBytes: number,
  changes: Partial<Decoding> = {},
): Promise<Raw[]> {
  const pages: Raw[] = []
  for await (const page of frames(file, { ...decoding, ...changes }, frameBytes)) pages.push(page)
  return pages
}

describe('frames', () => {
  it.each([
    ['all at once', 4 * WIDTH * HEIGHT],
    ['in runs of three', 80 * 1024 * 1024],
    ['one by one', 1024 * 1024 * 1024],
  ])('decodes %s', async (_how, frameBytes) => {
    const pages = await decoded(gif, frameBytes)
    expect(pages).toHaveLength(PAGES)
    for (const [page, { data, width, height }] of pages.entries())
      expect([width, height, data[0], data[data.length - 2]]).toEqual([
        WIDTH,
        HEIGHT,
        30 * page,
        expect.anything(),
      ])
    expect(pages.map(({ data, channels }) => data.length / channels)).toEqual(pages.map(() => WIDTH * HEIGHT))
  })

  it('turns each upright', async () => {
    const [first] = await decoded(gif, 4 * WIDTH * HEIGHT, { orientation: 6 })
    expect(first).toMatchObject({ width: HEIGHT, height: WIDTH })
  })

  it.each<[string, Partial<Decoding>]>([
    ['more frames than there are', { pages: PAGES + 1 }],
    ['another format', { format: 'webp' }],
  ])('refuses %s', async (_what, changes) => {
    await expect(decoded(gif, 4 * WIDTH * HEIGHT, changes)).rejects.toMatchObject({ code: 'BadRequest' })
  })

  it('refuses frames that are larger than planned', async () => {
    await expect(decoded(gif, 4 * WIDTH * HEIGHT - 400)).rejects.toMatchObject({ code: 'BadRequest' })
  })
})

describe('toRaw', () => {
  const plain = sharp({ create: { width: 4, height: 3, channels: 3, background: 'red' } })

  it('gives three channels, or four with alpha', async () => {
    expect(await toRaw(plain.clone())).toMatchObject({ width: 4, height: 3, channels: 3 })
    expect(await toRaw(plain.clone().ensureAlpha())).toMatchObject({ channels: 4 })
    const grey = await plain.clone().toColourspace('b-w').png().toBuffer()
    expect(await toRaw(sharp(grey))).toMatchObject({ channels: 3 })
  })

  it('refuses pictures of more channels', async () => {
    const extra = [Buffer.alloc(12), Buffer.alloc(12)]
    const file = await plain
      .clone()
      .joinChannel(extra, { raw: { width: 4, height: 3, channels: 1 } })
      .tiff({ compression: 'lzw' })
      .toBuffer()
    const loaded = await load(file, { ...decoding, format: 'tiff', converted: true }, 12)
    await expect(toRaw(open(loaded))).rejects.toMatchObject({ code: 'BadRequest', ec: '0040-00000005' })
  })
})

describe('load', () => {
  it.each([false, true])(
    'takes away an alpha channel that says nothing, of a gif with alpha: %s',
    async (alpha) => {
      const still = await sharp({ create: { width: 4, height: 3, channels: 4, background: '#ff0000ff' } })
        .gif()
        .toBuffer()
      const loaded = await load(still, { ...decoding, pages: 1, alpha }, 12)
      const { channels } = await toRaw(open(loaded))
      if (!alpha) expect(channels).toBe(3)
      expect('bytes' in loaded).toBe(alpha)
    },
  )
})
