import { describe, expect, it } from 'vitest'
import { readJpg } from './jpg.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')

function segment(marker: number, payload: Buffer): Buffer {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(payload.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), length, payload])
}

const START = hex('ffd8')
const SCAN = hex('ffda 0008 01 01 00 00 3f 00')
/** 40 × 30, three components, the first with quantisation table `table`. */
const frame = (marker = 0xc0, table = 0, components = 3, bits = 8) => {
  const described = Array.from({ length: components }, (_, index) => [
    index + 1,
    0x11,
    index === 0 ? table : 0,
  ])
  return segment(marker, Buffer.from([bits, 0, 30, 0, 40, components, ...described.flat()]))
}
const steps = (step: number) => Buffer.alloc(64, step)
const wideSteps = (step: number) =>
  Buffer.concat(Array.from({ length: 64 }, () => Buffer.from([step >> 8, step & 255])))
const jfif = (digits: string) => segment(0xe0, Buffer.concat([Buffer.from('JFIF\0'), hex(digits)]))
const jpeg = (...parts: readonly Buffer[]) => Buffer.concat([START, ...parts, SCAN])

/** EXIF with one entry, the orientation. */
function exif(endian: 'II' | 'MM', orientation: number, prefix = 'Exif\0\0'): Buffer {
  const tiff = Buffer.alloc(26)
  tiff.write(endian === 'II' ? 'II*\0' : 'MM\0*', 'latin1')
  const write16 = (value: number, at: number) =>
    endian === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at)
  const write32 = (value: number, at: number) =>
    endian === 'II' ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at)
  write32(8, 4)
  write16(1, 8)
  write16(274, 10)
  write16(3, 12)
  write32(1, 14)
  write16(orientation, 18)
  return segment(0xe1, Buffer.concat([Buffer.from(prefix), tiff]))
}

describe('readJpg', () => {
  it.each([
    ['SOF0', 0xc0, false],
    ['SOF1', 0xc1, false],
    ['SOF2', 0xc2, true],
    ['SOF3', 0xc3, false],
    ['SOF5', 0xc5, false],
    ['SOF6', 0xc6, true],
    ['SOF7', 0xc7, false],
    ['SOF9', 0xc9, false],
    ['SOF10', 0xca, true],
    ['SOF11', 0xcb, false],
    ['SOF13', 0xcd, false],
    ['SOF14', 0xce, true],
    ['SOF15', 0xcf, false],
  ])('reads the size from %s', (_, marker, progressive) => {
    expect(readJpg(jpeg(frame(marker)))).toEqual({
      width: 40,
      height: 30,
      pages: 1,
      orientation: 1,
      alpha: false,
      progressive,
    })
  })

  it.each([
    ['three components of 8 bits', 3, 8, undefined],
    ['grey', 1, 8, true],
    ['four components', 4, 8, true],
    ['12 bits', 3, 12, true],
  ])('tells whether decoding converts: %s', (_, components, bits, converted) => {
    expect(readJpg(jpeg(frame(0xc0, 0, components, bits))).converted).toBe(converted)
  })

  it.each([
    ['Huffman tables', 0xc4],
    ['an extension', 0xc8],
    ['arithmetic conditioning', 0xcc],
  ])('does not take %s for a frame', (_, marker) => {
    expect(readJpg(jpeg(segment(marker, Buffer.alloc(9, 9)), frame()))).toMatchObject({
      width: 40,
      height: 30,
    })
  })

  it('finds markers behind fill bytes, stray bytes and markers without a payload', () => {
    const noise = hex('ffffff d0 ff01 ff00 1234 ffff')
    expect(readJpg(jpeg(noise, frame(), noise.subarray(0, 10)))).toMatchObject({ width: 40, height: 30 })
  })

  it.each([
    ['8 bits', frame(), segment(0xdb, Buffer.concat([hex('00'), steps(1)]))],
    ['16 bits', frame(), segment(0xdb, Buffer.concat([hex('10'), wideSteps(1)]))],
    ['before the frame', segment(0xdb, Buffer.concat([hex('00'), steps(1)])), frame()],
    ['table 3', frame(0xc0, 3), segment(0xdb, Buffer.concat([hex('00'), steps(255), hex('03'), steps(1)]))],
    [
      'wide and narrow',
      frame(0xc0, 1),
      segment(0xdb, Buffer.concat([hex('10'), wideSteps(700), hex('01'), steps(1)])),
    ],
    ['defined twice', segment(0xdb, Buffer.concat([hex('00'), steps(255), hex('00'), steps(1)])), frame()],
  ])('estimates the quality from the luminance table: %s', (_, first, second) => {
    expect(readJpg(jpeg(first, second)).quality).toBe(100)
  })

  it('tells no quality without the table of the first component', () => {
    expect(
      readJpg(jpeg(frame(0xc0, 1), segment(0xdb, Buffer.concat([hex('00'), steps(1)])))),
    ).not.toHaveProperty('quality')
  })

  it.each([
    ['an aspect ratio', '0101 00 0001 0001 0000', { unit: 0, x: 1, y: 1 }],
    ['px an inch', '0102 01 0060 0048 0000', { unit: 1, x: 96, y: 72 }],
    ['px a centimetre', '0101 02 0026 0026', { unit: 2, x: 38, y: 38 }],
    ['an unknown unit', '0101 03 0001 0001 0000', undefined],
    ['no density at all', '0101 01 0000 0048 0000', undefined],
    ['a header cut short', '0101 01 0048', undefined],
  ])('reads the density: %s', (_, digits, density) => {
    expect(readJpg(jpeg(jfif(digits), frame())).density).toEqual(density)
  })

  it('takes no density from another APP0', () => {
    expect(readJpg(jpeg(segment(0xe0, Buffer.from('JFXX\0\0\0\0\0\0\0\0\0')), frame()))).not.toHaveProperty(
      'density',
    )
  })

  it.each([
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => ['II', n, n] as const),
    ...[1, 2, 3, 4, 5, 6, 7, 8].map((n) => ['MM', n, n] as const),
    ['II', 0, 1],
    ['MM', 9, 1],
    ['MM', 65_535, 1],
  ] as const)('reads the orientation in byte order %s: %i is %i', (endian, stored, orientation) => {
    expect(readJpg(jpeg(exif(endian, stored), frame())).orientation).toBe(orientation)
  })

  it('takes the first EXIF segment, and XMP for none', () => {
    const xmp = segment(0xe1, Buffer.from('http://ns.adobe.com/xap/1.0/\0<x:xmpmeta/>'))
    expect(readJpg(jpeg(xmp, exif('MM', 6), exif('MM', 3), frame())).orientation).toBe(6)
    expect(readJpg(jpeg(xmp, frame())).orientation).toBe(1)
    expect(readJpg(jpeg(exif('MM', 6, 'Exit\0\0'), frame())).orientation).toBe(1)
  })

  it('counts an orientation in damaged EXIF as upright', () => {
    const whole = exif('MM', 6).subarray(4)
    for (let length = 6; length < 28; length++) {
      expect(readJpg(jpeg(segment(0xe1, whole.subarray(0, length)), frame())).orientation).toBe(1)
    }
    const far = Buffer.from(whole)
    far.writeUInt32BE(0xffff_fff0, 10)
    expect(readJpg(jpeg(segment(0xe1, far), frame())).orientation).toBe(1)
  })

  it.each([
    ['no frame', jpeg()],
    ['no scan', Buffer.concat([START, frame()])],
    ['the end of the image before a scan', jpeg(frame(), hex('ffd9'))],
    ['a segment length below 2', jpeg(hex('ffe0 0001'), frame())],
    ['a segment beyond the file', Buffer.concat([START, hex('ffe0 7fff'), frame(), SCAN])],
    ['a frame cut short', jpeg(segment(0xc0, hex('08001e')))],
    ['a table of an unknown precision', jpeg(segment(0xdb, Buffer.concat([hex('20'), steps(1)])), frame())],
    ['a table with an unknown number', jpeg(segment(0xdb, Buffer.concat([hex('04'), steps(1)])), frame())],
    ['a table cut short', jpeg(segment(0xdb, Buffer.concat([hex('00'), steps(1).subarray(1)])), frame())],
    ['segments without end', jpeg(...Array.from({ length: 70_000 }, () => hex('ffe50002')), frame())],
  ])('refuses %s', (_, bytes) => {
    expect(() => readJpg(bytes)).toThrow('The image file may be damaged.')
  })
})
