import { encodeBase64 } from '@ossimg/grammar'
import { beforeAll, describe, expect, it } from 'vitest'
import { encodeBmp } from '../../src/bmp/encode.ts'
import { probe, processImage } from '../../src/index.ts'
import { frameOf } from '../files.ts'
import { heic } from '../heic/fixtures.ts'
import {
  alphaCard,
  animated,
  asJpg,
  asPng,
  BLUE,
  card,
  decoded,
  distance,
  drawn,
  encoded,
  GREEN,
  inkOf,
  type Pixels,
  pixelsOf,
  RED,
  WHITE,
  YELLOW,
} from '../pictures.ts'

const [WIDTH, HEIGHT] = [400, 267]

let white: Buffer
let square: Buffer
let logo: Buffer
beforeAll(async () => {
  white = await asPng(drawn(WIDTH, HEIGHT, () => WHITE))
  square = await asPng(drawn(50, 50, () => RED))
  logo = await asPng(card(40, 20))
})

const KEY = 'marks/水印 1.png'

/** A watermark of an image, prepared by a chain of its own. */
function image(parameters = '', chain = ''): string {
  const reference = chain ? `${KEY}?x-oss-process=image/${chain}` : KEY
  return `watermark,image_${encodeBase64(reference)}${parameters && `,${parameters}`}`
}

function marked(actions: string, mark: Uint8Array, source: Uint8Array = white): Promise<Pixels> {
  return pixelsOf(source, actions, { images: { [KEY]: mark } })
}

describe('the image stands, to the pixel', () => {
  it.each([
    ['', 340, 207],
    ['g_nw,x_10,y_10', 10, 10],
    ['g_west,x_10,voffset_20', 10, 128],
    ['g_center', 175, 108],
    ['g_south,y_0', 175, 217],
    ['g_nw,x_13,y_29,voffset_17', 13, 29],
    ['g_north,x_13,y_29,voffset_17', 175, 29],
    ['g_ne,x_13,y_29,voffset_17', 337, 29],
    ['g_west,x_13,y_29,voffset_17', 13, 125],
    ['g_center,x_13,y_29,voffset_17', 175, 125],
    ['g_east,x_13,y_29,voffset_17', 337, 125],
    ['g_sw,x_13,y_29,voffset_17', 13, 188],
    ['g_south,x_13,y_29,voffset_17', 175, 188],
    ['g_se,x_13,y_29,voffset_17', 337, 188],
    ['g_east,voffset_-108', 340, 0],
  ])('%s', async (parameters, left, top) => {
    const made = await marked(image(parameters), square)
    expect(inkOf(made)).toEqual({ left, top, width: 50, height: 50 })
    expect(made.at(left, top)).toEqual(RED)
  })

  it.each([
    ['g_nw,x_380,y_250', { left: 380, top: 250, width: 20, height: 17 }, [0, 0]],
    ['g_se,x_380,y_250', { left: 0, top: 0, width: 20, height: 17 }, [30, 33]],
    ['g_west,x_0,voffset_-120', { left: 0, top: 0, width: 50, height: 38 }, [0, 12]],
  ])('%s, cut at the edges', async (parameters, ink, [x, y]) => {
    const numbered = await asPng(drawn(50, 50, (left, top) => [left, top, 77]))
    const made = await marked(image(parameters), numbered)
    expect(inkOf(made)).toEqual(ink)
    expect(made.at(ink.left, ink.top)).toEqual([x, y, 77])
  })

  it('in the middle when it is larger than the picture', async () => {
    const large = await asPng(drawn(500, 301, (x, y) => [x & 255, y & 255, x >> 8]))
    const made = await marked(image('g_center'), large)
    expect(made.at(0, 0)).toEqual([50, 17, 0])
    expect(made.at(399, 266)).toEqual([449 & 255, 283 & 255, 1])
  })

  it.each(['g_nw,x_400', 'g_se,y_267', 'g_west,voffset_-1000', 't_0'])('nowhere: %s', async (parameters) => {
    expect(inkOf(await marked(image(parameters), square))).toBeUndefined()
  })
})

describe('the image is drawn', () => {
  it.each([
    [100, 30],
    [50, 142],
    [1, 253],
  ])('at %i %%', async (opacity, green) => {
    const made = await marked(image(`g_center,t_${opacity}`), square)
    expect(Math.abs((made.at(200, 133)[1] ?? 0) - green)).toBeLessThanOrEqual(1)
  })

  it('with its own alpha, times the opacity', async () => {
    const mark = await asPng(drawn(30, 10, (x) => [0, 0, 0, [0, 128, 255][Math.floor(x / 10)] ?? 0]))
    const levels = async (parameters: string) => {
      const made = await marked(image(`g_nw,x_0,y_0,${parameters}`), mark)
      return [5, 15, 25].map((x) => made.at(x, 5)[0] ?? 0)
    }
    expect(distance(await levels('t_100'), [255, 127, 0])).toBeLessThanOrEqual(1)
    expect(distance(await levels('t_50'), [255, 191, 127])).toBeLessThanOrEqual(1)
  })

  it.each<[string, () => Promise<Uint8Array>, number]>([
    ['jpg', () => asJpg(card(40, 20)), 6],
    ['png', () => asPng(card(40, 20)), 0],
    ['webp', () => encoded(card(40, 20)).webp({ lossless: true }).toBuffer(), 0],
    ['bmp', async () => encodeBmp(card(40, 20)), 0],
    ['tiff', () => encoded(card(40, 20)).tiff({ compression: 'lzw' }).toBuffer(), 0],
    ['png with a palette', () => encoded(card(40, 20)).png({ palette: true }).toBuffer(), 0],
    ['png of 16 bits', () => encoded(card(40, 20)).toColourspace('rgb16').png().toBuffer(), 0],
    [
      'jpg in Display P3',
      () => encoded(card(40, 20)).withIccProfile('p3').jpeg({ quality: 100 }).toBuffer(),
      4,
    ],
    ['jpg in CMYK', () => encoded(card(40, 20)).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(), 90],
    [
      'animated webp',
      () =>
        animated([card(40, 20), alphaOf(RED)])
          .webp({ lossless: true })
          .toBuffer(),
      0,
    ],
  ])('from a %s', async (_format, make, tolerance) => {
    const mark = await make()
    for (const chain of ['', 'resize,w_80,limit_0', 'crop,w_40/auto-orient,1']) {
      const made = await marked(image('g_nw,x_0,y_0', chain), mark)
      const scale = chain.startsWith('resize') ? 2 : 1
      for (const [x, y, color] of [
        [5, 5, RED],
        [35, 5, GREEN],
        [5, 15, BLUE],
        [35, 15, YELLOW],
      ] as const)
        expect(distance(made.at(x * scale, y * scale), color)).toBeLessThanOrEqual(tolerance)
      expect(inkOf(made)).toMatchObject({ width: 40 * scale, height: 20 * scale })
    }
  })

  it('upright, unless told', async () => {
    const mark = await asJpg(card(40, 20), 95, 6)
    const made = await marked(image('g_nw,x_0,y_0'), mark)
    expect(inkOf(made)).toMatchObject({ width: 20, height: 40 })
    expect(distance(made.at(15, 5), RED)).toBeLessThanOrEqual(6)
    const stored = await marked(image('g_nw,x_0,y_0', 'auto-orient,0'), mark)
    expect(inkOf(stored)).toMatchObject({ width: 40, height: 20 })
    expect(distance(stored.at(5, 5), RED)).toBeLessThanOrEqual(6)
  })

  it('on transparent pixels, and stays opaque there', async () => {
    const made = await marked(image('g_west,x_0'), square, await asPng(alphaCard(WIDTH, HEIGHT)))
    expect(made.channels).toBe(4)
    expect(made.at(2, 2)[3]).toBe(0)
    expect(made.at(25, 133)).toEqual([...RED, 255])
  })

  it('on jpg and gif in their own formats', async () => {
    const jpg = await processImage(await asJpg(drawn(WIDTH, HEIGHT, () => WHITE)), `image/${image()}`, {
      images: { [KEY]: square },
    })
    expect(frameOf(jpg.data).sampling).toEqual(['11', '11', '11'])
    const gif = await encoded(drawn(WIDTH, HEIGHT, () => WHITE))
      .gif()
      .toBuffer()
    const { data } = await processImage(gif, `image/${image()}`, { images: { [KEY]: square } })
    expect(probe(data)).toMatchObject({ format: 'gif', width: WIDTH, height: HEIGHT })
    expect(inkOf(await decoded(data))).toMatchObject({ left: 340, top: 207, width: 50, height: 50 })
  })
})

function alphaOf(color: readonly number[]) {
  return drawn(40, 20, () => color)
}

describe('its own chain prepares it', () => {
  it.each([
    ['crop,w_10,h_8', 10, 8, RED],
    ['crop,w_10,h_8,g_se', 10, 8, YELLOW],
    ['indexcrop,x_20,i_1', 20, 20, GREEN],
    ['indexcrop,y_10,i_1', 40, 10, BLUE],
    ['rotate,90', 20, 40, BLUE],
    ['rotate,180', 40, 20, YELLOW],
    ['resize,w_20', 20, 10, RED],
    ['resize,m_fixed,w_30,h_30,limit_0', 30, 30, RED],
    ['crop,w_20,h_10,g_ne/rotate,270/resize,w_40,limit_0', 40, 80, GREEN],
  ])('%s', async (chain, width, height, color) => {
    const made = await marked(image('g_nw,x_0,y_0', chain), logo)
    expect(inkOf(made)).toEqual({ left: 0, top: 0, width, height })
    expect(distance(made.at(2, 2), color)).toBeLessThanOrEqual(2)
  })

  it('with round corners that let the picture through', async () => {
    for (const mark of [square, await asJpg(drawn(50, 50, () => RED))]) {
      const made = await marked(image('g_nw,x_0,y_0', 'rounded-corners,r_20'), mark)
      expect(distance(made.at(0, 0), WHITE)).toBeLessThanOrEqual(1)
      expect(distance(made.at(25, 0), RED)).toBeLessThanOrEqual(4)
      expect(distance(made.at(25, 25), RED)).toBeLessThanOrEqual(4)
    }
  })

  it('at any angle: white where it was opaque, else nothing', async () => {
    const grey = await asPng(drawn(WIDTH, HEIGHT, () => [99, 99, 99]))
    const opaque = await marked(image('g_nw,x_0,y_0', 'rotate,45'), square, grey)
    expect(opaque.at(1, 1)).toEqual(WHITE)
    const clear = await asPng(drawn(50, 50, () => [...RED, 255]))
    const made = await marked(image('g_nw,x_0,y_0', 'rotate,45'), clear, grey)
    expect(made.at(1, 1)).toEqual([99, 99, 99])
    expect(made.at(35, 35)).toEqual(RED)
  })

  it.each([
    [100, 100, 10, 40, 40, 10, 10],
    [200, 200, 10, 40, 40, 20, 20],
    [300, 200, 30, 100, 100, 60, 60],
    [400, 267, 100, 40, 40, 267, 267],
    [400, 267, 50, 40, 10, 200, 50],
    [400, 267, 1, 40, 40, 3, 3],
  ])(
    'on %i × %i, P_%i makes %i × %i to %i × %i',
    async (width, height, share, markWidth, markHeight, ...size) => {
      const [toWidth, toHeight] = size
      const main = await asPng(drawn(width, height, () => WHITE))
      const mark = await asPng(drawn(markWidth, markHeight, () => RED))
      const made = await marked(image('g_nw,x_0,y_0', `resize,P_${share}`), mark, main)
      expect(inkOf(made)).toEqual({ left: 0, top: 0, width: toWidth, height: toHeight })
    },
  )

  it('P counts from the picture as it is at that place', async () => {
    const mark = image('g_nw,x_0,y_0', 'resize,P_50')
    const small = await marked(`resize,w_100/${mark}`, square)
    expect(inkOf(small)).toMatchObject({ width: 34, height: 34 })
    const turned = await marked(`${mark}/rotate,90`, square)
    expect(inkOf(turned)).toEqual({ left: HEIGHT - 134, top: 0, width: 134, height: 134 })
  })
})

describe('many images', () => {
  it('are drawn one over the other', async () => {
    const images = { red: square, blue: await asPng(drawn(50, 50, () => BLUE)) }
    const both = ['red', 'blue'].map((key) => `watermark,image_${encodeBase64(key)}`)
    const made = await pixelsOf(white, `${both[0]},g_nw,x_0,y_0/${both[1]},g_nw,x_20,y_20`, { images })
    expect([made.at(10, 10), made.at(30, 30), made.at(60, 60)]).toEqual([RED, BLUE, BLUE])
    expect(inkOf(made)).toMatchObject({ width: 70, height: 70 })
  })

  it('are six at most', async () => {
    const six = Array.from({ length: 6 }, (_, index) => image(`g_nw,x_${index * 60},y_0`))
    expect(inkOf(await marked(six.join('/'), square))).toEqual({ left: 0, top: 0, width: 350, height: 50 })
    await expect(marked([...six, image()].join('/'), square)).rejects.toMatchObject({
      code: 'WatermarkError',
      operation: 'watermark',
    })
  })
})

describe('is refused', () => {
  it.each<[string, () => Promise<Uint8Array>]>([
    ['gif', () => encoded(card(8, 8)).gif().toBuffer()],
    ['avif', () => encoded(card(8, 8)).avif().toBuffer()],
    ['heic', async () => heic('card')],
  ])('a %s', async (format, make) => {
    await expect(marked(image(), await make())).rejects.toMatchObject({
      code: 'WatermarkError',
      ec: '0040-00000027',
      message: `The watermark image is a ${format}: ${KEY}`,
    })
  })

  it.each([
    ['a text', Buffer.from('not a picture')],
    ['nothing', Buffer.of()],
    ['a header cut short', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
  ])('%s', async (_what, bytes) => {
    await expect(marked(image(), bytes)).rejects.toMatchObject({
      code: 'WatermarkError',
      ec: '0040-00000027',
      message: `The watermark image is not a picture: ${KEY}`,
    })
  })

  it('a damaged picture, by its name', async () => {
    const half = square.subarray(0, square.length - 20)
    for (const chain of ['', 'resize,w_10'])
      await expect(marked(image('', chain), half)).rejects.toMatchObject({
        code: 'WatermarkError',
        message: expect.stringContaining(KEY),
        cause: { code: 'BadRequest' },
      })
  })

  it('a cut outside of it', async () => {
    await expect(marked(image('', 'crop,x_50'), square)).rejects.toMatchObject({ code: 'CutEdgeExceedRange' })
  })
})
