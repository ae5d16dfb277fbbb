import fc from 'fast-check'
import sharp, { type Sharp } from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { EngineError } from './errors.ts'
import type { Orientation } from './metadata.ts'
import { withOrientation } from './pixels/jfif.ts'
import { probe, recognise } from './probe.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

interface Background {
  readonly r: number
  readonly g: number
  readonly b: number
  readonly alpha?: number
}

const opaque = { r: 40, g: 160, b: 90 }
const translucent = { ...opaque, alpha: 0.5 }

/** A picture of one colour. */
function drawn(width: number, height: number, background: Background = opaque): Sharp {
  const channels = background.alpha === undefined ? 3 : 4
  return sharp({ create: { width, height, channels, background } })
}

/** Three frames of 30 × 20, each of another grey. */
function moving(): Sharp {
  const raw = { width: 30, height: 60, channels: 3, pageHeight: 20 } as const
  const strip = Buffer.from({ length: 5400 }).map((_, at) => 80 * Math.floor(at / 1800))
  return sharp(strip, { raw, animated: true })
}

const turned = async (orientation: Orientation) =>
  withOrientation(await drawn(33, 21).jpeg().toBuffer(), orientation)

/** Every kind of file that sharp can write. */
const samples: readonly (readonly [name: string, make: () => Promise<Buffer>])[] = [
  ['jpg, quality 30', () => drawn(41, 27).jpeg({ quality: 30 }).toBuffer()],
  [
    'jpg, quality 100, 4:4:4',
    () => drawn(1, 1).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer(),
  ],
  ['jpg, progressive', () => drawn(300, 200).jpeg({ progressive: true }).toBuffer()],
  ['jpg, mozjpeg', () => drawn(64, 64).jpeg({ mozjpeg: true }).toBuffer()],
  ['jpg, grey', () => drawn(17, 90).toColourspace('b-w').jpeg().toBuffer()],
  ['jpg, cmyk', () => drawn(17, 90).toColourspace('cmyk').jpeg().toBuffer()],
  ['jpg, with a profile and EXIF', () => drawn(20, 10).withMetadata({ orientation: 6 }).jpeg().toBuffer()],
  ...([1, 2, 3, 4, 5, 6, 7, 8] as const).map((n) => [`jpg, orientation ${n}`, () => turned(n)] as const),
  ['png', () => drawn(41, 27).png().toBuffer()],
  ['png, alpha', () => drawn(41, 27, translucent).png().toBuffer()],
  ['png, palette', () => drawn(41, 27).png({ palette: true }).toBuffer()],
  ['png, palette with transparency', () => drawn(41, 27, translucent).png({ palette: true }).toBuffer()],
  ['png, grey', () => drawn(5, 4).toColourspace('b-w').png().toBuffer()],
  ['png, grey and alpha', () => drawn(5, 4, translucent).toColourspace('b-w').png().toBuffer()],
  ['png, 16 bits', () => drawn(5, 4).toColourspace('rgb16').png().toBuffer()],
  ['png, interlaced', () => drawn(41, 27).png({ progressive: true }).toBuffer()],
  ['webp, lossy', () => drawn(41, 27).webp().toBuffer()],
  ['webp, lossy, alpha', () => drawn(41, 27, translucent).webp().toBuffer()],
  ['webp, lossless', () => drawn(41, 27).webp({ lossless: true }).toBuffer()],
  ['webp, lossless, alpha', () => drawn(41, 27, translucent).webp({ lossless: true }).toBuffer()],
  ['webp, lossless, 16383 px wide', () => drawn(16383, 1).webp({ lossless: true }).toBuffer()],
  ['webp, animated', () => moving().webp().toBuffer()],
  ['webp, orientation 8', () => drawn(41, 27).withMetadata({ orientation: 8 }).webp().toBuffer()],
  ['gif', () => drawn(41, 27).gif().toBuffer()],
  [
    'gif, transparent',
    () =>
      drawn(41, 27, { ...opaque, alpha: 0 })
        .gif()
        .toBuffer(),
  ],
  ['gif, animated', () => moving().gif().toBuffer()],
  ['tiff', () => drawn(41, 27).tiff().toBuffer()],
  ['tiff, alpha', () => drawn(41, 27, translucent).tiff({ compression: 'lzw' }).toBuffer()],
  ['tiff, grey', () => drawn(41, 27).toColourspace('b-w').tiff().toBuffer()],
  ['tiff, grey and alpha', () => drawn(41, 27, translucent).toColourspace('b-w').tiff().toBuffer()],
  ['tiff, cmyk', () => drawn(41, 27).toColourspace('cmyk').tiff().toBuffer()],
  ['tiff, tiles', () => drawn(600, 300).tiff({ tile: true }).toBuffer()],
  ['tiff, orientation 5', () => drawn(41, 27).withMetadata({ orientation: 5 }).tiff().toBuffer()],
  ['avif', () => drawn(41, 27).avif({ effort: 0 }).toBuffer()],
  ['avif, alpha', () => drawn(41, 27, translucent).avif({ effort: 0 }).toBuffer()],
]

let files: readonly (readonly [name: string, file: Buffer])[]

beforeAll(async () => {
  files = await Promise.all(samples.map(async ([name, make]) => [name, await make()] as const))
})

/** Every small kind of file: the damage done to them reaches every byte that matters. */
const headers = () => files.map(([, file]) => file.subarray(0, 2048))

/** All that `probe` may do with any bytes at all. */
function expectAnswer(bytes: Uint8Array): void {
  try {
    const { width, height, pages, quality } = probe(bytes)
    expect(
      [width, height, pages, quality ?? 1].every((number) => Number.isInteger(number) && number >= 1),
    ).toBe(true)
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError)
    expect(error).toMatchObject({ code: 'BadRequest' })
  }
}

describe('recognise', () => {
  it.each([
    ['jpg', '\xff\xd8\xff\xe0'],
    ['png', '\x89PNG\r\n\x1a\n'],
    ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
    ['gif', 'GIF87a'],
    ['gif', 'GIF89a'],
    ['tiff', 'II*\0'],
    ['tiff', 'MM\0*'],
    ['bmp', `BM${'\0'.repeat(12)}\x28${'\0'.repeat(11)}`],
    ['bmp', `BM${'\0'.repeat(12)}\x7c${'\0'.repeat(11)}`],
    ['avif', '\0\0\0\x1cftypavif\0\0\0\0mif1avifmiaf'],
    ['avif', '\0\0\0\x18ftypmif1\0\0\0\0mif1avif'],
    ['avif', '\0\0\0\x10ftypavis\0\0\0\0'],
    ['heic', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
    ['heic', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
    ['heic', '\0\0\0\x14ftypmif1\0\0\0\0mif1'],
    ['heic', '\0\0\0\x14ftypmsf1\0\0\0\0hevc'],
  ])('finds %s in %j', (format, start) => {
    expect(recognise(latin1(start))).toBe(format)
  })

  it.each([
    ['nothing', ''],
    ['an SVG', '<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>'],
    ['an XML declaration', '<?xml version="1.0"?><svg/>'],
    ['a PDF', '%PDF-1.7'],
    ['text that begins like a bitmap', 'BMW makes cars, and none of them is a bitmap.'],
    ['a bitmap that ends too early', `BM${'\0'.repeat(12)}\x28`],
    ['a RIFF sound', 'RIFF\x10\0\0\0WAVEfmt '],
    ['a film', '\0\0\0\x14ftypisom\0\0\0\0mp42'],
    ['a file type box without a brand', '\0\0\0\x08ftyp'],
    ['a brand outside its box', '\0\0\0\x10ftypisom\0\0\0\0avif'],
    ['a BigTIFF', 'II+\0\x08\0\0\0'],
    ['a JPEG 2000', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['a JPEG XL', '\xff\x0a'],
    ['a start of image alone', '\xff\xd8'],
    ['a Photoshop document', '8BPS\0\x01'],
    ['an icon', '\0\0\x01\0\x01\0'],
    ['a PNM', 'P6\n1 1\n255\n'],
  ])('does not recognise %s', (_, start) => {
    expect(recognise(latin1(start))).toBeUndefined()
    expect(() => probe(latin1(start))).toThrow(
      expect.objectContaining({
        code: 'BadRequest',
        ec: '0040-00000005',
        message: 'This image format is not supported.',
      }),
    )
  })
})

describe('probe', { timeout: 30_000 }, () => {
  it.each(samples.map(([name], index) => [name, index] as const))(
    'agrees with sharp on %s',
    async (name, index) => {
      const file = files[index]?.[1] ?? Buffer.alloc(0)
      const theirs = await sharp(file).metadata()
      const ours = probe(file)
      expect(ours).toMatchObject({
        format: name.split(',')[0],
        width: theirs.width,
        height: theirs.pageHeight ?? theirs.height,
        pages: theirs.pages ?? 1,
        orientation: theirs.orientation ?? 1,
        alpha: theirs.hasAlpha,
        bytes: file.length,
      })
      if (ours.format === 'jpg') expect(ours.progressive).toBe(theirs.isProgressive)
    },
  )

  it.each([true, false])(
    'finds the quality a jpg was written with, 1 to 100 (progressive: %s)',
    async (progressive) => {
      const picture = drawn(16, 16)
      for (let quality = 1; quality <= 100; quality++) {
        expect(probe(await picture.clone().jpeg({ quality, progressive }).toBuffer()).quality).toBe(quality)
      }
    },
  )

  it('answers or throws an EngineError whatever the bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 512 }), expectAnswer), { numRuns: 500 })
  })

  it('answers or throws an EngineError whatever follows a signature', () => {
    const starts = fc.constantFrom(...headers().map((file) => file.subarray(0, 30)))
    const cut = fc.integer({ min: 3, max: 30 })
    fc.assert(
      fc.property(starts, cut, fc.uint8Array({ maxLength: 300 }), (start, length, rest) => {
        expectAnswer(Buffer.concat([start.subarray(0, length), rest]))
      }),
      { numRuns: 2000 },
    )
  })

  it('answers or throws an EngineError however a file is changed', () => {
    const changes = fc.array(fc.tuple(fc.nat(2047), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 8,
    })
    fc.assert(
      fc.property(fc.constantFrom(...headers()), changes, (file, edits) => {
        const changed = Buffer.from(file)
        for (const [at, value] of edits) changed[at % changed.length] = value
        expectAnswer(changed)
      }),
      { numRuns: 4000 },
    )
  })

  it('answers or throws an EngineError wherever a file is cut off', () => {
    for (const file of headers()) {
      for (let length = 0; length < Math.min(file.length, 700); length++)
        expectAnswer(file.subarray(0, length))
    }
  })

  it('reads a view into a larger buffer', () => {
    const [, file = Buffer.alloc(0)] = files[0] ?? []
    const shared = Buffer.concat([Buffer.alloc(7, 1), file, Buffer.alloc(7, 2)])
    expect(probe(shared.subarray(7, 7 + file.length))).toEqual(probe(file))
  })
})
