import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import type { ImageFormat } from '../metadata.ts'
import type { Endian } from '../probe/bytes.ts'
import { MOST_ENTRIES } from './directory.ts'
import { exifFacts } from './facts.ts'
import { TAG_NAMES } from './tags.ts'

const ENDIANS: readonly Endian[] = ['little', 'big']
/** Bytes of one number; of a fraction each of the two. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 4, 7: 1, 10: 4, 12: 4, 14: 1 }

/** A text, or numbers: of a fraction the numerator and the denominator. */
type Entry = readonly [tag: number, type: number, value: string | readonly number[]]

interface Directory {
  readonly at: number
  readonly entries: readonly Entry[]
  /** Where the next one begins; absent: nowhere. */
  readonly next?: number
}

/** A block with directories at the offsets given, each with its longer values right behind it. */
function block(endian: Endian, ...directories: readonly Directory[]): Buffer {
  const file = Buffer.alloc(Math.max(8, ...directories.map(endOf)))
  const write = (value: number, at: number, width: number) =>
    endian === 'little' ? file.writeUIntLE(value, at, width) : file.writeUIntBE(value, at, width)
  file.write(endian === 'little' ? 'II*\0' : 'MM\0*', 'latin1')
  write(8, 4, 4)
  for (const { at, entries, next = 0 } of directories) {
    write(entries.length, at, 2)
    let data = at + 2 + entries.length * 12
    write(next, data, 4)
    data += 4
    entries.forEach((entry, index) => {
      const [tag, type] = entry
      const start = at + 2 + index * 12
      const numbers = numbersOf(entry)
      const width = WIDTHS[type] ?? 0
      write(tag, start, 2)
      write(type, start + 2, 2)
      write(type === 5 || type === 10 ? numbers.length / 2 : numbers.length, start + 4, 4)
      const length = outside(entry)
      if (length > 0) write(data, start + 8, 4)
      numbers.forEach((number, place) => {
        write(number, (length > 0 ? data : start + 8) + place * width, width)
      })
      data += length
    })
  }
  return file
}

function numbersOf([, , value]: Entry): readonly number[] {
  return typeof value === 'string' ? [...Buffer.from(`${value}\0`)] : value
}

/** How many bytes of a value lie outside its entry. */
function outside(entry: Entry): number {
  const length = numbersOf(entry).length * (WIDTHS[entry[1]] ?? 0)
  return length > 4 ? length : 0
}

function endOf({ at, entries }: Directory): number {
  return entries.reduce((end, entry) => end + 12 + outside(entry), at + 6)
}

/** A block with one directory. */
function image(endian: Endian, ...entries: readonly Entry[]): Buffer {
  return block(endian, { at: 8, entries })
}

function segment(marker: number, payload: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(payload.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), length, payload])
}

const PREFIX = Buffer.from('Exif\0\0')
const exif = (tiff: Buffer) => segment(0xe1, Buffer.concat([PREFIX, tiff]))
const SCAN = Buffer.from('ffda0008010100003f00', 'hex')
const jpeg = (...parts: readonly Buffer[]) => Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, SCAN])

function chunk(name: string, payload: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(payload.length)
  return Buffer.concat([Buffer.from(name), length, payload, Buffer.alloc(payload.length % 2)])
}

const webp = (...chunks: readonly Buffer[]) => chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]))

/** The EXIF of the documented answer, with its directories at the offsets given. */
function documented(endian: Endian, photo: number, gps: number, thumbnail: number): Buffer {
  return block(
    endian,
    {
      at: 8,
      entries: [
        [0x0112, 3, [7]],
        [0x0131, 2, 'Microsoft Windows Photo Viewer 6.1.7600.16385'],
        [0x0132, 2, '2015:02:11 15:38:27'],
        [0x8769, 4, [photo]],
        [0x8825, 4, [gps]],
        [0xea1c, 7, [28, 234, 0, 0, 0, 8]],
      ],
      next: thumbnail,
    },
    { at: photo, entries: [[0xea1c, 7, [28, 234, 0, 0, 0, 8]]] },
    {
      at: gps,
      entries: [
        [0, 1, [2, 2, 0, 0]],
        [1, 2, 'N'],
        [2, 5, [0, 1, 0, 1, 0, 1]],
        [3, 2, 'E'],
        [4, 5, [0, 1, 0, 1, 0, 1]],
        [0x12, 2, 'WGS-84'],
      ],
    },
    {
      at: thumbnail,
      entries: [
        [0x0103, 3, [6]],
        [0x011a, 5, [96, 1]],
        [0x011b, 5, [96, 1]],
        [0x0128, 3, [2]],
        [0x0201, 4, [4518]],
        [0x0202, 4, [3232]],
      ],
    },
  )
}

const documentedPicture = {
  DateTime: '2015:02:11 15:38:27',
  ExifTag: '2212',
  GPSLatitude: '0deg ',
  GPSLatitudeRef: 'North',
  GPSLongitude: '0deg ',
  GPSLongitudeRef: 'East',
  GPSMapDatum: 'WGS-84',
  GPSTag: '4292',
  GPSVersionID: '2 2 0 0',
  Orientation: '7',
  Software: 'Microsoft Windows Photo Viewer 6.1.7600.16385',
}

const documentedThumbnail = {
  Compression: '6',
  JPEGInterchangeFormat: '4518',
  JPEGInterchangeFormatLength: '3232',
  ResolutionUnit: '2',
  XResolution: '96/1',
  YResolution: '96/1',
}

describe.each(ENDIANS)('exifFacts, byte order %s', (endian) => {
  it('gives the documented answer', () => {
    const tiff = documented(endian, 2212, 4292, 4424)
    const facts = { ...documentedPicture, ...documentedThumbnail }
    expect(exifFacts(jpeg(exif(tiff)), 'jpg')).toEqual(facts)
    expect(exifFacts(webp(chunk('EXIF', tiff)), 'webp')).toEqual(facts)
    expect(exifFacts(webp(chunk('EXIF', Buffer.concat([PREFIX, tiff]))), 'webp')).toEqual(facts)
  })

  it('reads the first page of a tiff, and no other', () => {
    expect(exifFacts(documented(endian, 2212, 4292, 4424), 'tiff')).toEqual(documentedPicture)
  })

  it('reads each directory with its own names', () => {
    const tiff = block(
      endian,
      {
        at: 8,
        entries: [
          [0x010f, 2, 'NIKON CORPORATION'],
          [0x8769, 4, [100]],
          [0x8825, 4, [300]],
        ],
      },
      {
        at: 100,
        entries: [
          [0x829a, 5, [1, 1721]],
          [0x9204, 10, [0xffff_ffff, 3]],
          [0xa301, 7, [1]],
          [0xa005, 4, [400]],
        ],
      },
      {
        at: 300,
        entries: [
          [1, 2, 'S'],
          [0x1f, 5, [65, 1]],
        ],
      },
      {
        at: 400,
        entries: [
          [1, 2, 'R98'],
          [2, 7, [48, 49, 48, 48]],
        ],
      },
    )
    expect(exifFacts(jpeg(exif(tiff)), 'jpg')).toEqual({
      Make: 'NIKON CORPORATION',
      ExifTag: '100',
      GPSTag: '300',
      ExposureTime: '1/1721',
      ExposureBiasValue: '-1/3',
      SceneType: '1',
      InteroperabilityTag: '400',
      GPSLatitudeRef: 'South',
      GPSHPositioningError: '65/1',
      InteroperabilityIndex: 'R98',
      InteroperabilityVersion: '48 49 48 48',
    })
  })

  it('lets the picture go before its thumbnail, and the first of two fields before the second', () => {
    const tiff = block(
      endian,
      {
        at: 8,
        entries: [
          [0x0112, 3, [6]],
          [0x0112, 3, [3]],
          [0x011a, 5, [300, 1]],
        ],
        next: 100,
      },
      {
        at: 100,
        entries: [
          [0x0112, 3, [1]],
          [0x011a, 5, [72, 1]],
          [0x011b, 5, [72, 1]],
        ],
      },
    )
    expect(exifFacts(jpeg(exif(tiff)), 'jpg')).toEqual({
      Orientation: '6',
      XResolution: '300/1',
      YResolution: '72/1',
    })
  })

  it('leaves out unknown tags, unknown types and long tables', () => {
    const tiff = image(
      endian,
      [0xfde8, 3, [1]],
      [0x0100, 14, [5]],
      [0x0101, 12, [5, 5]],
      [0x0140, 3, Array.from({ length: 768 }, () => 9)],
      [0x0112, 3, [6]],
    )
    expect(exifFacts(tiff, 'tiff')).toEqual({ Orientation: '6' })
  })

  it('leaves out a value outside the block, and keeps the others', () => {
    const tiff = image(endian, [0x0112, 3, [6]], [0x0131, 2, 'a program'])
    expect(exifFacts(tiff, 'tiff')).toEqual({ Orientation: '6', Software: 'a program' })
    expect(exifFacts(tiff.subarray(0, -1), 'tiff')).toEqual({ Orientation: '6' })
  })

  it('reads the entries that a directory cut short still has', () => {
    const tiff = image(endian, [0x0112, 3, [6]], [0x0103, 3, [1]])
    expect(exifFacts(tiff.subarray(0, 10 + 24), 'tiff')).toEqual({ Orientation: '6', Compression: '1' })
    expect(exifFacts(tiff.subarray(0, 10 + 23), 'tiff')).toEqual({ Orientation: '6' })
  })

  it('is not caught in directories that point at themselves', () => {
    const tiff = block(endian, {
      at: 8,
      entries: [
        [0x8769, 4, [8]],
        [0x8825, 4, [8]],
        [0xa005, 4, [8]],
      ],
      next: 8,
    })
    expect(exifFacts(jpeg(exif(tiff)), 'jpg')).toEqual({
      ExifTag: '8',
      GPSTag: '8',
      InteroperabilityTag: '8',
    })
  })

  it('follows no pointer that is not one number', () => {
    const tiff = block(
      endian,
      {
        at: 8,
        entries: [
          [0x8769, 4, [200, 200]],
          [0x8825, 2, 'abc'],
        ],
      },
      { at: 200, entries: [[0xa002, 3, [640]]] },
    )
    expect(exifFacts(tiff, 'tiff')).toEqual({ ExifTag: '200 200', GPSTag: 'abc' })
  })

  it('reads a bounded number of entries', () => {
    const unknown = Array.from({ length: MOST_ENTRIES }, (): Entry => [0xfde8, 3, [1]])
    const orientation: Entry = [0x0112, 3, [6]]
    expect(exifFacts(image(endian, ...unknown.slice(1), orientation), 'tiff')).toEqual({ Orientation: '6' })
    expect(exifFacts(image(endian, ...unknown, orientation), 'tiff')).toEqual({})
  })
})

describe('exifFacts', () => {
  const six = image('big', [0x0112, 3, [6]])

  it.each([
    ['a jpg without EXIF', jpeg(), 'jpg'],
    ['EXIF without a byte order', jpeg(exif(six.subarray(2))), 'jpg'],
    ['EXIF without a directory', jpeg(exif(six.subarray(0, 7))), 'jpg'],
    ['EXIF with a directory behind its end', jpeg(exif(six.subarray(0, 9))), 'jpg'],
    ['a directory inside the header', image('big', [0x0112, 3, [6]]).fill(0, 4, 8), 'tiff'],
    ['no bytes', Buffer.alloc(0), 'tiff'],
    ['a png', chunk('eXIf', six), 'png'],
  ] as const)('finds nothing in %s', (_, bytes, format) => {
    expect(exifFacts(bytes, format)).toEqual({})
  })

  it.each([
    ['jpg', 'jpeg'],
    ['webp', 'webp'],
  ] as const)('reads the EXIF that sharp writes into a %s', async (format, encoder) => {
    const tags = {
      IFD0: { Copyright: 'A. Walker' },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '31/1 55/1 387/100' },
    }
    const bytes = await picture().withExif(tags).toFormat(encoder).toBuffer()
    expect(exifFacts(bytes, format)).toMatchObject({
      Copyright: 'A. Walker',
      GPSLatitudeRef: 'South',
      GPSLatitude: '31deg 55\' 3.870" ',
      ExifVersion: '48 50 49 48',
    })
  })

  it('reads the tiff that sharp writes', async () => {
    const bytes = await picture().tiff({ compression: 'lzw' }).toBuffer()
    expect(exifFacts(bytes, 'tiff')).toMatchObject({
      BitsPerSample: '8 8 8',
      Compression: '5',
      ImageLength: '7',
    })
  })
})

const picture = () => sharp({ create: { width: 9, height: 7, channels: 3, background: 'teal' } })

describe('exifFacts of anything', () => {
  const names: ReadonlySet<string> = new Set(Object.values(TAG_NAMES).flatMap((tags) => Object.values(tags)))

  function expectSound(bytes: Uint8Array, format: ImageFormat): void {
    const facts = exifFacts(bytes, format)
    const isSound = ([name, value]: [string, string]) => names.has(name) && /^\P{Cc}{1,2048}$/u.test(value)
    expect(Object.entries(facts).filter((fact) => !isSound(fact))).toEqual([])
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  }

  it('is sound whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...ENDIANS), (noise, endian) => {
        const tiff = Buffer.concat([block(endian), noise])
        for (const format of ['jpg', 'webp', 'tiff', 'png'] as const) expectSound(noise, format)
        expectSound(tiff, 'tiff')
        expectSound(jpeg(exif(tiff)), 'jpg')
      }),
    )
  })

  it('is sound whatever befalls a block', () => {
    const mutation = fc.record({
      place: fc.nat(),
      value: fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 2, 4, 7, 8, 0xff)),
    })
    fc.assert(
      fc.property(
        fc.constantFrom(...ENDIANS),
        fc.array(mutation, { maxLength: 12 }),
        fc.nat(),
        (endian, mutations, cut) => {
          const tiff = documented(endian, 162, 186, 326)
          for (const { place, value } of mutations) tiff[place % tiff.length] = value
          expectSound(tiff, 'tiff')
          expectSound(jpeg(exif(tiff.subarray(0, cut % tiff.length))), 'jpg')
          expectSound(webp(chunk('EXIF', tiff)).subarray(0, cut % tiff.length), 'webp')
        },
      ),
      { numRuns: 200 },
    )
  })
})
