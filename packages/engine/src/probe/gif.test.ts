import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { readGif } from './gif.ts'

const hex = (digits: string) => Buffer.from(digits.replaceAll(' ', ''), 'hex')

/** A logical screen with a global palette of two colours. */
const screen = (width: number, height: number) =>
  Buffer.concat([Buffer.from('GIF89a'), Buffer.from([width, 0, height, 0, 0x80, 0, 0]), hex('000000 ffffff')])

/** One black pixel with a local palette of four colours, at (`left`, `top`), of the size that it claims. */
const image = (left = 0, top = 0, width = 1, height = 1) =>
  Buffer.concat([
    hex('2c'),
    Buffer.from([left, 0, top, 0, width, 0, height, 0, 0x81]),
    Buffer.alloc(12),
    hex('02 02 4401 00'),
  ])

/** What stands before a frame: hundredths of a second, and whether a colour is transparent. */
const control = (delay = 10, transparent = false) =>
  Buffer.from([0x21, 0xf9, 4, transparent ? 1 : 0, delay & 255, delay >> 8, 0, 0])

/** How often the animation is repeated; 0: for ever. */
const loop = (repetitions: number, name = 'NETSCAPE2.0') =>
  Buffer.concat([
    hex('21ff 0b'),
    Buffer.from(name),
    Buffer.from([3, 1, repetitions & 255, repetitions >> 8, 0]),
  ])

const comment = hex('21fe 03 2c2c2c 02 3b2c 00')
const trailer = hex('3b')

describe('readGif', () => {
  it.each([
    ['one frame', [control(), image(), trailer], 1],
    ['blocks that hold what looks like frames', [comment, image(), comment, trailer], 1],
    ['frames behind the trailer', [image(), trailer, image()], 1],
    ['rubbish in place of a block', [image(), hex('00'), image()], 1],
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

  it.each([
    ['three frames', [control(7), image(), control(0), image(), image(), trailer], [70, 0, 0]],
    ['no trailer', [image(), image()], [0, 0]],
    ['pixels cut off', [image(), image().subarray(0, -4)], [0, 0]],
    ['the longest delay', [control(65_535), image(), control(1), image()], [655_350, 10]],
    ['a delay without a frame', [image(), control(5), control(6), image(), control(7), trailer], [0, 60]],
  ])('reads when frames are shown: %s', (_, blocks, delays) => {
    const gif = Buffer.concat([screen(40, 30), ...blocks])
    expect(readGif(gif)).toMatchObject({ pages: delays.length, animation: { delays, loop: 1 } })
  })

  it.each([
    ['for ever', [loop(0)], 0],
    ['once', [], 1],
    ['twice', [loop(1)], 2],
    ['65,536 times', [loop(65_535)], 65_536],
    ['as the last block says', [loop(4), loop(2)], 3],
    ['once when another program speaks', [loop(4, 'OTHER  1.0 ')], 1],
  ])('reads how often it is played, as decoders do: %s', async (_, blocks, times) => {
    const gif = Buffer.concat([screen(1, 1), ...blocks, image(), image(), trailer])
    expect(readGif(gif).animation?.loop).toBe(times)
    expect((await sharp(gif).metadata()).loop).toBe(times)
  })

  it.each([
    ['fills the screen', [image(0, 0, 40, 30)], false],
    ['is larger than the screen', [image(0, 0, 41, 30)], false],
    ['is too narrow', [image(0, 0, 39, 30)], true],
    ['is too low', [image(0, 0, 40, 29)], true],
    ['stands apart', [image(1, 0, 40, 30)], true],
    ['has a transparent colour', [control(1, true), image(0, 0, 40, 30)], true],
    ['fills the screen, the second one does not', [image(0, 0, 40, 30), control(1, true), image()], false],
  ])('is transparent where the first frame is: it %s', (_, blocks, alpha) => {
    expect(readGif(Buffer.concat([screen(40, 30), ...blocks])).alpha).toBe(alpha)
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
    ['blocks without end', Buffer.concat([screen(1, 1), image(), ...Array(70_000).fill(comment)])],
  ])('refuses %s', (_, bytes) => {
    expect(() => readGif(bytes)).toThrow('The image file may be damaged.')
  })
})
