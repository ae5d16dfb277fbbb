import { beforeAll, describe, expect, it } from 'vitest'
import { processImage } from '../../src/index.ts'
import {
  alphaCard,
  animated,
  asJpg,
  asPng,
  BLUE,
  type Color,
  card,
  decoded,
  distance,
  drawn,
  GREEN,
  type Pixels,
  pixelsOf,
  RED,
  WHITE,
  YELLOW,
} from '../pictures.ts'

let jpg: Buffer
let png: Buffer
let alpha: Buffer
beforeAll(async () => {
  jpg = await asJpg(card(400, 267))
  png = await asPng(card(400, 267))
  alpha = await asPng(alphaCard(400, 267))
})

/** Quality 95 keeps flat colours within a few levels, away from edges. */
const JPG = 6

/** What each lossy encoder makes of a flat colour. */
const TOLERANCE = { png: 0, bmp: 0, tiff: 0, webp: 8, avif: 8 } as const
const TRANSPARENT = Object.keys(TOLERANCE) as (keyof typeof TOLERANCE)[]

function corners({ width, height, at }: Pixels): Color[] {
  return [at(0, 0), at(width - 1, 0), at(0, height - 1), at(width - 1, height - 1)]
}

/**
 * Pixels that are not as opaque as the circle around `centre` wants them: within half the diagonal of a pixel from
 * its edge they are covered in part, inside wholly, outside not at all.
 */
function faultsAround(made: Pixels, radius: number, [x, y]: readonly [number, number]): string[] {
  const faults: string[] = []
  for (let row = 0; row < made.height; row++)
    for (let column = 0; column < made.width; column++) {
      const depth = radius - Math.hypot(column + 0.5 - x, row + 0.5 - y)
      const opacity = made.at(column, row)[3]
      if (Math.abs(depth) > Math.SQRT1_2 && opacity !== (depth > 0 ? 255 : 0))
        faults.push(`${opacity} at ${column}, ${row}`)
    }
  return faults
}

describe('circle', () => {
  it.each([
    ['r_100', 201, 99, 33],
    ['r_1000', 267, 66, 0],
    ['r_133', 267, 66, 0],
    ['r_1', 3, 198, 132],
  ])('circle,%s is a disc of %i px, cut from the middle', async (radius, side, left, top) => {
    const numbered = drawn(400, 267, (x, y) => [x & 255, y & 255, x >> 8])
    const made = await pixelsOf(await asPng(numbered), `circle,${radius}`)
    expect(made).toMatchObject({ width: side, height: side, channels: 4 })
    const middle = (side - 1) / 2
    const [x, y] = [left + middle, top + middle]
    expect(made.at(middle, middle)).toEqual([x & 255, y & 255, x >> 8, 255])
    expect(faultsAround(made, side / 2, [side / 2, side / 2])).toEqual([])
  })

  it('touches all four sides of an even square', async () => {
    const made = await pixelsOf(await asPng(card(300, 300)), 'circle,r_200')
    expect(made).toMatchObject({ width: 300, height: 300 })
    const touching = [made.at(150, 0), made.at(149, 299), made.at(0, 150), made.at(299, 149)]
    for (const color of touching) expect(color[3]).toBeGreaterThan(250)
    expect(corners(made).map((color) => color[3])).toEqual([0, 0, 0, 0])
  })

  it('is as large as the smallest pictures', async () => {
    for (const [width, height, side] of [
      [1, 1, 1],
      [2, 1, 1],
      [2, 9, 2],
      [3, 3, 3],
    ] as const) {
      const made = await pixelsOf(await asPng(drawn(width, height, () => RED)), 'circle,r_5')
      expect([made.width, made.height, made.channels]).toEqual([side, side, 4])
      expect(made.at(0, 0)[3]).toBeGreaterThan(0)
    }
  })
})

describe.each([
  ['circle,r_100', 201, 201],
  ['rounded-corners,r_30', 400, 267],
])('%s', (operation, width, height) => {
  it('leaves white corners in a jpg', async () => {
    const { data } = await processImage(jpg, `image/${operation}`)
    const made = await decoded(data)
    expect(made).toMatchObject({ width, height, channels: 3 })
    for (const color of corners(made)) expect(distance(color, WHITE)).toBeLessThanOrEqual(2)
    const [x, y] = [Math.floor(width / 4), Math.floor(height / 4)]
    expect(distance(made.at(x, y), RED)).toBeLessThanOrEqual(JPG)
    expect(distance(made.at(width - 1 - x, height - 1 - y), YELLOW)).toBeLessThanOrEqual(JPG)
  })

  it.each(TRANSPARENT)('leaves transparent corners in a %s', async (format) => {
    const { data } = await processImage(png, `image/${operation}/format,${format}`)
    const made = await decoded(data)
    expect(made).toMatchObject({ width, height, channels: 4 })
    for (const color of corners(made)) expect(color[3]).toBeLessThanOrEqual(TOLERANCE[format] ? 1 : 0)
    const [x, y] = [Math.floor(width / 4), Math.floor(height / 4)]
    const [red, yellow] = [made.at(x, y), made.at(width - 1 - x, height - 1 - y)]
    expect(distance(red, [...RED, 255])).toBeLessThanOrEqual(TOLERANCE[format])
    expect(distance(yellow, [...YELLOW, 255])).toBeLessThanOrEqual(TOLERANCE[format])
  })

  it('makes a picture that is half transparent more so, and nowhere less', async () => {
    const half = await asPng(drawn(400, 267, () => [...RED, 128]))
    const [made, opaque] = [await pixelsOf(half, operation), await pixelsOf(png, operation)]
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const expected = Math.round((128 * (opaque.at(x, y)[3] ?? 0)) / 255)
        if (made.at(x, y)[3] !== expected) expect.fail(`${made.at(x, y)[3]}, not ${expected} at ${x}, ${y}`)
      }
    expect(made.at(Math.floor(width / 2), Math.floor(height / 2))).toEqual([...RED, 128])
  })

  it('is put on white where a jpg stands', async () => {
    const later = await pixelsOf(png, `${operation}/format,jpg`)
    expect(later).toMatchObject({ width, height, channels: 3 })
    expect(corners(later)).toEqual([WHITE, WHITE, WHITE, WHITE])
    // Half covered is half white: nothing but the shape has changed.
    const clear = await pixelsOf(png, operation)
    const edge = Array.from({ length: width }, (_, x) => x).find((x) => {
      const share = clear.at(x, 1)[3] ?? 0
      return share > 60 && share < 200
    })
    if (edge === undefined) expect.fail('no pixel on the edge')
    const [red = 0, , , share = 0] = clear.at(edge, 1)
    expect(
      Math.abs((later.at(edge, 1)[0] ?? 0) - (red * share + 255 * (255 - share)) / 255),
    ).toBeLessThanOrEqual(1)
  })

  it('is transparent once more behind a jpg', async () => {
    const made = await pixelsOf(alpha, `format,jpg/${operation}`)
    expect(made.channels).toBe(4)
    expect(corners(made).map((color) => color[3])).toEqual([0, 0, 0, 0])
    // What was transparent is white by now.
    expect(made.at(Math.floor(width / 4), Math.floor(height / 4))).toEqual([...WHITE, 255])
    expect(made.at(Math.ceil((3 * width) / 4), Math.floor(height / 4))).toEqual([...GREEN, 255])
  })

  it.each(['area', 'fast'] as const)('stays transparent while it is scaled: %s', async (resampling) => {
    const made = await pixelsOf(png, `${operation}/resize,p_50/rotate,90`, { resampling })
    expect([made.width, made.height]).toEqual([Math.round(height / 2), Math.round(width / 2)])
    expect(corners(made).map((color) => color[3])).toEqual([0, 0, 0, 0])
    const [x, y] = [Math.floor(made.width / 4), Math.floor(made.height / 4)]
    expect(distance(made.at(x, made.height - y), [...YELLOW, 255])).toBeLessThanOrEqual(2)
    expect(distance(made.at(x, y), [...BLUE, 255])).toBeLessThanOrEqual(2)
  })

  it('makes a gif static', async () => {
    const frames = [RED, GREEN].map((color) => drawn(400, 267, () => [...color, 255]))
    const gif = await animated(frames).gif().toBuffer()
    const { data, contentType } = await processImage(gif, `image/${operation}`)
    const made = await decoded(data)
    expect([contentType, made.width, made.height, made.channels]).toEqual(['image/gif', width, height, 4])
    expect(distance(made.at(Math.floor(width / 2), 20), [...RED, 255])).toBeLessThanOrEqual(4)
    expect(made.at(0, 0)[3]).toBe(0)
  })
})

describe('rounded-corners', () => {
  it('rounds by its radius, and changes nothing else', async () => {
    const made = await pixelsOf(png, 'crop,w_100,h_100/rounded-corners,r_10')
    expect([made.at(0, 0)[3], made.at(50, 0), made.at(0, 50)]).toEqual([0, [...RED, 255], [...RED, 255]])
    expect(faultsAround({ ...made, width: 10, height: 10 }, 10, [10, 10])).toEqual([])
    for (let at = 0; at < 10; at++) expect(made.at(99 - at, 99)[3]).toBe(made.at(at, 0)[3])
  })

  it('rounds at most half of the shorter side', async () => {
    const [most, half] = [
      await pixelsOf(png, 'rounded-corners,r_4096'),
      await pixelsOf(png, 'rounded-corners,r_133'),
    ]
    expect(Buffer.compare(most.data, half.data)).toBe(0)
    // 267 is odd: one row in the middle is as wide as the picture.
    expect(most.at(0, 133)[3]).toBe(255)
    expect(most.at(0, 100)[3]).toBe(0)
  })

  it('rounds what is rounded already', async () => {
    const twice = await pixelsOf(png, 'rounded-corners,r_60/rounded-corners,r_60')
    const once = await pixelsOf(png, 'rounded-corners,r_60')
    let thinner = 0
    for (let at = 3; at < once.data.length; at += 4) {
      const [before = 0, after = 0] = [once.data[at], twice.data[at]]
      if (after !== Math.round((before * before) / 255)) expect.fail(`${before} became ${after}`)
      if (after < before) thinner += 1
    }
    expect(thinner).toBeGreaterThan(100)
  })
})
