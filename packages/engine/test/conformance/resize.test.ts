import { beforeAll, describe, expect, it } from 'vitest'
import { probe, processImage } from '../../src/index.ts'
import { withOrientation } from '../../src/pixels/jfif.ts'
import {
  alphaCard,
  asJpg,
  asPng,
  BLUE,
  card,
  decoded,
  distance,
  drawn,
  encoded,
  GREEN,
  pixelsOf,
  RED,
  WHITE,
  YELLOW,
} from '../pictures.ts'

/** Flat colours survive any scaling; a level or two is rounding. */
const ROUNDING = 2

let landscape: Buffer
beforeAll(async () => {
  landscape = await asPng(card(200, 100))
})

describe('the worked example, 200 × 100', () => {
  it.each([
    ['m_lfit', 150, 75],
    ['m_mfit', 160, 80],
    ['m_fixed', 150, 80],
  ])('resize,%s,w_150,h_80 keeps all four corners: %i × %i', async (mode, width, height) => {
    for (const resampling of ['area', 'fast'] as const) {
      const made = await pixelsOf(landscape, `resize,${mode},w_150,h_80`, { resampling })
      expect(made).toMatchObject({ width, height, channels: 3 })
      expect(distance(made.at(0, 0), RED)).toBeLessThanOrEqual(ROUNDING)
      expect(distance(made.at(width - 1, 0), GREEN)).toBeLessThanOrEqual(ROUNDING)
      expect(distance(made.at(0, height - 1), BLUE)).toBeLessThanOrEqual(ROUNDING)
      expect(distance(made.at(width - 1, height - 1), YELLOW)).toBeLessThanOrEqual(ROUNDING)
    }
  })

  it('m_pad puts 2 px above and 3 px below, in the colour', async () => {
    const made = await pixelsOf(landscape, 'resize,m_pad,w_150,h_80,color_0A64C8')
    expect(made).toMatchObject({ width: 150, height: 80 })
    for (const y of [0, 1, 77, 78, 79]) expect([y, made.at(75, y)]).toEqual([y, [10, 100, 200]])
    expect(distance(made.at(0, 2), RED)).toBeLessThanOrEqual(ROUNDING)
    expect(distance(made.at(149, 76), YELLOW)).toBeLessThanOrEqual(ROUNDING)
  })

  it('m_pad is white unless told', async () => {
    const made = await pixelsOf(landscape, 'resize,m_pad,w_150,h_80')
    expect([made.at(0, 0), made.at(149, 79)]).toEqual([WHITE, WHITE])
  })

  it('m_fill cuts both sides alike', async () => {
    const edged = await asPng(drawn(200, 100, (x) => (x < 5 || x >= 195 ? RED : GREEN)))
    const made = await pixelsOf(edged, 'resize,m_fill,w_150,h_80', { resampling: 'area' })
    // 160 px wide before the cut: the red edges were 4 px, and 5 are cut away.
    expect(made).toMatchObject({ width: 150, height: 80 })
    expect([made.at(0, 40), made.at(149, 40)]).toEqual([GREEN, GREEN])
    const wider = await pixelsOf(edged, 'resize,m_fill,w_156,h_80', { resampling: 'area' })
    expect([wider.at(0, 40), wider.at(1, 40), wider.at(2, 40)]).toEqual([RED, RED, GREEN])
    expect([wider.at(155, 40), wider.at(154, 40), wider.at(153, 40)]).toEqual([RED, RED, GREEN])
  })
})

describe('alpha', () => {
  it('is kept by a picture in an opaque border', async () => {
    const made = await pixelsOf(await asPng(alphaCard(40, 20)), 'resize,m_pad,w_20,h_20,color_FF0000')
    expect(made).toMatchObject({ width: 20, height: 20, channels: 4 })
    expect(made.at(1, 0)).toEqual([255, 0, 0, 255])
    expect(made.at(1, 10)[3]).toBe(0)
    expect(distance(made.at(18, 7), [...GREEN, 255])).toBeLessThanOrEqual(ROUNDING)
  })

  it.each(['area', 'fast'] as const)(
    'hides the colour below it from its neighbours: %s',
    async (resampling) => {
      // Transparent red beside opaque green: no pixel may turn reddish.
      const picture = drawn(60, 20, (x) => (x % 2 === 0 ? [...RED, 0] : [...GREEN, 255]))
      const made = await pixelsOf(await asPng(picture), 'resize,w_20', { resampling })
      expect(distance(made.at(10, 3).slice(0, 3), GREEN)).toBeLessThanOrEqual(ROUNDING)
      expect(made.at(10, 3)[3]).toBeGreaterThan(60)
    },
  )
})

describe('a border around a grey picture', () => {
  it.each([
    ['jpg', ['area', 'fast']],
    ['png', ['area', 'fast']],
  ] as const)('has its colour, from a %s', async (format, policies) => {
    const grey = encoded(drawn(80, 40, () => [90, 90, 90])).toColourspace('b-w')
    const file = await (format === 'jpg' ? grey.jpeg() : grey.png()).toBuffer()
    for (const resampling of policies)
      for (const side of [40, 80, 100]) {
        const actions = `resize,m_pad,w_${side},h_${side},color_FF8000,limit_0`
        const made = await pixelsOf(file, actions, { resampling })
        expect(made.at(0, 0)).toEqual([255, 128, 0])
        expect(distance(made.at(side / 2, side / 2), [90, 90, 90])).toBeLessThanOrEqual(ROUNDING)
      }
  })

  it('has its colour when the picture is turned upright first', async () => {
    const halves = drawn(80, 40, (x) => (x < 40 ? [200, 200, 200] : [30, 30, 30]))
    const grey = await encoded(halves).toColourspace('b-w').jpeg({ quality: 100 }).toBuffer()
    const file = withOrientation(grey, 6)
    const made = await pixelsOf(file, 'resize,m_pad,w_80,h_80,color_FF8000,limit_0', { resampling: 'fast' })
    expect(made.at(0, 0)).toEqual([255, 128, 0])
    expect(distance(made.at(40, 5), [200, 200, 200])).toBeLessThanOrEqual(ROUNDING)
    expect(distance(made.at(40, 75), [30, 30, 30])).toBeLessThanOrEqual(ROUNDING)
  })
})

describe('limit', () => {
  it('leaves a picture as large as it is, encoded anew', async () => {
    const jpg = await asJpg(card(40, 20))
    const { data } = await processImage(jpg, 'image/resize,w_500')
    expect(probe(data)).toMatchObject({ width: 40, height: 20 })
    expect(data.equals(jpg)).toBe(false)
  })

  it('off enlarges', async () => {
    const made = await pixelsOf(await asPng(card(40, 20)), 'resize,w_400,limit_0')
    expect(made).toMatchObject({ width: 400, height: 200 })
    expect(distance(made.at(2, 2), RED)).toBeLessThanOrEqual(ROUNDING)
    expect(distance(made.at(397, 197), YELLOW)).toBeLessThanOrEqual(ROUNDING)
    // The edge between two colours is a slope, and overshoots a little as cubic kernels do.
    const greens = Array.from({ length: 400 }, (_, x) => made.at(x, 20)[1] ?? 0)
    expect(greens.filter((level) => level > 40 && level < 190).length).toBeGreaterThan(5)
    expect(Math.max(...greens)).toBeGreaterThan(201)
  })
})

describe('extreme shapes', () => {
  // The middle of the source is an edge between black and white, and so must be the middle of the result.
  it.each([
    [30_000, 1],
    [1, 30_000],
    [2000, 3],
    [20_001, 20],
  ])(
    'of %i × %i are filled to 4096 × 4096',
    async (width, height) => {
      const across = width > height
      const middle = (across ? width : height) / 2
      const source = await asPng(
        drawn(width, height, (x, y) => ((across ? x : y) < Math.floor(middle) ? [0, 0, 0] : WHITE)),
      )
      const { data } = await processImage(source, 'image/resize,m_fill,w_4096,h_4096,limit_0/format,jpg')
      const made = await decoded(data)
      expect(made).toMatchObject({ width: 4096, height: 4096 })
      // Two source pixels are the least that the result shows, so its ends are all but black and white.
      const along = (place: number) => (across ? made.at(place, 2048) : made.at(2048, place))[0] ?? 0
      expect(along(0)).toBeLessThan(20)
      expect(along(4095)).toBeGreaterThan(235)
      const edge = Array.from({ length: 4096 }, (_, place) => along(place)).findIndex((level) => level >= 128)
      const sourcePixel = 4096 / Math.min(width, height)
      // An odd side has its edge half a source pixel before the middle.
      const expected = 2048 - (middle % 1) * sourcePixel
      // libvips knows 64 places between two source pixels.
      expect(Math.abs(edge - expected)).toBeLessThanOrEqual(sourcePixel / 128 + 2)
    },
    20_000,
  )

  it('show the neighbours that their edges need', async () => {
    // Two source pixels fill the result, so its ends lie between a black pixel and a white one.
    const stripes = await asPng(drawn(30_000, 2, (x) => (x % 2 === 0 ? [0, 0, 0] : WHITE)))
    const { data } = await processImage(stripes, 'image/resize,m_fill,w_2048,h_2048,limit_0')
    const made = await decoded(data)
    for (const x of [0, 1023, 2047]) expect(distance(made.at(x, 1000), [127, 127, 127])).toBeLessThan(20)
  })

  it.each([
    [2000, 1, 'resize,w_10', 10, 1],
    [1, 2000, 'resize,m_fixed,w_3,h_5,limit_0', 3, 5],
    [1, 1, 'resize,p_1000', 10, 10],
    [1, 1, 'resize,m_pad,w_9,h_4,limit_0', 9, 4],
  ])('of %i × %i after %s are %i × %i', async (width, height, actions, toWidth, toHeight) => {
    const source = await asPng(drawn(width, height, () => RED))
    const made = await pixelsOf(source, actions)
    expect(made).toMatchObject({ width: toWidth, height: toHeight })
    expect(distance(made.at(Math.floor(toWidth / 2), Math.floor(toHeight / 2)), RED)).toBeLessThanOrEqual(
      ROUNDING,
    )
  })
})
