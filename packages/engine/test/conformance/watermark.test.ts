import { createOperation, encodeBase64, type InputFor, references, stringifyOperation } from '@ossimg/grammar'
import { beforeAll, describe, expect, it } from 'vitest'
import { measureText, probe, processImage } from '../../src/index.ts'
import { chunksOfPng, frameOf } from '../files.ts'
import {
  alphaCard,
  asJpg,
  asPng,
  decoded,
  distance,
  drawn,
  inkOf,
  type Pixels,
  pixelsOf,
  WHITE,
} from '../pictures.ts'

type Watermark = InputFor<'watermark'>

const [WIDTH, HEIGHT] = [400, 267]
const HELLO = 'Hello 图片服务!'

let white: Buffer
beforeAll(async () => {
  white = await asPng(drawn(WIDTH, HEIGHT, () => WHITE))
})

const written = (input: Watermark) => stringifyOperation(createOperation('watermark', input))

async function marked(input: Watermark, source = white): Promise<Pixels> {
  return pixelsOf(source, written(input))
}

async function sizeOf(input: Watermark): Promise<{ width: number; height: number }> {
  const stages = [{ type: 'image' as const, actions: [createOperation('watermark', input)] }]
  const [mark] = references({ stages }).texts
  return mark ? measureText(mark) : expect.fail('no text')
}

const darkest = ({ data }: Pixels) => data.reduce((least, level) => Math.min(least, level), 255)

describe('the text stands, to the pixel', () => {
  const [x, y, voffset] = [13, 29, 17]
  // Free room around the mark, w and h.
  it.each([
    ['nw', () => x, () => y],
    ['north', (w: number) => Math.floor(w / 2), () => y],
    ['ne', (w: number) => w - x, () => y],
    ['west', () => x, (h: number) => Math.floor(h / 2) + voffset],
    ['center', (w: number) => Math.floor(w / 2), (h: number) => Math.floor(h / 2) + voffset],
    ['east', (w: number) => w - x, (h: number) => Math.floor(h / 2) + voffset],
    ['sw', () => x, (h: number) => h - y],
    ['south', (w: number) => Math.floor(w / 2), (h: number) => h - y],
    ['se', (w: number) => w - x, (h: number) => h - y],
  ] as const)('%s', async (gravity, left, top) => {
    const input: Watermark = { text: { content: HELLO }, gravity, x, y, voffset }
    const size = await sizeOf(input)
    expect(inkOf(await marked(input))).toEqual({
      left: left(WIDTH - size.width),
      top: top(HEIGHT - size.height),
      ...size,
    })
  })

  it('ten px from the bottom right unless told', async () => {
    const input: Watermark = { text: { content: HELLO } }
    const { width, height } = await sizeOf(input)
    const ink = inkOf(await marked(input))
    expect(ink).toEqual({ left: WIDTH - width - 10, top: HEIGHT - height - 10, width, height })
    // Forty px an em: letters of a Latin height, and five Chinese characters.
    expect(height).toBeGreaterThan(30)
    expect(height).toBeLessThan(50)
  })
})

describe('the text is drawn', () => {
  it.each([
    [100, 0],
    [60, 102],
    [25, 191],
    [1, 252],
  ])('at %i %% so that black on white is %i', async (opacity, level) => {
    const made = await marked({ text: { content: '图图图' }, opacity })
    expect(Math.abs(darkest(made) - level)).toBeLessThanOrEqual(1)
  })

  it('not at all at 0 %, outside, or blank', async () => {
    const text = { content: HELLO }
    for (const input of [
      { text, opacity: 0 },
      { text, gravity: 'nw', x: 400 },
      { text, gravity: 'west', voffset: -1000 },
      { text: { content: ' ' } },
    ] satisfies Watermark[])
      expect(inkOf(await marked(input))).toBeUndefined()
  })

  it('in its colour, on any picture', async () => {
    const made = await marked({ text: { content: '图图图', color: 'C81E28' }, gravity: 'center' })
    const levels = [0, 1, 2].map((channel) =>
      made.data.filter((_, at) => at % 3 === channel).reduce((least, level) => Math.min(least, level), 255),
    )
    expect(distance(levels, [200, 30, 40])).toBeLessThanOrEqual(1)
  })

  it('turned, in a box that grows', async () => {
    const content = 'Hello 图'
    const flat = await sizeOf({ text: { content } })
    const input: Watermark = { text: { content, rotate: 90 }, gravity: 'center' }
    const ink = inkOf(await marked(input))
    expect([ink?.width, ink?.height]).toEqual([flat.height, flat.width])
    const slanted = await sizeOf({ text: { content, rotate: 45 } })
    expect(slanted.height).toBeGreaterThan(2 * flat.height)
  })

  it('with a shadow below it, two px right and down', async () => {
    const plain = await sizeOf({ text: { content: HELLO } })
    const text = { content: HELLO, color: 'FFFFFF', shadow: 50 }
    const input: Watermark = { text, gravity: 'nw', x: 0, y: 0 }
    expect(await sizeOf(input)).toEqual({ width: plain.width + 2, height: plain.height + 2 })
    const ink = inkOf(await marked(input))
    expect([ink?.left, ink?.top]).toEqual([2, 2])
    expect(Math.abs(darkest(await marked(input)) - 127)).toBeLessThanOrEqual(2)
  })

  it('characters that are markup elsewhere', async () => {
    const input: Watermark = { text: { content: '<b>&"' }, gravity: 'nw' }
    expect(inkOf(await marked(input))).toMatchObject({ left: 10, top: 10, ...(await sizeOf(input)) })
  })
})

describe('tiles', () => {
  it('repeat from the top left corner to every edge', async () => {
    const input: Watermark = { text: { content: 'ab', size: 20 }, fill: true, padX: 7, padY: 5, x: 50, y: 60 }
    const { width, height } = await sizeOf(input)
    const made = await marked(input)
    const [across, down] = [width + 7, height + 5]
    for (let y = 0; y < HEIGHT; y++)
      for (let x = 0; x < WIDTH; x++) {
        const [inX, inY] = [x % across, y % down]
        const same = distance(made.at(x, y), made.at(inX, inY)) === 0
        const gap = inX >= width || inY >= height
        if (!same || (gap && made.at(x, y)[0] !== 255)) expect.fail(`not a tile at ${x}, ${y}`)
      }
    expect(inkOf(made)).toMatchObject({ left: 0, top: 0 })
  })

  it('are drawn once where the gap is wider than the picture', async () => {
    const input: Watermark = { text: { content: 'ab' }, fill: true, padX: 4096, padY: 4096 }
    expect(inkOf(await marked(input))).toEqual({ left: 0, top: 0, ...(await sizeOf(input)) })
  })

  it('are cut when wider than the picture', async () => {
    const made = await marked({ text: { content: HELLO.repeat(3), size: 60 }, fill: true })
    expect(inkOf(made)).toMatchObject({ left: 0, top: 0 })
    expect(made).toMatchObject({ width: WIDTH, height: HEIGHT })
  })
})

describe('a text larger than the picture is clipped', () => {
  it('after resize,w_100', async () => {
    const text = encodeBase64(HELLO)
    const made = await pixelsOf(white, `resize,w_100/watermark,text_${text}`)
    expect(made).toMatchObject({ width: 100, height: 67 })
    const { width, height } = await sizeOf({ text: { content: HELLO } })
    expect(width).toBeGreaterThan(100)
    // What shows are the last 90 px of the text, ten from the edge.
    const whole = await marked({ text: { content: HELLO }, gravity: 'nw', x: 0, y: 0 })
    for (let y = 0; y < height; y++)
      for (let x = 0; x < 90; x++)
        if (distance(made.at(x, 57 - height + y), whole.at(width - 90 + x, y)) > 1)
          expect.fail(`another pixel at ${x}, ${y}`)
  })

  it('on both sides in the middle', async () => {
    const ink = inkOf(await marked({ text: { content: '图'.repeat(20) }, gravity: 'center' }))
    // Between two characters there may be a gap of some px at the edges.
    expect(ink?.left).toBeLessThan(8)
    expect(ink?.width).toBeGreaterThan(WIDTH - 16)
  })

  it('and refused when no renderer can draw it', async () => {
    await expect(marked({ text: { content: 'W'.repeat(64), size: 1000 } })).rejects.toMatchObject({
      code: 'WatermarkError',
    })
  })
})

describe('in a chain', () => {
  const mark = written({ text: { content: HELLO }, gravity: 'nw' })

  it.each([`${mark}/resize,w_200`, `${mark}|image/resize,w_200`])('%s scales the text', async (actions) => {
    const ink = inkOf(await pixelsOf(white, actions))
    const { width, height } = await sizeOf({ text: { content: HELLO } })
    expect([ink?.left, ink?.top]).toEqual([5, 5])
    expect(Math.abs((ink?.width ?? 0) - width / 2)).toBeLessThanOrEqual(2)
    expect(Math.abs((ink?.height ?? 0) - height / 2)).toBeLessThanOrEqual(2)
  })

  it('is cut and turned like all else', async () => {
    const ink = inkOf(await pixelsOf(white, `${mark}/crop,x_20,y_0/rotate,90`))
    const { width, height } = await sizeOf({ text: { content: HELLO } })
    expect(ink).toMatchObject({ left: HEIGHT - height - 10, width: height })
    expect(ink?.height).toBeLessThanOrEqual(width - 10)
  })

  it('draws one text over the other', async () => {
    const first = written({ text: { content: '图', color: 'FF0000', size: 100 }, gravity: 'center' })
    const second = written({ text: { content: '图', color: '0000FF', size: 100 }, gravity: 'center' })
    const made = await pixelsOf(white, `${first}/${second}`)
    const alone = await pixelsOf(white, second)
    const solid = (pixels: Pixels) => pixels.data.filter((level, at) => at % 3 === 0 && level === 0).length
    expect(solid(made)).toBe(solid(alone))
    expect(solid(made)).toBeGreaterThan(500)
  })
})

describe('the result', () => {
  const mark = written({ text: { content: HELLO } })

  it('of an opaque png has three channels', async () => {
    const { data } = await processImage(white, `image/${mark}`)
    expect(chunksOfPng(data)[0]?.payload[9]).toBe(2)
    expect((await decoded(data)).channels).toBe(3)
  })

  it('of a png with alpha keeps it, and the text is opaque upon it', async () => {
    const source = await asPng(alphaCard(WIDTH, HEIGHT))
    const made = await pixelsOf(source, written({ text: { content: '图图图' }, gravity: 'west' }))
    expect(made.channels).toBe(4)
    expect(made.at(2, 2)[3]).toBe(0)
    const opaque = made.data.filter((level, at) => at % 4 === 3 && level === 255).length
    expect(opaque).toBeGreaterThan((WIDTH * HEIGHT) / 2 + 500)
  })

  it('of a jpg is stored with full colour', async () => {
    const source = await asJpg(drawn(60, 40, () => WHITE))
    const { data } = await processImage(source, `image/${mark}`)
    expect(frameOf(data).sampling).toEqual(['11', '11', '11'])
    expect(probe(data)).toMatchObject({ width: 60, height: 40, quality: 95 })
  })
})

it.each([
  'watermark,text_SGVsbG8g5Zu-54mH5pyN5YqhIQ',
  'watermark,text_SGVsbG8gV29ybGQ',
  'resize,w_300,h_300/watermark,type_d3F5LXplbmhlaQ,size_30,text_SGVsbG8gV29ybGQ,color_FFFFFF,shadow_50,t_100,g_se,x_10,y_10',
  'watermark,text_V2F0ZXJtYXJrIDE,size_20,g_ne,x_10,y_200/watermark,text_V2F0ZXJtYXJrIDI,color_0000b7,size_20,g_sw,x_100,y_50',
])('draws the documented %s', async (actions) => {
  const made = await pixelsOf(white, actions)
  expect([made.width, made.height]).toEqual(actions.startsWith('resize') ? [300, 200] : [WIDTH, HEIGHT])
  expect(inkOf(made)).toBeDefined()
})
