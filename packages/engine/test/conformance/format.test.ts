import { beforeAll, describe, expect, it } from 'vitest'
import { probe, processImage } from '../../src/index.ts'
import { chunksOfPng } from '../files.ts'
import { alphaCard, asJpg, asPng, card, decoded, distance, encoded, GREEN, RED, WHITE } from '../pictures.ts'

let sources: Readonly<Record<'jpg' | 'png' | 'webp', Buffer>>
beforeAll(async () => {
  sources = {
    jpg: await asJpg(card(80, 40)),
    png: await asPng(alphaCard(80, 40)),
    webp: await encoded(alphaCard(80, 40)).webp({ lossless: true }).toBuffer(),
  }
})

const CONTENT_TYPES = { jpg: 'image/jpeg', png: 'image/png', webp: 'image/webp' } as const
const FORMATS = ['jpg', 'png', 'webp'] as const

describe.each(FORMATS)('from %s', (from) => {
  it.each(FORMATS)('to %s', async (to) => {
    const { data, contentType } = await processImage(sources[from], `image/format,${to}`)
    expect(contentType).toBe(CONTENT_TYPES[to])
    expect(probe(data)).toMatchObject({ format: to, width: 80, height: 40, pages: 1 })
    const made = await decoded(data)
    const transparent = from !== 'jpg' && to !== 'jpg'
    expect(made.channels).toBe(transparent ? 4 : 3)
    const left = transparent ? made.at(5, 5)[3] : made.at(5, 5)
    // jpg and webp lose a few levels of flat colours.
    if (transparent) expect(left).toBe(0)
    else expect(distance(made.at(5, 5), from === 'jpg' ? RED : WHITE)).toBeLessThanOrEqual(6)
    expect(distance(made.at(75, 5).slice(0, 3), GREEN)).toBeLessThanOrEqual(8)
  })

  it.each(['resize,w_40', 'rotate,90', 'format,gif', 'resize,w_40/format,gif'])(
    '%s keeps it',
    async (actions) => {
      const { data, contentType } = await processImage(sources[from], `image/${actions}`)
      expect(probe(data).format).toBe(from)
      expect(contentType).toBe(CONTENT_TYPES[from])
    },
  )
})

describe('transparent areas', () => {
  it.each(['format,jpg/format,png', 'format,jpg/format,webp', 'format,jpg|image/format,png'])(
    'are white and opaque after %s',
    async (actions) => {
      for (const from of ['png', 'webp'] as const) {
        const made = await decoded((await processImage(sources[from], `image/${actions}`)).data)
        expect(made.channels).toBe(3)
        expect(distance(made.at(5, 5), WHITE)).toBeLessThanOrEqual(2)
      }
    },
  )

  it('are white where the jpg stands, and what comes later is not', async () => {
    const made = await decoded(
      (await processImage(sources.png, 'image/format,jpg/resize,m_pad,w_40,h_40,color_0000FF/format,png'))
        .data,
    )
    expect(made.at(5, 5)).toEqual([0, 0, 255])
    expect(made.at(5, 20)).toEqual(WHITE)
  })

  it('of half opacity are mixed with white', async () => {
    const half = await encoded({
      data: new Uint8Array(400).map((_, at) => (at % 4 === 3 ? 128 : 0)),
      width: 10,
      height: 10,
      channels: 4,
    })
      .png()
      .toBuffer()
    const made = await decoded((await processImage(half, 'image/format,jpg/format,png')).data)
    expect(distance(made.at(5, 5), [127, 127, 127])).toBeLessThanOrEqual(1)
  })
})

it.each(['bmp', 'tiff', 'heic', 'avif', 'dng', 'auto'])('refuses to make a %s', async (format) => {
  await expect(processImage(sources.jpg, `image/format,${format}`)).rejects.toMatchObject({
    code: 'InvalidArgument',
    ec: '0040-00000206',
    message: `The value: ${format} of parameter: format is invalid.`,
  })
})

it('writes a png with nothing but its pixels', async () => {
  const { data } = await processImage(sources.jpg, 'image/format,png')
  const names = new Set(chunksOfPng(data).map(({ name }) => name))
  expect([...names].filter((name) => !['IHDR', 'IDAT', 'IEND', 'pHYs'].includes(name))).toEqual([])
})
