import { beforeAll, expect, it } from 'vitest'
import { asJpg, asPng, card, coordinates, distance, pixelsOf, RED, whereWas, YELLOW } from '../pictures.ts'

let source: Buffer
beforeAll(async () => {
  source = await asPng(coordinates(400, 267))
})

it.each([
  ['x_100,i_0', 0, 0, 100, 267],
  ['x_100', 0, 0, 100, 267],
  ['x_100,i_3', 300, 0, 100, 267],
  ['x_300,i_1', 300, 0, 100, 267],
  ['y_100', 0, 0, 400, 100],
  ['y_100,i_1', 0, 100, 400, 100],
  ['y_100,i_2', 0, 200, 400, 67],
  ['y_266,i_1', 0, 266, 400, 1],
  ['x_100,y_100,i_1', 0, 100, 400, 100],
  // Beyond the last slice it is the whole picture.
  ['x_100,i_4', 0, 0, 400, 267],
  ['y_100,i_10', 0, 0, 400, 267],
  ['x_500', 0, 0, 400, 267],
])('indexcrop,%s takes (%i, %i) and %i × %i', async (parameters, left, top, width, height) => {
  const made = await pixelsOf(source, `indexcrop,${parameters}`)
  expect(made).toMatchObject({ width, height, channels: 3 })
  expect(whereWas(made.at(0, 0))).toEqual([left, top])
  expect(whereWas(made.at(width - 1, height - 1))).toEqual([left + width - 1, top + height - 1])
})

it('puts a picture back together from its slices', async () => {
  const parts = await Promise.all(
    [0, 1, 2, 3, 4].map((index) => pixelsOf(source, `indexcrop,y_60,i_${index}`)),
  )
  expect(parts.map(({ height }) => height)).toEqual([60, 60, 60, 60, 27])
  const whole = Buffer.concat(parts.map(({ data }) => data))
  expect(Buffer.compare(whole, coordinates(400, 267).data)).toBe(0)
})

it('slices what the operations before have made', async () => {
  const made = await pixelsOf(source, 'rotate,90/indexcrop,x_200,i_1/indexcrop,y_300,i_1')
  expect([made.width, made.height, whereWas(made.at(0, 0))]).toEqual([67, 100, [300, 66]])
})

it.each(['area', 'fast'] as const)('slices a jpg before and after scaling: %s', async (resampling) => {
  const jpg = await asJpg(card(400, 200))
  const before = await pixelsOf(jpg, 'indexcrop,x_200,i_1/resize,w_50', { resampling })
  const after = await pixelsOf(jpg, 'resize,w_100/indexcrop,y_25,i_1', { resampling })
  // Quality 95 keeps flat colours within a few levels.
  expect(distance(before.at(45, 45), YELLOW)).toBeLessThanOrEqual(5)
  const first = await pixelsOf(jpg, 'resize,w_100/indexcrop,y_25', { resampling })
  expect([after.width, after.height]).toEqual([100, 25])
  expect(distance(after.at(95, 20), YELLOW)).toBeLessThanOrEqual(5)
  expect(distance(first.at(5, 5), RED)).toBeLessThanOrEqual(5)
})
