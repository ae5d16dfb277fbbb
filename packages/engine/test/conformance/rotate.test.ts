import { beforeAll, expect, it } from 'vitest'
import { processImage } from '../../src/index.ts'
import { alphaCard, asPng, card, coordinates, drawn, pixelsOf, RED, WHITE, whereWas } from '../pictures.ts'

let source: Buffer
beforeAll(async () => {
  source = await asPng(coordinates(400, 267))
})

it.each([
  [90, 267, 400, [266, 0]],
  [180, 400, 267, [399, 266]],
  [270, 267, 400, [0, 399]],
  [0, 400, 267, [0, 0]],
  [360, 400, 267, [0, 0]],
] as const)(
  'rotate,%i makes %i × %i and moves the first pixel to %o',
  async (angle, width, height, [x, y]) => {
    const made = await pixelsOf(source, `rotate,${angle}`)
    expect(made).toMatchObject({ width, height, channels: 3 })
    expect(whereWas(made.at(x, y))).toEqual([0, 0])
    expect(whereWas(made.at(width - 1 - x, height - 1 - y))).toEqual([399, 266])
  },
)

it.each([
  [30, 480, 431],
  [45, 472, 472],
  [70, 388, 467],
  [135, 472, 472],
  [200, 467, 388],
])('rotate,%i makes %i × %i with white around', async (angle, width, height) => {
  const made = await pixelsOf(source, `rotate,${angle}`)
  expect(made).toMatchObject({ width, height, channels: 3 })
  for (const [x, y] of [
    [0, 0],
    [width - 1, 0],
    [0, height - 1],
    [width - 1, height - 1],
  ] as const)
    expect(made.at(x, y)).toEqual(WHITE)
  const [x, y] = whereWas(made.at(Math.floor(width / 2), Math.floor(height / 2)))
  // The middle stays in the middle, within what interpolation blurs.
  expect(Math.max(Math.abs(x - 200), Math.abs(y - 133))).toBeLessThanOrEqual(2)
})

it('turns clockwise', async () => {
  const half = await asPng(drawn(101, 101, (x) => (x < 50 ? [0, 0, 0] : WHITE)))
  const made = await pixelsOf(half, 'rotate,45/crop,w_101,h_101,g_center')
  expect(made.at(20, 20)).toEqual([0, 0, 0])
  expect(made.at(80, 80)).toEqual(WHITE)
  expect(made.at(70, 20)[0]).toBeLessThan(10)
})

it('leaves transparent what a picture with alpha does not cover', async () => {
  const made = await pixelsOf(await asPng(drawn(60, 40, () => [...RED, 255])), 'rotate,30')
  expect(made).toMatchObject({ channels: 4 })
  expect(made.at(0, 0)[3]).toBe(0)
  expect(made.at(36, 32)).toEqual([...RED, 255])
})

it('has no dark fringe where alpha ends', async () => {
  const made = await pixelsOf(await asPng(alphaCard(60, 40)), 'rotate,30')
  for (let at = 0; at < made.data.length; at += 4)
    if ((made.data[at + 3] ?? 0) > 128)
      expect(Math.max(...made.data.subarray(at, at + 3))).toBeGreaterThan(150)
})

it('leaves white around a jpg, whatever the source was', async () => {
  const { data } = await processImage(await asPng(alphaCard(60, 40)), 'image/rotate,30/format,jpg')
  const made = await pixelsOf(data, 'rotate,0')
  expect(made.at(0, 0)).toEqual(WHITE)
})

it('turns twice', async () => {
  const made = await pixelsOf(source, 'rotate,90/rotate,90')
  expect(whereWas(made.at(399, 266))).toEqual([0, 0])
  const free = await pixelsOf(await asPng(card(40, 20)), 'rotate,30/rotate,90')
  // 45 × 37 by the bounding box, then turned.
  expect([free.width, free.height]).toEqual([37, 45])
})
