import { encodeBase64 } from '@ossimg/grammar'
import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import { probe } from '../../src/index.ts'
import { withOrientation } from '../../src/pixels/jfif.ts'
import {
  asPng,
  BLUE,
  type Color,
  distance,
  drawn,
  encoded,
  inkOf,
  type Pixels,
  pixelsOf,
} from '../pictures.ts'

/** A picture whose samples are no 8-bit red, green and blue, of one colour. */
interface Converted {
  readonly make: () => Promise<Buffer>
  /** What it looks like. */
  readonly color: Color
  readonly tolerance: number
}

const [WIDTH, HEIGHT] = [80, 60]
const GREY = [90, 90, 90]
const RUST = [180, 90, 40]
const flat = (color: Color) => encoded(drawn(WIDTH, HEIGHT, () => color))

const SOURCES: Readonly<Record<string, Converted>> = {
  'a grey jpg': {
    make: () => flat(GREY).toColourspace('b-w').jpeg({ quality: 100 }).toBuffer(),
    color: GREY,
    tolerance: 1,
  },
  'a grey png': { make: () => flat(GREY).toColourspace('b-w').png().toBuffer(), color: GREY, tolerance: 0 },
  'a grey png of 16 bits': {
    make: () => flat(GREY).toColourspace('grey16').png().toBuffer(),
    color: GREY,
    tolerance: 0,
  },
  'a grey tiff': {
    make: () => flat(GREY).toColourspace('b-w').tiff({ compression: 'lzw' }).toBuffer(),
    color: GREY,
    tolerance: 0,
  },
  'a png of 16 bits': {
    make: () => flat(RUST).toColourspace('rgb16').png().toBuffer(),
    color: RUST,
    tolerance: 0,
  },
  'a png of 16 bits in Display P3': {
    make: () => flat(RUST).toColourspace('rgb16').withIccProfile('p3').png().toBuffer(),
    color: RUST,
    tolerance: 2,
  },
  'a tiff of 16 bits': {
    make: () => flat(RUST).toColourspace('rgb16').tiff({ compression: 'lzw' }).toBuffer(),
    color: RUST,
    tolerance: 0,
  },
  // Ink cannot show every colour, so what it shows is looked up below.
  'a CMYK jpg': {
    make: () => flat(RUST).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
    color: RUST,
    tolerance: 40,
  },
  'a CMYK tiff': {
    make: () => flat(RUST).toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer(),
    color: RUST,
    tolerance: 40,
  },
  'an avif of 10 bits': {
    make: () => flat(RUST).avif({ lossless: true }).toBuffer(),
    color: RUST,
    tolerance: 2,
  },
  'a jpg in Display P3': {
    make: () => flat(RUST).withIccProfile('p3').jpeg({ quality: 100 }).toBuffer(),
    color: RUST,
    tolerance: 4,
  },
}

/** One level of rounding comes on top, wherever a step computes. */
const ROUNDING = 1

describe.each(Object.entries(SOURCES))('%s', (name, { make, color, tolerance }) => {
  let file: Buffer
  /** The colour as it is decoded. */
  let base: Color
  let blue: Buffer
  beforeAll(async () => {
    file = await make()
    blue = await asPng(drawn(20, 20, () => BLUE))
    base = (await pixelsOf(file, 'rotate,0')).at(40, 30)
  })

  const near = (made: Color, expected: Color) =>
    expect(distance(made, expected)).toBeLessThanOrEqual(ROUNDING)

  async function made(actions: string): Promise<Pixels> {
    const results = await Promise.all(
      (['auto', 'area', 'fast'] as const).map((resampling) =>
        pixelsOf(file, actions, { resampling, images: { blue } }),
      ),
    )
    const [first, ...others] = results
    if (!first) throw new Error('no result')
    for (const other of others)
      expect(
        distance([...first.at(40, 30), ...first.at(1, 1)], [...other.at(40, 30), ...other.at(1, 1)]),
      ).toBeLessThanOrEqual(ROUNDING)
    return first
  }

  it('looks as it should', () => {
    expect(base).toHaveLength(3)
    expect(distance(base, color)).toBeLessThanOrEqual(tolerance)
    if (!name.includes('Display P3') || name.includes('16')) expect(probe(file).converted).toBe(true)
  })

  it('gets a border in its colour', async () => {
    const padded = await made('resize,m_pad,w_80,h_100,limit_0,color_FF8000')
    expect([padded.at(1, 1), padded.at(78, 98)]).toEqual([
      [255, 128, 0],
      [255, 128, 0],
    ])
    near(padded.at(40, 50), base)
  })

  it('is rotated on white', async () => {
    const rotated = await made('rotate,30')
    expect([rotated.at(0, 0), rotated.channels]).toEqual([[255, 255, 255], 3])
    near(rotated.at(Math.floor(rotated.width / 2), Math.floor(rotated.height / 2)), base)
  })

  it('is drawn upon in colour', async () => {
    const text = await made(`watermark,text_${encodeBase64('图')},color_FF0000,size_40,g_center`)
    const red = inkOf(text, ([level = 0, green = 0]) => level === 255 && green === 0)
    expect(red?.width).toBeGreaterThan(15)
    near(text.at(1, 1), base)
    const marked = await made(`watermark,image_${encodeBase64('blue')},g_nw,x_0,y_0`)
    expect(inkOf(marked, ([r, g, b]) => r === BLUE[0] && g === BLUE[1] && b === BLUE[2])).toEqual({
      left: 0,
      top: 0,
      width: 20,
      height: 20,
    })
    near(marked.at(40, 30), base)
  })

  it.each([
    ['bright,40', (level: number) => level + 40],
    ['bright,-40', (level: number) => level - 40],
    ['contrast,60', (level: number) => level * 1.6],
    ['contrast,-60', (level: number) => level * 0.7],
    ['bright,40/contrast,20', (level: number) => Math.min(255, level + 40) * 1.2],
    ['sharpen,200', (level: number) => level],
    ['blur,r_5,s_3', (level: number) => level],
  ])('takes %s in levels of 8 bits', async (actions, formula) => {
    const expected = base.map((level) => Math.min(255, Math.max(0, formula(level))))
    near((await made(actions)).at(40, 30), expected)
  })

  it('is cut into shapes', async () => {
    for (const shape of ['circle,r_20', 'rounded-corners,r_20']) {
      const clear = await made(shape)
      expect([clear.channels, clear.at(0, 0)[3]]).toEqual([4, 0])
      near(clear.at(20, 20), [...base, 255])
      const white = await made(`${shape}/format,jpg`)
      expect(distance(white.at(0, 0), [255, 255, 255])).toBeLessThanOrEqual(ROUNDING)
      near(white.at(20, 20), base)
    }
  })
})

describe('an orientation does not get in the way', () => {
  it.each(['b-w', 'cmyk'])('of a jpg in %s', async (space) => {
    const left = drawn(80, 60, (x) => (x < 40 ? [30, 30, 30] : [220, 220, 220]))
    const jpg = await encoded(left).toColourspace(space).jpeg({ quality: 100 }).toBuffer()
    // Turned clockwise, what was on the left is above.
    const file = withOrientation(jpg, 6)
    const plain = await pixelsOf(file, 'rotate,0')
    const [above, below] = [plain.at(30, 5), plain.at(30, 75)]
    expect([above[0], below[0]].map((level = 0) => level > 128)).toEqual([false, true])
    for (const [actions, height] of [
      ['bright,20', 80],
      ['resize,m_pad,w_60,h_120,limit_0,color_FF0000/bright,20', 120],
      [`watermark,text_${encodeBase64('图')},color_FF0000,size_20,g_center/bright,20`, 80],
    ] as const) {
      const made = await pixelsOf(file, actions)
      expect([made.width, made.height]).toEqual([60, height])
      const edge = (height - 80) / 2
      const brighter = (color: Color) => color.map((level) => Math.min(255, level + 20))
      expect(distance(made.at(30, edge + 5), brighter(above))).toBeLessThanOrEqual(2)
      expect(distance(made.at(30, height - edge - 5), brighter(below))).toBeLessThanOrEqual(2)
    }
  })
})

it('alpha of 16 bits or beside grey is kept and used', async () => {
  for (const space of ['rgb16', 'b-w'])
    for (const format of ['png', 'tiff'] as const) {
      const half = drawn(60, 40, (x) => [90, 90, 90, x < 30 ? 0 : 255])
      const picture = encoded(half).toColourspace(space)
      const file = await (format === 'png' ? picture.png() : picture.tiff({ compression: 'lzw' })).toBuffer()
      const { channels } = await sharp(file).metadata()
      expect([space, channels]).toEqual([space, space === 'b-w' ? 2 : 4])
      const bright = await pixelsOf(file, 'bright,40')
      expect([bright.at(5, 5)[3], bright.at(50, 5)]).toEqual([0, [130, 130, 130, 255]])
      const white = await pixelsOf(file, 'format,jpg')
      expect(
        distance([...white.at(5, 5), ...white.at(50, 5)], [255, 255, 255, 90, 90, 90]),
      ).toBeLessThanOrEqual(1)
      const padded = await pixelsOf(file, 'resize,m_pad,w_60,h_60,limit_0,color_FF0000')
      expect([padded.at(5, 5), padded.at(5, 30)[3]]).toEqual([[255, 0, 0, 255], 0])
    }
})
