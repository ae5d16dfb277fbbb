import { describe, expect, it } from 'vitest'
import { probe } from '../probe.ts'

interface Fields {
  readonly height?: number
  readonly width?: number
  readonly compression?: number
  readonly alphaMask?: number
}

/** A bitmap whose information header has `length` bytes, 40 × 30 if not said otherwise. */
function bitmap(
  length: number,
  { width = 40, height = 30, compression = 0, alphaMask = 0 }: Fields = {},
): Buffer {
  const file = Buffer.alloc(14 + 124)
  file.write('BM')
  file.writeUInt32LE(length, 14)
  if (length === 12) {
    file.writeUInt16LE(width, 18)
    file.writeUInt16LE(height, 20)
  } else {
    file.writeInt32LE(width, 18)
    file.writeInt32LE(height, 22)
    file.writeUInt32LE(compression, 30)
    file.writeUInt32LE(alphaMask, 66)
  }
  return file
}

const picture = { format: 'bmp', width: 40, height: 30, pages: 1, orientation: 1, alpha: false, bytes: 138 }

describe('readBmp', () => {
  it.each([12, 16, 40, 52, 56, 64, 108, 124])('reads a header of %i bytes', (length) => {
    expect(probe(bitmap(length))).toEqual(picture)
  })

  it('takes a negative height for rows from the top', () => {
    expect(probe(bitmap(40, { height: -30 }))).toEqual(picture)
    expect(probe(bitmap(40, { height: -0x8000_0000 })).height).toBe(0x8000_0000)
  })

  it.each([
    [108, 3, 0xff00_0000, true],
    [124, 3, 0xff00_0000, true],
    [56, 3, 0xff00_0000, true],
    [40, 6, 0xff00_0000, true],
    [124, 3, 0, false],
    [124, 0, 0xff00_0000, false],
    [40, 3, 0xff00_0000, false],
    [52, 3, 0xff00_0000, false],
  ])('header %i, compression %i, alpha mask %i: alpha %s', (length, compression, alphaMask, alpha) => {
    expect(probe(bitmap(length, { compression, alphaMask })).alpha).toBe(alpha)
  })

  it.each([
    ['a negative width', bitmap(40, { width: -40 })],
    ['no columns', bitmap(40, { width: 0 })],
    ['no rows', bitmap(12, { height: 0 })],
    ['a header cut short', bitmap(40).subarray(0, 30)],
  ])('refuses %s', (_, bytes) => {
    expect(() => probe(bytes)).toThrow('The image file may be damaged.')
  })
})
