import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeBmp } from '../../src/bmp/encode.ts'
import { EngineError, execute, LIMITS, plan, probe, processImage } from '../../src/index.ts'
import { frameOf } from '../files.ts'
import { heic } from '../heic/fixtures.ts'
import {
  alphaCard,
  asJpg,
  asPng,
  type Color,
  card,
  coordinates,
  decoded,
  distance,
  drawn,
  encoded,
  pixelsOf,
  RED,
  WHITE,
} from '../pictures.ts'

const ORANGE = [200, 80, 38]
const plain = (color: Color) => encoded(drawn(40, 30, () => color))

describe('pictures of other depths and colours become sRGB of 8 bits', () => {
  it.each<[string, () => Promise<Buffer>, Color, number]>([
    ['png, 16 bits', () => plain(ORANGE).toColourspace('rgb16').png().toBuffer(), ORANGE, 0],
    [
      'png, 16 bits and alpha',
      () =>
        plain([...ORANGE, 255])
          .toColourspace('rgb16')
          .png()
          .toBuffer(),
      [...ORANGE, 255],
      0,
    ],
    ['png, grey', () => plain([90, 90, 90]).toColourspace('b-w').png().toBuffer(), [90, 90, 90], 0],
    [
      'png, grey of 16 bits',
      () => plain([90, 90, 90]).toColourspace('grey16').png().toBuffer(),
      [90, 90, 90],
      0,
    ],
    [
      'png, grey and alpha',
      () => plain([90, 90, 90, 255]).toColourspace('b-w').png().toBuffer(),
      [90, 90, 90, 255],
      0,
    ],
    ['png, palette', () => plain(ORANGE).png({ palette: true }).toBuffer(), ORANGE, 0],
    ['jpg, grey', () => plain([90, 90, 90]).toColourspace('b-w').jpeg().toBuffer(), [90, 90, 90], 1],
    // Without a profile the built-in one is used; blue ink has no equal.
    ['jpg, CMYK', () => plain(ORANGE).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(), ORANGE, 40],
    // A profile is honoured and left out; converting back and forth costs a level or two.
    [
      'jpg, Display P3',
      () => plain(ORANGE).withIccProfile('p3').jpeg({ quality: 100 }).toBuffer(),
      ORANGE,
      3,
    ],
    ['png, Display P3', () => plain(ORANGE).withIccProfile('p3').png().toBuffer(), ORANGE, 2],
    [
      'png, sRGB of 16 bits',
      () => plain(ORANGE).toColourspace('rgb16').withIccProfile('srgb').png().toBuffer(),
      ORANGE,
      2,
    ],
    [
      'png, P3 of 16 bits and alpha',
      () =>
        plain([...ORANGE, 255])
          .toColourspace('rgb16')
          .withIccProfile('p3')
          .png()
          .toBuffer(),
      [...ORANGE, 255],
      2,
    ],
    [
      'webp, Display P3',
      () => plain(ORANGE).withIccProfile('p3').webp({ lossless: true }).toBuffer(),
      ORANGE,
      2,
    ],
  ])('%s', async (_what, make, color, tolerance) => {
    const source = await make()
    for (const actions of [
      'rotate,0',
      'resize,w_20',
      'resize,w_80,limit_0',
      'crop,w_20,h_20/rotate,90',
      'sharpen,100',
      'rotate,30/crop,w_4,h_4,g_center',
    ]) {
      const { data } = await processImage(source, `image/${actions}/format,png`)
      const { depth, space, hasProfile } = await sharp(data).metadata()
      expect([actions, depth, space, hasProfile]).toEqual([actions, 'uchar', 'srgb', false])
      const made = await decoded(data)
      expect(made.channels).toBe(color.length)
      // Scaling and turning round once more.
      expect(distance(made.at(2, 2), color)).toBeLessThanOrEqual(tolerance + 1)
    }
  })

  it.each(['b-w', 'cmyk'])('a jpg of %s is written with three components', async (space) => {
    const source = await plain([90, 90, 90]).toColourspace(space).jpeg().toBuffer()
    const { data } = await processImage(source, 'image/resize,w_20')
    expect(frameOf(data).sampling).toHaveLength(3)
  })

  it('and texts are drawn on them in colour', async () => {
    for (const space of ['b-w', 'rgb16', 'grey16']) {
      const source = await plain(WHITE).toColourspace(space).png().toBuffer()
      const made = await pixelsOf(source, 'watermark,text_5Zu-,color_FF0000,size_20,g_center')
      const reddest = Math.max(
        ...made.data.map((level, at) => (at % 3 === 0 ? level - (made.data[at + 1] ?? 0) : 0)),
      )
      expect([space, made.channels, reddest]).toEqual([space, 3, 255])
    }
  })
})

describe('a webp', () => {
  it('keeps its alpha, and lies on white as a jpg', async () => {
    const source = await encoded(alphaCard(40, 20)).webp({ lossless: true }).toBuffer()
    expect((await pixelsOf(source, 'resize,w_20')).at(2, 2)[3]).toBe(0)
    const jpg = await decoded((await processImage(source, 'image/format,jpg')).data)
    expect(distance(jpg.at(2, 2), WHITE)).toBeLessThanOrEqual(6)
  })
})

describe('what is no picture', () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="30000" height="30000"><rect width="9" height="9"/></svg>'

  it.each<[string, Uint8Array]>([
    ['nothing', Buffer.of()],
    ['a byte', Buffer.of(0xff)],
    ['text', Buffer.from('not a picture, whatever its name says')],
    ['an SVG', Buffer.from(svg)],
    ['an SVG behind a declaration', Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ['a PDF', Buffer.from('%PDF-1.7\n')],
    ['zeros', new Uint8Array(100_000)],
  ])('%s is refused', async (_what, bytes) => {
    await expect(processImage(bytes, 'image/resize,w_10')).rejects.toMatchObject({
      code: 'BadRequest',
      message: 'This image format is not supported.',
      ec: '0040-00000005',
    })
  })

  it('never reaches sharp, not even with a plan for another picture', async () => {
    const png = await asPng(card(8, 8))
    const planned = plan(
      { stages: [{ type: 'image', actions: [] }] },
      { source: probe(png), images: {}, texts: {} },
    )
    await expect(execute(planned, { source: Buffer.from(svg), images: {} })).rejects.toMatchObject({
      message: 'This image format is not supported.',
    })
    const jpg = await asJpg(card(8, 8))
    await expect(execute(planned, { source: jpg, images: {} })).rejects.toMatchObject({ code: 'BadRequest' })
  })
})

describe('a damaged picture is the fault of the picture', () => {
  const formats = ['jpg', 'png', 'webp', 'bmp', 'tiff', 'avif', 'heic'] as const
  let whole: Readonly<Record<(typeof formats)[number], Buffer>>
  beforeAll(async () => {
    const raw = coordinates(300, 200)
    whole = {
      jpg: await asJpg(raw),
      png: await asPng(raw),
      webp: await encoded(raw).webp().toBuffer(),
      bmp: encodeBmp(raw),
      tiff: await encoded(raw).tiff({ compression: 'lzw' }).toBuffer(),
      avif: await encoded(raw).avif().toBuffer(),
      heic: heic('grid'),
    }
  })

  describe.each(formats)('%s', (format) => {
    it.each([0.02, 0.3, 0.5, 0.9])('cut off at %f of its length', async (share) => {
      const part = whole[format].subarray(0, Math.floor(whole[format].length * share))
      for (const actions of ['resize,w_100', 'rotate,90', 'resize,w_250/sharpen,100', 'crop,w_9,h_9'])
        for (const resampling of ['area', 'fast'] as const)
          await expect(processImage(part, `image/${actions}`, { resampling })).rejects.toMatchObject({
            name: 'EngineError',
            code: 'BadRequest',
          })
    })

    it('with noise for pixels never fails in another way', async () => {
      const half = Math.floor(whole[format].length / 2)
      for (let round = 0; round < 10; round++) {
        const noisy = Buffer.concat([whole[format].subarray(0, half), randomBytes(half)])
        await processImage(noisy, 'image/resize,w_100').catch((error: unknown) => {
          expect(error).toMatchObject({ name: 'EngineError', code: 'BadRequest' })
        })
      }
    })

    it('with something behind its end is processed', async () => {
      const source = Buffer.concat([whole[format], Buffer.alloc(1000, 'x')])
      expect(probe((await processImage(source, 'image/resize,w_30')).data)).toMatchObject({ width: 30 })
    })
  })

  it('says so, and why', async () => {
    const spoilt = Buffer.from(whole.png).fill(0, whole.png.length / 2, whole.png.length - 100)
    const error = await processImage(spoilt, 'image/rotate,90').catch((thrown: unknown) => thrown)
    if (!(error instanceof EngineError)) expect.fail('no error')
    expect(error.message).toBe('The image file may be damaged.')
    expect(error.cause).toBeInstanceOf(Error)
  })

  it('is not decoded when it is larger than planned', async () => {
    const planned = plan(
      { stages: [{ type: 'image', actions: [] }] },
      { source: { ...probe(whole.png), width: 30 }, images: {}, texts: {} },
    )
    const error = await execute(planned, { source: whole.png, images: {} }).catch((thrown: unknown) => thrown)
    if (!(error instanceof EngineError && error.cause instanceof Error)) expect.fail('no error')
    expect(error.code).toBe('BadRequest')
    expect(error.cause.message).toContain('pixel limit')
  })

  it('is not made to stand for another: a plan binds the size', async () => {
    const planned = plan(
      { stages: [{ type: 'image', actions: [] }] },
      { source: probe(whole.png), images: {}, texts: {} },
    )
    for (const [width, height] of [
      [301, 200],
      [200, 300],
    ] as const) {
      const other = await asPng(coordinates(width, height))
      await expect(execute(planned, { source: other, images: {} })).rejects.toMatchObject({
        code: 'BadRequest',
      })
    }
  })
})

describe('a picture beyond the limits is refused by its header', () => {
  /** A PNG that claims a size, and has hardly any pixels. */
  function claiming(width: number, height: number): Buffer {
    const chunk = (name: string, payload: Buffer) => {
      const body = Buffer.concat([Buffer.from(name, 'latin1'), payload])
      const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
      length.writeUInt32BE(payload.length)
      sum.writeUInt32BE(crc32(body))
      return Buffer.concat([length, body, sum])
    }
    const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0])
    header.writeUInt32BE(width)
    header.writeUInt32BE(height, 4)
    const signature = Buffer.from('89504e470d0a1a0a', 'hex')
    return Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('IDAT', Buffer.alloc(9)),
      chunk('IEND', Buffer.of()),
    ])
  }

  /** The file with other sides in its header, which stand at these places. */
  function resized(file: Buffer, write: (file: Buffer) => void): Buffer {
    const changed = Buffer.from(file)
    write(changed)
    return changed
  }

  it.each<[string, string, () => Promise<Buffer>]>([
    [
      'jpg',
      '0040-00000019',
      async () =>
        resized(await asJpg(card(8, 8)), (file) =>
          file.writeUInt16BE(30_001, file.indexOf('ffc0', 'hex') + 5),
        ),
    ],
    [
      'bmp',
      '0040-00000017',
      async () => resized(encodeBmp(card(8, 8)), (file) => file.writeInt32LE(30_001, 18)),
    ],
    [
      'heic',
      '0040-00000013',
      async () => resized(heic('card'), (file) => file.writeUInt32BE(30_001, file.indexOf('ispe') + 8)),
    ],
    [
      'avif',
      '0040-00000014',
      async () => {
        const file = await encoded(card(8, 8)).avif().toBuffer()
        return resized(file, (bytes) => bytes.writeUInt32BE(10_001, bytes.indexOf('ispe') + 8))
      },
    ],
    [
      'gif',
      '0040-00000009',
      async () =>
        resized(await encoded(card(8, 8)).gif().toBuffer(), (file) => file.writeUInt16LE(30_001, 6)),
    ],
    [
      'tiff',
      '0040-00000018',
      () =>
        encoded(drawn(16_385, 1, () => RED))
          .tiff({ compression: 'lzw' })
          .toBuffer(),
    ],
  ])('a %s by the number of its format: %s', async (format, ec, make) => {
    const file = await make()
    expect(probe(file).format).toBe(format)
    await expect(processImage(file, 'image/resize,w_10')).rejects.toMatchObject({ code: 'ImageTooLarge', ec })
  })

  it.each([
    [40_000, 100, '0040-00000009'],
    [100, 40_000, '0040-00000009'],
    [20_000, 20_000, '0040-00000012'],
    [2 ** 31 - 1, 2 ** 31 - 1, '0040-00000009'],
  ])('%i × %i, at once', async (width, height, ec) => {
    const started = performance.now()
    await expect(processImage(claiming(width, height), 'image/resize,w_10')).rejects.toMatchObject({
      code: 'ImageTooLarge',
      ec,
    })
    expect(performance.now() - started).toBeLessThan(100)
  })

  it('unless only its header is asked for', async () => {
    const { data } = await processImage(claiming(40_000, 100), 'image/info')
    expect(JSON.parse(data.toString()).ImageWidth).toEqual({ value: '40000' })
  })

  it('and the limits can be raised', async () => {
    const long = await asPng(drawn(30_001, 1, () => RED))
    await expect(processImage(long, 'image/resize,w_10')).rejects.toMatchObject({ code: 'ImageTooLarge' })
    const { data } = await processImage(long, 'image/resize,w_10', {
      limits: { ...LIMITS, sourceSide: 40_000 },
    })
    expect(probe(data)).toMatchObject({ width: 10, height: 1 })
  })
})
