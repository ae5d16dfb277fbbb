import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { probe } from '../probe.ts'

type Entry = readonly [tag: number, type: number, value: number, count?: number]

interface Directory {
  readonly entries: readonly Entry[]
  /** Where the next directory begins; 0: none. */
  readonly next: number
}

/** A tiff with directories one behind the other from byte 8, in either byte order. */
function tiff(endian: 'II' | 'MM', ...directories: readonly Directory[]): Buffer {
  const length = directories.reduce((sum, { entries }) => sum + 6 + entries.length * 12, 8)
  const file = Buffer.alloc(length)
  const write = (value: number, at: number, width: 2 | 4) =>
    endian === 'II' ? file.writeUIntLE(value, at, width) : file.writeUIntBE(value, at, width)
  file.write(endian === 'II' ? 'II*\0' : 'MM\0*', 'latin1')
  write(8, 4, 4)
  let at = 8
  for (const { entries, next } of directories) {
    write(entries.length, at, 2)
    at += 2
    for (const [tag, type, value, count = 1] of entries) {
      write(tag, at, 2)
      write(type, at + 2, 2)
      write(count, at + 4, 4)
      if (type === 4) write(value, at + 8, 4)
      else if (type === 3) write(value, at + 8, 2)
      else file.writeUInt8(value, at + 8)
      at += 12
    }
    write(next, at, 4)
    at += 4
  }
  return file
}

const WIDTH: Entry = [256, 3, 40]
const HEIGHT: Entry = [257, 4, 30]
const single = (...entries: readonly Entry[]): Directory => ({
  entries: [WIDTH, HEIGHT, ...entries],
  next: 0,
})
const picture = {
  format: 'tiff',
  width: 40,
  height: 30,
  pages: 1,
  orientation: 1,
  alpha: false,
  converted: true,
}

describe('readTiff', () => {
  it.each(['II', 'MM'] as const)(
    'reads sides of 16 and 32 bits and the orientation in byte order %s',
    (endian) => {
      expect(probe(tiff(endian, single([274, 3, 6])))).toMatchObject({ ...picture, orientation: 6 })
    },
  )

  it.each([
    ['grey', 1, 1, false],
    ['grey and alpha', 1, 2, true],
    ['white is zero', 0, 1, false],
    ['red green blue', 2, 3, false],
    ['red green blue and alpha', 2, 4, true],
    ['palette', 3, 1, false],
    ['cmyk', 5, 4, false],
    ['cmyk and alpha', 5, 5, true],
    ['luminance and colour', 6, 3, false],
  ])('%s: photometric %i, %i samples, alpha %s', (_, photometric, samples, alpha) => {
    expect(probe(tiff('II', single([262, 3, photometric], [277, 3, samples]))).alpha).toBe(alpha)
  })

  it.each([
    [1, false],
    [2, true],
    [3, false],
    [4, true],
  ])('%i samples without a photometric tag: alpha %s', (samples, alpha) => {
    expect(probe(tiff('MM', single([277, 3, samples]))).alpha).toBe(alpha)
  })

  it('counts the directories in the chain', () => {
    const page = (next: number) => ({ entries: [WIDTH, HEIGHT], next })
    expect(probe(tiff('MM', page(38), page(68), page(0))).pages).toBe(3)
  })

  it('counts the pages of a file as sharp does', async () => {
    const raw = { width: 30, height: 40, channels: 3, pageHeight: 20 } as const
    const file = await sharp(Buffer.alloc(3600), { raw, animated: true }).tiff().toBuffer()
    expect(probe(file).pages).toBe((await sharp(file).metadata()).pages ?? 1)
  })

  it.each([
    ['a value kept elsewhere', single([256, 4, 99, 2])],
    ['a value of another type', single([256, 5, 0])],
  ])('does not read %s', (_, { entries }) => {
    expect(() => probe(tiff('II', { entries: entries.slice(1), next: 0 }))).toThrow(
      'The image file may be damaged.',
    )
  })

  it.each([
    ['a header alone', tiff('II').subarray(0, 8)],
    ['a directory cut short', tiff('II', single()).subarray(0, 30)],
    ['no width', tiff('II', { entries: [HEIGHT], next: 0 })],
    ['a chain that leads back', tiff('MM', { entries: [WIDTH, HEIGHT], next: 8 })],
    ['a chain that leads out of the file', tiff('MM', { entries: [WIDTH, HEIGHT], next: 4000 })],
  ])('refuses %s', (_, bytes) => {
    expect(() => probe(bytes)).toThrow('The image file may be damaged.')
  })
})
