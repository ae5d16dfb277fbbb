import { describe, expect, it } from 'vitest'
import { readWebp } from './webp.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')

function chunk(name: string, payload: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32LE(payload.length)
  return Buffer.concat([Buffer.from(name), length, payload, Buffer.alloc(payload.length % 2)])
}

function webp(...chunks: readonly Buffer[]): Buffer {
  return chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]))
}

const lossy = (start = '300000 9d012a') => chunk('VP8 ', Buffer.concat([hex(start), hex('2840 1ec0 00')]))
const lossless = (alpha: boolean) => chunk('VP8L', hex(`2f 2740 07 ${alpha ? '1' : '0'}0 00`))
/** 40 × 30 */
const extended = (flags: number) =>
  chunk('VP8X', Buffer.concat([Buffer.from([flags]), hex('000000 270000 1d0000')]))
/** Frames of 40 × 30 or less, shown for so many ms. */
const frame = (delay = 0, picture = lossy(), width = 40, height = 30) => {
  const header = Buffer.alloc(16)
  header.writeUIntLE(width - 1, 6, 3)
  header.writeUIntLE(height - 1, 9, 3)
  header.writeUIntLE(delay, 12, 3)
  return chunk('ANMF', Buffer.concat([header, picture]))
}
const animation = (loop: number) => chunk('ANIM', Buffer.from([0, 0, 0, 0, loop & 255, loop >> 8]))
const exif = hex('49492a0008000000 0100 1201 0300 01000000 0800 0000 00000000')

const still = { width: 40, height: 30, pages: 1, orientation: 1, alpha: false }

describe('readWebp', () => {
  it.each([
    ['lossy, without its scaling bits', webp(lossy()), still],
    ['lossless', webp(lossless(false)), still],
    ['lossless with alpha', webp(lossless(true)), { ...still, alpha: true }],
    ['extended', webp(extended(0), lossy()), still],
    [
      'extended with alpha',
      webp(extended(0x10), chunk('ALPH', Buffer.alloc(3)), lossy()),
      { ...still, alpha: true },
    ],
    [
      'three frames',
      webp(extended(0x12), animation(0), frame(40), frame(0), frame(0xff_ffff)),
      { ...still, alpha: true, pages: 3, animation: { delays: [40, 0, 16_777_215], loop: 0 } },
    ],
    [
      'how often they are shown',
      webp(extended(2), animation(65_535), frame(1), frame(2)),
      { ...still, pages: 2, animation: { delays: [1, 2], loop: 65_535 } },
    ],
    ['a single frame', webp(extended(2), animation(3), frame(40)), still],
    ['frames without the flag', webp(extended(0), lossy(), frame(), frame()), still],
    ['EXIF', webp(extended(8), lossy(), chunk('EXIF', exif)), { ...still, orientation: 8 }],
    [
      'EXIF with a prefix',
      webp(extended(8), lossy(), chunk('EXIF', Buffer.concat([Buffer.from('Exif\0\0'), exif]))),
      { ...still, orientation: 8 },
    ],
    [
      'two EXIF chunks',
      webp(extended(8), lossy(), chunk('EXIF', exif), chunk('EXIF', Buffer.alloc(9))),
      { ...still, orientation: 8 },
    ],
    ['bytes behind the container', Buffer.concat([webp(extended(2), frame()), frame()]), still],
  ])('reads %s', (_, bytes, expected) => {
    expect(readWebp(bytes)).toEqual(expected)
  })

  it.each([
    ['cover the canvas', [frame(), frame()], false],
    ['are too narrow', [frame(), frame(1, lossy(), 38)], true],
    ['are too low', [frame(), frame(1, lossy(), 40, 28)], true],
    ['have alpha', [frame(), frame(1, Buffer.concat([chunk('ALPH', Buffer.alloc(3)), lossy()]))], true],
    ['have alpha, lossless', [frame(), frame(1, lossless(true))], true],
    ['have none, lossless', [frame(), frame(1, lossless(false))], false],
  ])('is transparent where frames are, whatever the flag says: they %s', (_, frames, alpha) => {
    expect(readWebp(webp(extended(2), animation(0), ...frames)).alpha).toBe(alpha)
  })

  it('reads a canvas of 2²⁴ pixels a side', () => {
    const largest = chunk('VP8X', hex('00 000000 ffffff ffffff'))
    expect(readWebp(webp(largest, lossy()))).toMatchObject({ width: 16_777_216, height: 16_777_216 })
  })

  it.each([
    ['no chunk', webp()],
    ['an unknown first chunk', webp(chunk('JUNK', Buffer.alloc(8)), lossy())],
    ['a lossy frame that is no key frame', webp(lossy('310000 9d012a'))],
    ['a lossy frame without its start code', webp(lossy('300000 9d012b'))],
    ['a lossless picture without its signature', webp(chunk('VP8L', hex('2e 2740 07 00 00')))],
    ['an extended header cut short', webp(chunk('VP8X', hex('00 000000 2700')))],
    ['an animation without frames', webp(extended(2))],
    ['a frame cut short', webp(extended(2), chunk('ANMF', Buffer.alloc(11)))],
    ['a chunk beyond its frame', webp(extended(2), frame(0, lossy().subarray(0, -4)))],
    ['a chunk beyond the file', webp(extended(0), lossy()).subarray(0, -2)],
    [
      'chunks without end',
      webp(extended(0), ...Array.from({ length: 70_000 }, () => chunk('JUNK', Buffer.alloc(0)))),
    ],
  ])('refuses %s', (_, bytes) => {
    expect(() => readWebp(bytes)).toThrow('The image file may be damaged.')
  })
})
