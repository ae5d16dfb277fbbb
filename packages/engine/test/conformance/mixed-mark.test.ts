import { createOperation, encodeBase64, references } from '@ossimg/grammar'
import { beforeAll, describe, expect, it } from 'vitest'
import { measureText, type Size } from '../../src/index.ts'
import { asPng, BLUE, card, distance, drawn, inkOf, type Pixels, pixelsOf, RED, WHITE } from '../pictures.ts'

const [WIDTH, HEIGHT] = [400, 267]

let white: Buffer
let square: Buffer
let text: Size
beforeAll(async () => {
  white = await asPng(drawn(WIDTH, HEIGHT, () => WHITE))
  square = await asPng(drawn(40, 40, () => BLUE))
  const content = { content: 'Hello', size: 24 }
  const actions = [createOperation('watermark', { text: content })]
  const [mark] = references({ stages: [{ type: 'image', actions }] }).texts
  text = mark ? await measureText(mark) : expect.fail('no text')
})

const IMAGE = `watermark,image_${encodeBase64('logo')}`
const BOTH = `${IMAGE},text_${encodeBase64('Hello')},size_24`

function marked(actions: string, logo: Uint8Array = square, source: Uint8Array = white): Promise<Pixels> {
  return pixelsOf(source, actions, { images: { logo } })
}

const isBlue = ([red = 0, , blue = 0]: Uint8Array) => blue - red > 100
const isBlack = ([red = 0, , blue = 0]: Uint8Array) => red < 255 && blue - red < 100

describe('image and text side by side', () => {
  // The box is 40 + 10 + the text wide, and 40 high.
  it.each([
    ['', 'image', (free: number) => free],
    ['align_2', 'image', (free: number) => free],
    ['align_1', 'image', (free: number) => Math.floor(free / 2)],
    ['align_0', 'image', () => 0],
    ['order_1', 'text', (free: number) => free],
    ['order_1,align_0', 'text', () => 0],
  ] as const)('%s: %s on the left', async (parameters, left, topOf) => {
    const made = await marked(`${BOTH},interval_10${parameters && `,${parameters}`}`)
    const corner = { left: WIDTH - 50 - text.width - 10, top: HEIGHT - 40 - 10 }
    const after = corner.left + (left === 'image' ? 50 : text.width + 10)
    expect(inkOf(made, isBlue)).toEqual({
      left: left === 'image' ? corner.left : after,
      top: corner.top,
      width: 40,
      height: 40,
    })
    expect(inkOf(made, isBlack)).toEqual({
      left: left === 'image' ? after : corner.left,
      top: corner.top + topOf(40 - text.height),
      ...text,
    })
  })

  it('touch without an interval, and the lower one is moved', async () => {
    const low = await asPng(drawn(30, 5, () => BLUE))
    for (const [align, top] of [
      [0, 0],
      [1, Math.floor((text.height - 5) / 2)],
      [2, text.height - 5],
    ] as const) {
      const made = await marked(`${BOTH},g_nw,x_0,y_0,align_${align}`, low)
      expect(inkOf(made, isBlue)).toEqual({ left: 0, top, width: 30, height: 5 })
      expect(inkOf(made, isBlack)).toEqual({ left: 30, top: 0, ...text })
    }
  })

  it('have the opacity of both, and only the text its colour and angle', async () => {
    const made = await marked(`${BOTH},g_nw,x_0,y_0,interval_5,color_00FF00,rotate_90,t_50`)
    const pale = inkOf(made, ([red = 0, , blue = 0]) => blue - red > 60)
    expect(pale).toMatchObject({ left: 0, width: 40, height: 40 })
    const green = inkOf(made, ([red = 0, level = 0]) => level - red > 20)
    expect(green).toMatchObject({ left: 45, width: text.height, height: text.width })
    expect(
      distance(
        made.at(10, Math.max(40, text.width) - 5),
        BLUE.map((level) => (level + 255) / 2),
      ),
    ).toBeLessThan(2)
  })

  it('are cut together at the edge', async () => {
    const made = await marked(`${BOTH},g_nw,x_390,y_0,interval_10`)
    expect(inkOf(made)).toEqual({ left: 390, top: 0, width: 10, height: 40 })
  })
})

describe('tiles of an image', () => {
  /** Every pixel must be that of the first tile, and white between tiles. */
  function expectTiles(made: Pixels, tile: Size, pitch: Size): void {
    for (let y = 0; y < made.height; y++)
      for (let x = 0; x < made.width; x++) {
        const [inX, inY] = [x % pitch.width, y % pitch.height]
        const expected = inX < tile.width && inY < tile.height ? made.at(inX, inY) : WHITE
        if (distance(made.at(x, y), expected) > 0) expect.fail(`not a tile at ${x}, ${y}`)
      }
  }

  it.each([
    ['fill_1', 40, 20],
    ['fill_1,padx_7', 47, 20],
    ['fill_1,pady_9', 40, 29],
    ['fill_1,padx_7,pady_9,g_center,x_3,y_4,voffset_5', 47, 29],
  ])('%s: one every %i px across and %i px down', async (parameters, width, height) => {
    const made = await marked(`${IMAGE},${parameters}`, await asPng(card(40, 20)))
    expect(made.at(0, 0)).toEqual(RED)
    expect(made.at(width, height)).toEqual(RED)
    expectTiles(made, { width: 40, height: 20 }, { width, height })
  })

  it('with alpha, prepared and faded', async () => {
    const mark = `watermark,image_${encodeBase64('logo?x-oss-process=image/rounded-corners,r_20')},fill_1,padx_5,t_50`
    const made = await marked(mark)
    expect(made.at(0, 0)).toEqual(WHITE)
    expect(
      distance(
        made.at(20, 20),
        BLUE.map((level) => (level + 255) / 2),
      ),
    ).toBeLessThanOrEqual(1)
    expectTiles(made, { width: 40, height: 40 }, { width: 45, height: 40 })
  })

  it('are cut when larger than the picture', async () => {
    const large = await asPng(drawn(500, 300, (x, y) => [x & 255, y & 255, x >> 8]))
    const made = await marked(`${IMAGE},fill_1,padx_9`, large)
    expect(made.at(399, 266)).toEqual([399 & 255, 266 & 255, 1])
  })

  it('of image and text are one box', async () => {
    const made = await marked(`${BOTH},interval_6,fill_1,padx_8,pady_4`)
    const tile = { width: 46 + text.width, height: 40 }
    expectTiles(made, tile, { width: tile.width + 8, height: 44 })
    expect(distance(made.at(tile.width + 8, 0), BLUE)).toBe(0)
    const first = { ...made, width: tile.width, at: made.at }
    expect(inkOf({ ...first, data: cropped(made, tile), height: 40 }, isBlack)).toEqual({
      left: 46,
      top: 40 - text.height,
      ...text,
    })
  })

  it('leave what is transparent between them so', async () => {
    const clear = await asPng(drawn(90, 50, () => [0, 0, 0, 0]))
    const made = await marked(`${IMAGE},fill_1,padx_10,pady_10`, square, clear)
    expect([made.at(0, 0), made.at(45, 5), made.at(50, 45)[3]]).toEqual([[...BLUE, 255], [0, 0, 0, 0], 0])
    expect(made.at(89, 39)).toEqual([...BLUE, 255])
  })
})

/** The upper left corner of a picture. */
function cropped({ data, width, channels }: Pixels, size: Size): Uint8Array {
  const rows = Array.from({ length: size.height }, (_, y) =>
    data.subarray(y * width * channels, (y * width + size.width) * channels),
  )
  return Buffer.concat(rows)
}
