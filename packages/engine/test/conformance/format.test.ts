import { beforeAll, describe, expect, it } from 'vitest'
import { encodeBmp } from '../../src/bmp/encode.ts'
import { FORMAT_TRAITS, probe, processImage } from '../../src/index.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import { chunksOfPng } from '../files.ts'
import {
  alphaCard,
  asJpg,
  asPng,
  card,
  decoded,
  distance,
  encoded,
  GREEN,
  RED,
  WHITE,
  YELLOW,
} from '../pictures.ts'

/** Formats that are read and written; heic, which is only read, has tests of its own. */
const FORMATS = ['jpg', 'png', 'webp', 'bmp', 'tiff', 'avif'] as const
type Format = (typeof FORMATS)[number]

/** What each encoder makes of a flat colour here, levels. */
const LOSS: Readonly<Record<Format, number>> = { jpg: 6, png: 0, webp: 8, bmp: 0, tiff: 0, avif: 8 }

function written(format: Format, raw: Raw): Promise<Buffer> {
  switch (format) {
    case 'jpg':
      return asJpg(raw)
    case 'png':
      return asPng(raw)
    case 'webp':
      return encoded(raw).webp({ lossless: true }).toBuffer()
    case 'bmp':
      return Promise.resolve(encodeBmp(raw))
    case 'tiff':
      return encoded(raw).tiff({ compression: 'lzw' }).toBuffer()
    case 'avif':
      return encoded(raw).avif({ lossless: true }).toBuffer()
  }
}

let opaque: Readonly<Record<Format, Buffer>>
let transparent: Readonly<Record<Format, Buffer>>
beforeAll(async () => {
  const all = async (raw: Raw) => {
    const files = FORMATS.map(async (format) => [format, await written(format, raw)] as const)
    return Object.fromEntries(await Promise.all(files)) as Record<Format, Buffer>
  }
  opaque = await all(card(80, 40))
  transparent = await all(alphaCard(80, 40))
})

describe.each(FORMATS)('from %s', (from) => {
  it.each(FORMATS)('to %s', async (to) => {
    const { data, contentType } = await processImage(opaque[from], `image/format,${to}`)
    expect(contentType).toBe(FORMAT_TRAITS[to].contentType)
    expect(probe(data)).toMatchObject({ format: to, width: 80, height: 40, pages: 1 })
    const made = await decoded(data)
    expect(made.channels).toBe(3)
    for (const [x, y, color] of [
      [5, 5, RED],
      [75, 5, GREEN],
      [75, 35, YELLOW],
    ] as const)
      expect(distance(made.at(x, y), color)).toBeLessThanOrEqual(LOSS[from] + LOSS[to])
  })

  it.each(FORMATS)('with alpha to %s', async (to) => {
    const { data } = await processImage(transparent[from], `image/format,${to}`)
    const made = await decoded(data)
    const kept = from !== 'jpg' && to !== 'jpg'
    expect(made.channels).toBe(kept ? 4 : 3)
    const loss = LOSS[from] + LOSS[to]
    if (kept) expect(made.at(5, 5)[3]).toBeLessThanOrEqual(loss)
    // A jpg never had alpha; its encoder wrote the colour below.
    else if (from !== 'jpg') expect(distance(made.at(5, 5), WHITE)).toBeLessThanOrEqual(LOSS.jpg)
    expect(distance(made.at(75, 5), [...GREEN, 255].slice(0, made.channels))).toBeLessThanOrEqual(loss)
  })

  it.each([
    'resize,w_40',
    'rotate,90',
    'format,gif',
    'resize,w_40/format,gif',
    'quality,Q_50',
    'interlace,1',
  ])('%s keeps it', async (actions) => {
    const { data, contentType } = await processImage(opaque[from], `image/${actions}`)
    expect(probe(data).format).toBe(from)
    expect(contentType).toBe(FORMAT_TRAITS[from].contentType)
  })

  it('through a whole chain', async () => {
    const actions = 'crop,w_40,h_40/resize,w_20/rotate,90/sharpen,100/bright,5/watermark,text_YQ,size_8'
    const { data } = await processImage(opaque[from], `image/${actions}`)
    expect(probe(data)).toMatchObject({ format: from, width: 20, height: 20 })
    // Blue below was turned to the left.
    expect(distance((await decoded(data)).at(17, 3), [225, 35, 45])).toBeLessThanOrEqual(LOSS[from] * 2 + 12)
  })
})

describe('transparent areas', () => {
  it.each([
    'format,jpg/format,png',
    'format,jpg/format,webp',
    'format,jpg|image/format,png',
    'format,jpg/format,bmp',
  ])('are white and opaque after %s', async (actions) => {
    for (const from of ['png', 'webp', 'bmp', 'tiff', 'avif'] as const) {
      const made = await decoded((await processImage(transparent[from], `image/${actions}`)).data)
      expect(made.channels).toBe(3)
      expect(distance(made.at(5, 5), WHITE)).toBeLessThanOrEqual(2)
    }
  })

  it('are white where the jpg stands, and what comes later is not', async () => {
    const made = await decoded(
      (await processImage(transparent.png, 'image/format,jpg/resize,m_pad,w_40,h_40,color_0000FF/format,png'))
        .data,
    )
    expect(made.at(5, 5)).toEqual([0, 0, 255])
    expect(made.at(5, 20)).toEqual(WHITE)
  })

  it('of half opacity are mixed with white', async () => {
    const data = new Uint8Array(400).map((_, at) => (at % 4 === 3 ? 128 : 0))
    const half = await asPng({ data, width: 10, height: 10, channels: 4 })
    const made = await decoded((await processImage(half, 'image/format,jpg/format,png')).data)
    expect(distance(made.at(5, 5), [127, 127, 127])).toBeLessThanOrEqual(1)
  })

  it.each(['png', 'webp', 'bmp', 'tiff', 'avif'] as const)(
    'of half opacity are kept by a %s',
    async (format) => {
      const half = await asPng({
        data: new Uint8Array(6400).map((_, at) => (at % 4 === 3 ? 128 : 200)),
        width: 40,
        height: 40,
        channels: 4,
      })
      const first = await processImage(half, `image/format,${format}`)
      // Read and written once more, nothing is multiplied twice.
      const { data } = await processImage(first.data, `image/rotate,180`)
      const made = await decoded(data)
      expect(distance(made.at(20, 20), [200, 200, 200, 128])).toBeLessThanOrEqual(LOSS[format] / 2)
    },
  )
})

describe('an output format is refused', () => {
  it.each(['heic', 'dng', 'auto'])('by its name: %s', async (format) => {
    await expect(processImage(opaque.jpg, `image/format,${format}`)).rejects.toMatchObject({
      code: 'InvalidArgument',
      ec: '0040-00000206',
      message: `The value: ${format} of parameter: format is invalid.`,
    })
  })

  it.each([
    ['webp', 16_384, 1, '0040-00000011'],
    ['webp', 1, 16_384, '0040-00000011'],
    ['avif', 4097, 2304, '0040-00000014'],
  ])('for its size: %s of %i × %i', async (format, width, height, ec) => {
    const large = await asPng({ data: new Uint8Array(width * height * 3), width, height, channels: 3 })
    await expect(processImage(large, `image/format,${format}`)).rejects.toMatchObject({
      code: 'ImageTooLarge',
      ec,
    })
  })

  it('only when it is the result that is too large', async () => {
    const large = await asPng({ data: new Uint8Array(16_384 * 3), width: 16_384, height: 1, channels: 3 })
    const { data } = await processImage(large, 'image/format,webp/crop,w_16383')
    expect(probe(data)).toMatchObject({ format: 'webp', width: 16_383, height: 1 })
  })
})

describe('a result has nothing but its pixels', () => {
  it('as a png', async () => {
    const { data } = await processImage(opaque.jpg, 'image/format,png')
    const names = new Set(chunksOfPng(data).map(({ name }) => name))
    expect([...names].filter((name) => !['IHDR', 'IDAT', 'IEND', 'pHYs'].includes(name))).toEqual([])
  })

  it.each(['png', 'webp', 'tiff', 'avif'] as const)(
    'as a %s of a picture with EXIF and a profile',
    async (format) => {
      const source = await encoded(card(80, 40))
        .withMetadata({ orientation: 3, icc: 'p3', exif: { IFD0: { Copyright: 'somebody' } } })
        .jpeg()
        .toBuffer()
      const { data } = await processImage(source, `image/resize,w_40/format,${format}`)
      for (const trace of ['somebody', 'Exif', 'acsp', 'eXIf', 'iCCP', 'ICCP'])
        expect([trace, data.includes(trace)]).toEqual([trace, false])
      expect(probe(data).orientation).toBe(1)
    },
  )
})
