import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readGif } from './gif.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')

/** A logical screen with a global palette of two colours. */
const screen = (width: number, height: number) =>
  Buffer.concat([Buffer.from('GIF89a'), Buffer.from([width, 0, height, 0, 0x80, 0, 0]), hex('000000 ffffff')])

/** One black pixel with a local palette of four colours, at (`left`, `top`), `width` px wide as it claims. */
const image = (left = 0, top = 0, width = 1) =>
  Buffer.concat([
    hex('2c'),
    Buffer.from([left, 0, top, 0, width, 0, 1, 0, 0x81]),
    Buffer.alloc(12),
    hex('02 02 4401 00'),
  ])

const control = hex('21f9 04 00 0a00 00 00')
const comment = hex('21fe 03 2c2c2c 02 3b2c 00')
const trailer = hex('3b')

describe('readGif', () => {
  it.each([
    ['one frame', [control, image(), trailer], 1],
    ['three frames', [control, image(), control, image(), image(), trailer], 3],
    ['blocks that hold what looks like frames', [comment, image(), comment, trailer], 1],
    ['frames behind the trailer', [image(), trailer, image()], 1],
    ['no trailer', [image(), image()], 2],
    ['rubbish in place of a block', [image(), hex('00'), image()], 1],
    ['pixels cut off', [image(), image().subarray(0, -4)], 2],
    ['a frame cut off in its descriptor', [image(), image().subarray(0, 9)], 1],
  ])('counts %s', (_, blocks, pages) => {
    expect(readGif(Buffer.concat([screen(40, 30), ...blocks]))).toEqual({
      width: 40,
      height: 30,
      pages,
      orientation: 1,
      alpha: true,
    })
  })

  it('lets the first frame enlarge the screen, and no other, as decoders do', async () => {
    const gif = Buffer.concat([screen(4, 3), image(6, 8), image(20, 20), trailer])
    expect(readGif(gif)).toMatchObject({ width: 7, height: 9 })
    const { width, pageHeight } = await sharp(gif, { animated: true }).metadata()
    expect({ width, height: pageHeight }).toEqual({ width: 7, height: 9 })
  })

  it.each([
    ['no frame', Buffer.concat([screen(40, 30), trailer])],
    ['a header cut short', screen(40, 30).subarray(0, 10)],
    ['a palette cut short', screen(40, 30).subarray(0, 15)],
  ])('refuses %s', (_, bytes) => {
    expect(() => readGif(bytes)).toThrow('The image file may be damaged.')
  })
})
