import { describe, expect, it } from 'vitest'
import { encodeBmp } from '../../src/bmp/encode.ts'
import { processImage } from '../../src/index.ts'
import { heic } from '../heic/fixtures.ts'
import { animated, asJpg, asPng, type Color, drawn, encoded, GREEN, RED } from '../pictures.ts'

async function hueOf(file: Uint8Array, process = 'image/average-hue'): Promise<string> {
  const { data, contentType } = await processImage(file, process)
  expect(contentType).toBe('application/json')
  const { RGB } = JSON.parse(data.toString())
  expect(data.toString()).toBe(`{"RGB": "${RGB}"}`)
  return RGB
}

const plain = (color: Color, width = 40, height = 30) => drawn(width, height, () => color)
const hex = (color: Color) => `0x${Buffer.from(color.slice(0, 3)).toString('hex')}`

describe('a picture of one colour has that colour', () => {
  it.each([
    [14, 14, 14],
    [255, 255, 255],
    [0, 0, 0],
    [92, 120, 59],
    [1, 2, 3],
  ])('%i, %i, %i', async (...color) => {
    expect(await hueOf(await asPng(plain(color)))).toBe(hex(color))
  })

  it.each([
    [1, 1],
    [256, 256],
    [257, 3],
    [2000, 1],
    [1, 2000],
    [1200, 900],
  ])('of any size: %i × %i', async (width, height) => {
    expect(await hueOf(await asPng(plain(GREEN, width, height)))).toBe(hex(GREEN))
  })

  it.each<[string, () => Promise<Uint8Array>]>([
    ['webp', () => encoded(plain(RED)).webp({ lossless: true }).toBuffer()],
    ['gif', () => encoded(plain(RED)).gif().toBuffer()],
    [
      'animated gif',
      () =>
        animated([plain(RED), plain(GREEN), plain(GREEN)])
          .gif()
          .toBuffer(),
    ],
    ['bmp', async () => encodeBmp(plain(RED))],
    ['tiff', () => encoded(plain(RED)).tiff({ compression: 'lzw' }).toBuffer()],
    ['png of 16 bits', () => encoded(plain(RED)).toColourspace('rgb16').png().toBuffer()],
    ['png with a palette', () => encoded(plain(RED)).png({ palette: true }).toBuffer()],
    ['jpg that is turned', () => asJpg(plain(RED), 100, 6)],
  ])('from a %s', async (_what, make) => {
    const hue = Number.parseInt((await hueOf(await make())).slice(2), 16)
    const [red = 0, green = 0, blue = 0] = RED
    // jpg loses a level.
    expect(Math.abs((hue >> 16) - red)).toBeLessThanOrEqual(1)
    expect(Math.abs(((hue >> 8) & 255) - green)).toBeLessThanOrEqual(1)
    expect(Math.abs((hue & 255) - blue)).toBeLessThanOrEqual(1)
  })

  it('even where there is none', async () => {
    expect(
      await hueOf(
        await encoded(plain([90, 90, 90]))
          .toColourspace('b-w')
          .png()
          .toBuffer(),
      ),
    ).toBe('0x5a5a5a')
  })
})

describe('transparent pixels', () => {
  it('do not count', async () => {
    const picture = drawn(60, 40, (x) => (x < 45 ? [...RED, 0] : [...GREEN, 255]))
    expect(await hueOf(await asPng(picture))).toBe(hex(GREEN))
    expect(await hueOf(encodeBmp(picture))).toBe(hex(GREEN))
  })

  it('are white where there are no others', async () => {
    expect(await hueOf(await asPng(plain([10, 20, 30, 0])))).toBe('0xffffff')
  })
})

it('is the colour of the larger part, and no mixture', async () => {
  const picture = await asPng(drawn(100, 100, (x) => (x < 70 ? RED : GREEN)))
  expect(await hueOf(picture)).toBe(hex(RED))
})

it('reads a heic', async () => {
  // The card has every red and green, and a blue of 40 or of 200: any of its colours will do.
  expect(await hueOf(heic('card'))).toMatch(/^0x[0-9a-f]{6}$/)
  expect(await hueOf(heic('alpha'))).toMatch(/^0xc[0-9a-f]/)
})

it('is that of the result behind a pipe', async () => {
  const halves = await asPng(drawn(100, 100, (x) => (x < 70 ? RED : GREEN)))
  expect(await hueOf(halves, 'image/crop,w_20,g_east|image/average-hue')).toBe(hex(GREEN))
  expect(await hueOf(halves, 'image/bright,20|image/average-hue')).toBe(hex(RED.map((level) => level + 20)))
})

it('refuses what is damaged', async () => {
  const png = await asPng(drawn(100, 100, (x, y) => [x, y, 0]))
  const spoilt = Buffer.from(png).fill(0, png.length >> 1, png.length - 20)
  await expect(hueOf(spoilt)).rejects.toMatchObject({ code: 'BadRequest' })
})
