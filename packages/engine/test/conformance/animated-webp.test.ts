import { describe, expect, it } from 'vitest'
import { probe } from '../../src/index.ts'
import type { Orientation } from '../../src/metadata.ts'
import { LOSS, process, SMALL_MARK } from '../animations.ts'
import { chunksOfWebp } from '../files.ts'
import {
  animated,
  BLUE,
  type Color,
  card,
  decoded,
  distance,
  drawn,
  framesOf,
  GREEN,
  pixelsOf,
  RED,
  WHITE,
  YELLOW,
} from '../pictures.ts'

describe('an animated webp', () => {
  /** A webp of frames that stand at (10, 8) and leave the rest of a canvas of 20 × 16 bare, without saying so. */
  async function partial(): Promise<Buffer> {
    const frame = await animated([drawn(10, 8, () => GREEN), drawn(10, 8, () => BLUE)])
      .webp({ lossless: true })
      .toBuffer()
    const header = frame.indexOf('VP8X') + 8
    frame.writeUIntLE(19, header + 4, 3)
    frame.writeUIntLE(15, header + 7, 3)
    for (let at = frame.indexOf('ANMF'); at >= 0; at = frame.indexOf('ANMF', at + 4)) {
      frame.writeUIntLE(5, at + 8, 3)
      frame.writeUIntLE(4, at + 11, 3)
    }
    return frame
  }

  it('may leave a part of its canvas bare', async () => {
    const file = await partial()
    expect(chunksOfWebp(file)[0]?.payload[0]).toBe(2)
    expect(probe(file)).toMatchObject({ width: 20, height: 16, pages: 2, alpha: true })
    const { data } = await process(file, 'format,jpg')
    expect(distance((await decoded(data)).at(2, 2), WHITE)).toBeLessThanOrEqual(8)
    const corners = await pixelsOf(file, 'rounded-corners,r_3')
    expect([corners.channels, corners.at(0, 0)[3], corners.at(2, 2)[3], corners.at(15, 12)]).toEqual([
      4,
      0,
      0,
      [...GREEN, 255],
    ])
    const frames = await framesOf((await process(file, `${SMALL_MARK},g_nw,x_0,y_0`)).data)
    expect(frames.map(({ at }) => [at(3, 3)[3], at(18, 2)[3], at(15, 12)[3]])).toEqual([
      [255, 0, 255],
      [255, 0, 255],
    ])
  })

  it('has alpha in every frame', async () => {
    const clear = [0, 1].map((page) => drawn(40, 30, (x) => [...GREEN, x < 20 === (page === 0) ? 0 : 255]))
    const file = await animated(clear).webp({ lossless: true }).toBuffer()
    const frames = await framesOf((await process(file, 'resize,w_20')).data)
    expect(frames.map(({ at }) => [at(3, 5)[3], at(16, 5)[3]])).toEqual([
      [0, 255],
      [255, 0],
    ])
  })

  it.each<[Orientation, number, number, Color]>([
    [1, 40, 20, RED],
    [2, 40, 20, GREEN],
    [3, 40, 20, YELLOW],
    [4, 40, 20, BLUE],
    [5, 20, 40, RED],
    [6, 20, 40, BLUE],
    [7, 20, 40, YELLOW],
    [8, 20, 40, GREEN],
  ])('of orientation %i is turned upright, each frame', async (orientation, width, height, first) => {
    const file = await animated([card(40, 20), flatCard(first)])
      .withMetadata({ orientation })
      .webp({ lossless: true })
      .toBuffer()
    for (const [actions, scale] of [
      ['crop,w_100', 1],
      [`resize,w_${width / 2}`, 0.5],
    ] as const) {
      const { data } = await process(file, actions)
      expect(probe(data)).toMatchObject({
        width: width * scale,
        height: height * scale,
        pages: 2,
        orientation: 1,
      })
      for (const frame of await framesOf(data))
        expect(distance(frame.at(2, 2).slice(0, 3), first)).toBeLessThanOrEqual(LOSS.webp)
    }
    // As it is stored it is a picture like any other, and no longer an animation.
    expect(probe((await process(file, 'auto-orient,0')).data)).toMatchObject({
      width: 40,
      height: 20,
      pages: 1,
    })
  })
})

function flatCard(color: Color) {
  return drawn(40, 20, () => color)
}
