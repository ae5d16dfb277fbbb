import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { EngineError } from '../errors.ts'
import type { Raw } from '../pixels/raw.ts'
import { probe } from '../probe.ts'
import { decodeBmp } from './decode.ts'
import { encodeBmp } from './encode.ts'

type Color = readonly [red: number, green: number, blue: number]

/** What a file is made of, from its end: what is not said is left out, or as most writers have it. */
interface Parts {
  /** Bytes of the header, 40 by default. */
  readonly header?: number
  readonly bits: number
  readonly compression?: number
  readonly width: number
  readonly height: number
  readonly masks?: readonly number[]
  readonly palette?: readonly Color[]
  /** Bytes of a colour, if not as the header has them. */
  readonly colorBytes?: 3 | 4
  /** The number of colours the header tells of: 0 for all there can be. */
  readonly colors?: number
  /** Are the rows stored from the top? */
  readonly topDown?: boolean
  /** Bytes between all this and the pixels. */
  readonly gap?: number
  /** The offset of the pixels the header tells of. */
  readonly offset?: number
  /** The bytes of the rows from the top, padded here; or of the runs. */
  readonly rows: readonly (readonly number[])[] | Buffer
}

/** Writes a bitmap. */
function bitmap(parts: Parts): Buffer {
  const { header = 40, bits, compression = 0, width, height, masks = [], palette = [], rows } = parts
  const core = header === 12
  const { colorBytes = core ? 3 : 4 } = parts
  const head = Buffer.alloc(Math.max(14 + header, masks.length > 0 ? 54 + masks.length * 4 : 0))
  const colors = Buffer.concat(
    palette.map(([r, g, b]) => Buffer.from([b, g, r, 0xee]).subarray(0, colorBytes)),
  )
  const gap = Buffer.alloc(parts.gap ?? 0, 0xdd)
  head.write('BM')
  head.writeUInt32LE(parts.offset ?? head.length + colors.length + gap.length, 10)
  head.writeUInt32LE(header, 14)
  if (core) {
    head.writeUInt16LE(width, 18)
    head.writeUInt16LE(height, 20)
    head.writeUInt16LE(bits, 24)
  } else {
    head.writeInt32LE(width, 18)
    head.writeInt32LE(parts.topDown ? -height : height, 22)
    head.writeUInt16LE(bits, 28)
  }
  if (header >= 40) {
    head.writeUInt32LE(compression, 30)
    head.writeUInt32LE(parts.colors ?? palette.length, 46)
  }
  for (const [index, mask] of masks.entries()) head.writeUInt32LE(mask, 54 + index * 4)
  return Buffer.concat([head, colors, gap, Buffer.isBuffer(rows) ? rows : stored(rows, parts.topDown)])
}

function stored(rows: readonly (readonly number[])[], topDown = false): Buffer {
  const padded = rows.map((row) => Buffer.from([...row, ...Array(-row.length & 3).fill(0xcc)]))
  return Buffer.concat(topDown ? padded : padded.toReversed())
}

/** Numbers of so many bits, the first one the highest. */
function packed(numbers: readonly number[], bits: number): number[] {
  const digits = numbers.map((number) => number.toString(2).padStart(bits, '0')).join('')
  return (digits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '1'), 2))
}

/** Numbers of 16 or 32 bits, the lowest byte first. */
function words(numbers: readonly number[], bits: 16 | 32): number[] {
  return numbers.flatMap((number) =>
    Array.from({ length: bits / 8 }, (_, byte) => (number / 2 ** (byte * 8)) & 255),
  )
}

/** A grid of numbers below `below` in no simple order. */
function grid(width: number, height: number, below: number): number[][] {
  return Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_, x) => (x * x * 7 + y * 5 + x * y * 3) % below),
  )
}

/** As many colours, no two of which share a channel in order. */
function colors(count: number): Color[] {
  return Array.from({ length: count }, (_, n) => [(n * 37 + 9) % 256, (n * 91 + 50) % 256, (255 - n) % 256])
}

const pixelsOf = (picture: Raw) => [...picture.data]

const [width, height] = [13, 5]
const HEADERS = [12, 16, 40, 52, 56, 64, 108, 124]

const small = { width: 4, height: 3, palette: colors(9) }
const rgb565 = { bits: 16, compression: 3, masks: [0xf800, 0x7e0, 0x1f] }
const rgba = { header: 108, bits: 32, compression: 3, masks: [0xff, 0xff00, 0xff0000, 0xff000000] }

/** A small file of every storage, whose last byte counts. */
const SAMPLES = {
  indexed: { ...small, bits: 4, rows: grid(4, 3, 256), width: 8 },
  runs: { ...small, bits: 8, compression: 1, rows: Buffer.from('040100000001', 'hex') },
  halves: { ...small, bits: 4, compression: 2, rows: Buffer.from('000434120001', 'hex') },
  bytes: { ...small, bits: 24, rows: grid(12, 3, 256) },
  masked: { ...small, ...rgb565, palette: [], rows: grid(8, 3, 256) },
  alpha: { ...small, ...rgba, rows: grid(16, 3, 256) },
} satisfies Readonly<Record<string, Parts>>

describe('decodeBmp', () => {
  it('reads a file byte by byte', () => {
    const file = Buffer.from(
      '424d460000000000000036000000' + // BM, 70 bytes, pixels from 54
        '280000000200000002000000010018000000000010000000130b0000130b00000000000000000000' +
        '0000ffffffff0000ff000000ff000000', // red, white; blue, green
      'hex',
    )
    expect(decodeBmp(file)).toEqual({
      data: new Uint8Array([0, 0, 255, 0, 255, 0, 255, 0, 0, 255, 255, 255]),
      width: 2,
      height: 2,
      channels: 3,
    })
  })

  describe.each(HEADERS)('with a header of %i bytes', (header) => {
    const orders = header === 12 ? [false] : [false, true]

    it.each([1, 2, 4, 8] as const)('reads %i bits', (bits) => {
      const indices = grid(width, height, 2 ** bits)
      const palette = colors(2 ** bits)
      for (const topDown of orders) {
        const rows = indices.map((row) => packed(row, bits))
        const picture = decodeBmp(bitmap({ header, bits, width, height, palette, topDown, rows }))
        expect(picture).toMatchObject({ width, height, channels: 3 })
        expect(pixelsOf(picture)).toEqual(indices.flat().flatMap((index) => palette[index] ?? []))
      }
    })

    it('reads 16 bits', () => {
      const rows = [words([0x7c00, 0x03e0, 0x001f, 0xffff, 0x8000], 16)]
      const picture = decodeBmp(bitmap({ header, bits: 16, width: 5, height: 1, rows }))
      const expected = ['ff0000', '00ff00', '0000ff', 'ffffff', '000000']
      expect(Buffer.from(picture.data).toString('hex')).toBe(expected.join(''))
    })

    it.each([24, 32])('reads %i bits', (bits) => {
      const picture = grid(width * 3, height, 256)
      for (const topDown of orders) {
        const rows = picture.map((row) =>
          triples(row).flatMap(([r, g, b]) => [b, g, r, 7].slice(0, bits / 8)),
        )
        const decoded = decodeBmp(bitmap({ header, bits, width, height, topDown, rows }))
        expect(decoded.channels).toBe(3)
        expect(pixelsOf(decoded)).toEqual(picture.flat())
      }
    })
  })

  it.each([
    [16, [0xf800, 0x07e0, 0x001f], 0x8410, [132, 130, 132]],
    [16, [0x0f00, 0x00f0, 0x000f, 0xf000], 0x8421, [68, 34, 17, 136]],
    [32, [0xff0000, 0xff00, 0xff], 0x80112233, [0x11, 0x22, 0x33]],
    [32, [0xff0000, 0xff00, 0xff, 0], 0x80112233, [0x11, 0x22, 0x33]],
    [32, [0xff0000, 0xff00, 0xff, 0xff000000], 0x80112233, [0x11, 0x22, 0x33, 0x80]],
    [32, [0xff000000, 0xff0000, 0xff00, 0xff], 0x80112233, [0x80, 0x11, 0x22, 0x33]],
    [32, [0x3ff00000, 0xffc00, 0x3ff, 0xc0000000], 0xa00803ff, [128, 128, 255, 170]],
  ] as const)('%i bits with the masks %j: %i is %j', (bits, masks, pixel, expected) => {
    const rows = [words([0, pixel], bits), words([pixel, 0], bits)]
    const nothing = expected.map(() => 0)
    for (const [header, compression] of [
      [40, masks.length === 4 ? 6 : 3],
      [masks.length === 4 ? 56 : 52, 3],
      [108, 3],
      [124, 6],
    ] as const) {
      const file = bitmap({ header, bits, compression, masks, width: 2, height: 2, rows })
      expect(pixelsOf(decodeBmp(file))).toEqual([...nothing, ...expected, ...expected, ...nothing])
    }
  })

  it.each([
    ['a header of 40 bytes without the compression of alpha', 40, 3, 3],
    ['a header of 52 bytes', 52, 3, 3],
    ['no compression', 124, 0, 3],
    ['a header of 40 bytes with the compression of alpha', 40, 6, 4],
    ['a header of 56 bytes', 56, 3, 4],
  ])('with an alpha mask and %s (%i, %i) has %i channels', (_, header, compression, channels) => {
    const masks = [0xff0000, 0xff00, 0xff, 0xff000000]
    const rows = [words([0x80112233], 32)]
    const file = bitmap({ header, bits: 32, compression, masks, width: 1, height: 1, rows })
    expect(decodeBmp(file)).toMatchObject({ channels })
    expect(pixelsOf(decodeBmp(file)).slice(0, 3)).toEqual([0x11, 0x22, 0x33])
  })

  it.each([
    [8, 1, '0301 0000 0003020103 ff 0001', [2, 1, 3, 1, 1, 1]],
    [8, 1, '00020101 0102 0001', [0, 2, 0, 0, 0, 0]],
    [4, 2, '0312 0000 00033210 0001', [3, 2, 1, 1, 2, 1]],
    [4, 2, '0001', [0, 0, 0, 0, 0, 0]],
  ])('reads runs of %i bits (%i, %s)', (bits, compression, runs, indices) => {
    const palette = colors(4)
    const rows = Buffer.from(runs.replaceAll(' ', ''), 'hex')
    const file = { bits, compression, width: 3, height: 2, palette, rows }
    const expected = indices.map((index) => palette[index] ?? [])
    expect(pixelsOf(decodeBmp(bitmap(file)))).toEqual(expected.flat())
    const turned = [...expected.slice(3), ...expected.slice(0, 3)]
    expect(pixelsOf(decodeBmp(bitmap({ ...file, topDown: true })))).toEqual(turned.flat())
  })

  it.each<[name: string, changes: Partial<Parts>]>([
    ['that is short: the rest is black', {}],
    ['that promises more than there is before the pixels', { colors: 0 }],
    ['that promises far too much', { colors: 0xffff_ffff }],
    ['whose last colour is cut', { colors: 0, gap: 3 }],
    ['followed by a gap', { gap: 50 }],
    ['without an offset of the pixels', { offset: 0 }],
    ['of OS/2 1', { header: 12 }],
    ['of OS/2 2', { header: 64 }],
    ['of OS/2 2 with the entries of OS/2 1', { header: 64, colorBytes: 3 }],
  ])('reads a palette %s', (_, changes) => {
    const palette = colors(3)
    const rows = [[0, 2, 3, 255]]
    const picture = decodeBmp(bitmap({ bits: 8, width: 4, height: 1, palette, rows, ...changes }))
    const expected = [palette[0], palette[2], [0, 0, 0], [0, 0, 0]]
    expect(pixelsOf(picture)).toEqual(expected.flat())
  })

  it.each([7, 300])('skips a palette of %i colours that is not needed', (count) => {
    const file = { bits: 24, width: 1, height: 1, palette: colors(count), rows: [[1, 2, 3]] }
    expect(pixelsOf(decodeBmp(bitmap(file)))).toEqual([3, 2, 1])
    expect(pixelsOf(decodeBmp(bitmap({ ...file, offset: 0 })))).toEqual([3, 2, 1])
  })

  it('reads a file whose last padding is missing, but no shorter one', () => {
    const file = bitmap({ bits: 24, width: 1, height: 2, rows: grid(3, 2, 256) })
    expect(file).toHaveLength(62)
    expect(decodeBmp(file.subarray(0, 61))).toEqual(decodeBmp(file))
    expect(() => decodeBmp(file.subarray(0, 60))).toThrow('The image file may be damaged.')
  })

  it('reads a part of a larger buffer', () => {
    const file = bitmap(SAMPLES.masked)
    const within = Buffer.concat([Buffer.alloc(3, 255), file, Buffer.alloc(3, 255)])
    expect(decodeBmp(within.subarray(3, -3))).toEqual(decodeBmp(file))
  })

  describe('refuses', () => {
    const plain: Parts = { bits: 24, width: 1, height: 1, rows: [[1, 2, 3]] }
    const damaged = 'The image file may be damaged.'
    const unsupported = 'This image format is not supported.'

    it.each([
      ['pixels that start in the header', { ...plain, offset: 53 }, damaged],
      ['pixels that start in the masks', { ...SAMPLES.masked, offset: 65 }, damaged],
      ['pixels that start behind the end', { ...plain, offset: 0xffff_ffff }, damaged],
      ['more rows than there are', { ...plain, height: 2 }, damaged],
      ['the most rows', { ...plain, height: 0x7fff_ffff }, 'The image has more than 250000000 pixels'],
      ['more rows than there are, 1 bit', { ...SAMPLES.indexed, bits: 1, height: 99 }, damaged],
      ['more rows than there are, 16 bits', { ...SAMPLES.masked, height: 99 }, damaged],
      ['runs without an end', { ...SAMPLES.runs, rows: Buffer.of(4, 1) }, damaged],
      ['an embedded JPEG', { ...plain, compression: 4, bits: 0 }, unsupported],
      ['an embedded PNG', { ...plain, compression: 5, bits: 0 }, unsupported],
      ['runs of 24 bits', { ...plain, header: 64, compression: 4 }, unsupported],
      ["Huffman's code", { ...plain, header: 64, compression: 3, bits: 1 }, unsupported],
      ['masks of OS/2', { ...SAMPLES.masked, header: 64 }, unsupported],
      ['an unknown compression', { ...plain, compression: 7 }, unsupported],
      ['runs of 8 bits in 4', { ...plain, compression: 1, bits: 4 }, unsupported],
      ['runs of 4 bits in 8', { ...plain, compression: 2, bits: 8 }, unsupported],
      ['masks for 24 bits', { ...SAMPLES.masked, bits: 24 }, unsupported],
      ['7 bits', { ...plain, bits: 7 }, unsupported],
      ['64 bits', { ...plain, bits: 64 }, unsupported],
      ['no bits', { ...plain, bits: 0 }, unsupported],
      ['no columns', { ...plain, width: 0 }, damaged],
      ['no rows', { ...plain, height: 0 }, damaged],
    ] as const)('%s', (_, parts, message) => {
      expect(() => decodeBmp(bitmap(parts))).toThrow(EngineError)
      expect(() => decodeBmp(bitmap(parts))).toThrow(message)
    })

    it('a file that is no bitmap', async () => {
      const create = { width: 1, height: 1, channels: 3, background: '#000' } as const
      const other = await sharp({ create }).png().toBuffer()
      expect(() => decodeBmp(other)).toThrow(unsupported)
      expect(() => decodeBmp(new Uint8Array())).toThrow(unsupported)
    })

    it('more pixels than it may have, before any is made', () => {
      const file = bitmap({ ...SAMPLES.runs, width: 10_000, height: 25_000 })
      expect(() => decodeBmp(file, 249_999_999)).toThrow(
        expect.objectContaining({ code: 'ImageTooLarge', ec: '0040-00000012' }),
      )
      expect(decodeBmp(bitmap(SAMPLES.runs), 12)).toMatchObject({ width: 4, height: 3 })
      expect(() => decodeBmp(bitmap(SAMPLES.runs), 11)).toThrow(EngineError)
    })

    it('every file cut short', () => {
      for (const parts of Object.values(SAMPLES)) {
        const file = bitmap(parts)
        for (let length = 0; length < file.length; length++)
          expect(() => decodeBmp(file.subarray(0, length))).toThrow(EngineError)
      }
    })
  })

  it('answers any bytes with a picture of the size and the alpha that `probe` finds, or with an error', () => {
    const files = [...Object.values(SAMPLES).map(bitmap), encodeBmp(decodeBmp(bitmap(SAMPLES.alpha)))]
    const damage = fc.array(fc.tuple(fc.nat(90), fc.nat(255)), { maxLength: 4 })
    fc.assert(
      fc.property(
        fc.constantFrom(...files),
        damage,
        fc.uint8Array({ maxLength: 40 }),
        (file, changes, end) => {
          const bytes = Buffer.concat([file, end])
          for (const [at, value] of changes) bytes[at] = value
          expectAnswer(bytes)
        },
      ),
      { numRuns: 3000 },
    )
  })

  it('answers a header with anything behind it', () => {
    const header = fc.record({
      header: fc.constantFrom(...HEADERS),
      bits: fc.constantFrom(1, 2, 4, 8, 16, 24, 32, 0xffff),
      compression: fc.nat(6),
      width: fc.integer({ min: 1, max: 40 }),
      height: fc.integer({ min: 1, max: 40 }),
    })
    const noise = fc.uint8Array({ minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(header, noise, fc.nat(3000), fc.nat(600), (fields, pattern, length, colors) => {
        const parts = { ...fields, colors, rows: Buffer.alloc(length, pattern) }
        expectAnswer(bitmap(parts))
        expectAnswer(bitmap({ ...parts, offset: 0, topDown: true }))
        expectAnswer(bitmap({ ...parts, offset: length }))
      }),
      { numRuns: 1000 },
    )
  })
})

/** All that `decodeBmp` may do with any bytes at all. */
function expectAnswer(bytes: Uint8Array): void {
  try {
    const { data, width, height, channels } = decodeBmp(bytes, 100_000)
    expect(data).toHaveLength(width * height * channels)
    expect(probe(bytes)).toMatchObject({ format: 'bmp', width, height, alpha: channels === 4 })
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError)
    expect(['BadRequest', 'ImageTooLarge']).toContain(error instanceof EngineError && error.code)
  }
}

function triples(numbers: readonly number[]): Color[] {
  return numbers.flatMap((r, at) => (at % 3 === 0 ? [[r, numbers[at + 1] ?? 0, numbers[at + 2] ?? 0]] : []))
}
