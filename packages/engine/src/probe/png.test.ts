import { describe, expect, it } from 'vitest'
import { probe } from '../probe.ts'
import { readPng } from './png.ts'

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')

/** A chunk with a checksum that nobody looks at. */
function chunk(name: string, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  return Buffer.concat([length, Buffer.from(name), data, Buffer.alloc(4)])
}

function header(colourType: number, width = 40, height = 30, bits = 8): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(width, 0)
  data.writeUInt32BE(height, 4)
  data.set([bits, colourType], 8)
  return chunk('IHDR', data)
}

const png = (...chunks: readonly Buffer[]) => Buffer.concat([SIGNATURE, ...chunks])
const pixels = chunk('IDAT', Buffer.alloc(5))

describe('readPng', () => {
  it.each([
    ['grey', 0, false, { converted: true }],
    ['red green blue', 2, false, {}],
    ['palette', 3, false, {}],
    ['grey and alpha', 4, true, { converted: true }],
    ['red green blue and alpha', 6, true, {}],
  ])('reads %s (colour type %i)', (_, colourType, alpha, converted) => {
    const expected = { width: 40, height: 30, pages: 1, orientation: 1, alpha, ...converted }
    expect(readPng(png(header(colourType), chunk('gAMA', Buffer.alloc(4)), pixels))).toEqual(expected)
  })

  it.each([
    [1, 3, undefined],
    [8, 6, undefined],
    [16, 2, true],
    [16, 6, true],
    [1, 0, true],
  ])('tells whether decoding converts %i bits of colour type %i', (bits, colourType, converted) => {
    expect(readPng(png(header(colourType, 40, 30, bits), pixels)).converted).toBe(converted)
  })

  it.each([0, 2, 3])('finds the transparency of colour type %i in a chunk', (colourType) => {
    expect(
      readPng(png(header(colourType), chunk('PLTE', Buffer.alloc(3)), chunk('tRNS', Buffer.alloc(2)), pixels))
        .alpha,
    ).toBe(true)
  })

  it('does not look for transparency behind the pixels', () => {
    expect(readPng(png(header(2), pixels, chunk('tRNS', Buffer.alloc(6)))).alpha).toBe(false)
  })

  it('reads neither EXIF nor the number of frames', () => {
    const exif = Buffer.from('4d4d002a0000000800010112000300000001000600000000', 'hex')
    const animated = png(
      header(2),
      chunk('acTL', Buffer.from([0, 0, 0, 9, 0, 0, 0, 0])),
      chunk('eXIf', exif),
      pixels,
    )
    expect(readPng(animated)).toMatchObject({ pages: 1, orientation: 1 })
  })

  it.each([
    ['another first chunk', png(chunk('CgBI', Buffer.alloc(4)), header(2), pixels)],
    ['a header cut short', png(header(2)).subarray(0, 24)],
    ['an unknown colour type', png(header(5), pixels)],
    ['no pixels', png(header(2))],
    ['an end before the pixels', png(header(2), chunk('IEND'))],
    ['a chunk beyond the file', png(header(2), chunk('tEXt', Buffer.alloc(9)).fill(0x7f, 0, 1), pixels)],
    ['no columns', png(header(2, 0, 30), pixels)],
    ['no rows', png(header(2, 40, 0), pixels)],
  ])('refuses %s', (_, bytes) => {
    expect(() => probe(bytes)).toThrow('The image file may be damaged.')
  })
})
