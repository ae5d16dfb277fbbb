import { beforeAll, describe, expect, it } from 'vitest'
import { processImage } from '../../src/index.ts'
import { asJpg, asPng, BLUE, card, coordinates, distance, pixelsOf, RED, whereWas } from '../pictures.ts'

let source: Buffer
beforeAll(async () => {
  source = await asPng(coordinates(400, 267))
})

describe('of 400 × 267, to the pixel', () => {
  it.each([
    ['w_100,h_100,x_100,y_100,r_1', 100, 100, 100, 100],
    ['x_100,y_50', 100, 50, 300, 217],
    ['w_200,h_200,g_se', 200, 67, 200, 200],
    ['x_10,y_10,w_200,h_200,g_se', 210, 77, 190, 190],
    ['w_100,h_100,g_nw', 0, 0, 100, 100],
    ['w_100,h_100,g_north', 150, 0, 100, 100],
    ['w_100,h_100,g_ne', 300, 0, 100, 100],
    ['w_100,h_100,g_west', 0, 83, 100, 100],
    ['w_100,h_100,g_center', 150, 83, 100, 100],
    ['w_100,h_100,g_east', 300, 83, 100, 100],
    ['w_100,h_100,g_sw', 0, 167, 100, 100],
    ['w_100,h_100,g_south', 150, 167, 100, 100],
    ['w_100,h_100,g_se', 300, 167, 100, 100],
    ['w_101,h_100,g_center', 149, 83, 101, 100],
    ['w_1000,h_100', 0, 0, 400, 100],
    ['x_399,y_266', 399, 266, 1, 1],
  ])('crop,%s takes (%i, %i) and %i × %i', async (parameters, left, top, width, height) => {
    const made = await pixelsOf(source, `crop,${parameters}`)
    expect(made).toMatchObject({ width, height, channels: 3 })
    expect(whereWas(made.at(0, 0))).toEqual([left, top])
    expect(whereWas(made.at(width - 1, height - 1))).toEqual([left + width - 1, top + height - 1])
  })

  it('cuts of cuts, and of what was turned', async () => {
    const twice = await pixelsOf(source, 'crop,w_300,h_200,g_se/crop,w_50,h_40,g_sw,x_1')
    expect([twice.width, twice.height, whereWas(twice.at(0, 0))]).toEqual([50, 40, [101, 227]])
    const turned = await pixelsOf(source, 'rotate,90/crop,w_50,h_40,x_2,y_3')
    expect([turned.width, turned.height, whereWas(turned.at(0, 0))]).toEqual([50, 40, [3, 264]])
    const turnedAfter = await pixelsOf(source, 'crop,w_50,h_40,x_2,y_3/rotate,90')
    expect([turnedAfter.width, turnedAfter.height, whereWas(turnedAfter.at(0, 0))]).toEqual([40, 50, [2, 42]])
  })

  it.each(['x_400', 'y_267', 'w_10,h_10,g_se,x_10'])('crop,%s begins outside', async (parameters) => {
    await expect(processImage(source, `image/crop,${parameters}`)).rejects.toMatchObject({
      code: 'CutEdgeExceedRange',
      message: "Advance cut's position is out of image.",
    })
  })
})

it('cuts a jpg before and after scaling', async () => {
  const jpg = await asJpg(card(400, 200))
  const before = await pixelsOf(jpg, 'crop,w_200,h_200/resize,w_50')
  const after = await pixelsOf(jpg, 'resize,w_100/crop,w_50,h_50')
  for (const made of [before, after]) {
    expect(made).toMatchObject({ width: 50, height: 50 })
    // Quality 95 keeps flat colours within a few levels.
    expect(distance(made.at(5, 5), RED)).toBeLessThanOrEqual(5)
    expect(distance(made.at(5, 45), BLUE)).toBeLessThanOrEqual(5)
  }
})
