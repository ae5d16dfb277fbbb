import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { probe, processImage } from '../../src/index.ts'
import type { Orientation } from '../../src/metadata.ts'
import { segmentsOf } from '../files.ts'
import {
  asJpg,
  BLUE,
  type Color,
  card,
  decoded,
  distance,
  encoded,
  GREEN,
  type Pixels,
  pixelsOf,
  RED,
  YELLOW,
} from '../pictures.ts'

/** Quality 95 keeps flat colours within a few levels. */
const JPG = 6

/** Where the stored corners (top left, top right, bottom left, bottom right) come from in the upright picture. */
const UPRIGHT: readonly (readonly [Orientation, readonly [Color, Color, Color, Color]])[] = [
  [1, [RED, GREEN, BLUE, YELLOW]],
  [2, [GREEN, RED, YELLOW, BLUE]],
  [3, [YELLOW, BLUE, GREEN, RED]],
  [4, [BLUE, YELLOW, RED, GREEN]],
  [5, [RED, BLUE, GREEN, YELLOW]],
  [6, [BLUE, RED, YELLOW, GREEN]],
  [7, [YELLOW, GREEN, BLUE, RED]],
  [8, [GREEN, YELLOW, RED, BLUE]],
]

/** The colours near the four corners, as the card names them. */
function corners(made: Pixels): readonly (Color | undefined)[] {
  const { width, height, at } = made
  const places = [
    [2, 2],
    [width - 3, 2],
    [2, height - 3],
    [width - 3, height - 3],
  ] as const
  const named = [RED, GREEN, BLUE, YELLOW]
  return places.map(([x, y]) => named.find((color) => distance(at(x, y), color) <= JPG))
}

describe.each(UPRIGHT)('a picture of orientation %i', (orientation, expected) => {
  const [width, height] = orientation < 5 ? [80, 40] : [40, 80]
  const stored = asJpg(card(80, 40), 95, orientation)

  it.each(['resize,p_100', 'auto-orient,1', 'auto-orient,0/auto-orient,1'])(
    'is upright after %s',
    async (actions) => {
      const { data } = await processImage(await stored, `image/${actions}`)
      const made = await decoded(data)
      expect(made).toMatchObject({ width, height })
      expect(corners(made)).toEqual(expected)
      expect(probe(data).orientation).toBe(1)
      expect(segmentsOf(data).map(({ name }) => name)).not.toContain('ffe1')
    },
  )

  it('stays as stored after auto-orient,0, and a jpg keeps the tag', async () => {
    const { data } = await processImage(await stored, 'image/auto-orient,0')
    const made = await decoded(data)
    expect(made).toMatchObject({ width: 80, height: 40 })
    expect(corners(made)).toEqual([RED, GREEN, BLUE, YELLOW])
    expect(probe(data).orientation).toBe(orientation)
    expect((await sharp(data).metadata()).orientation).toBe(orientation === 1 ? undefined : orientation)
  })

  it.each(['auto-orient,0/rotate,180', 'auto-orient,0/format,webp'])(
    'loses the tag after %s',
    async (actions) => {
      const { data } = await processImage(await stored, `image/${actions}`)
      expect(probe(data).orientation).toBe(1)
    },
  )

  it.each(['fast', 'area'] as const)(
    'is upright before it is cut, turned or scaled: %s',
    async (resampling) => {
      const file = await stored
      const quarter = await pixelsOf(file, `crop,w_${width / 2},h_${height / 2},g_se`, { resampling })
      expect([quarter.width, quarter.height]).toEqual([width / 2, height / 2])
      expect(distance(quarter.at(3, 3), expected[3])).toBeLessThanOrEqual(JPG)
      const turned = await pixelsOf(file, 'rotate,90', { resampling })
      expect(corners(turned)).toEqual([expected[2], expected[0], expected[3], expected[1]])
      const cutAndTurned = await pixelsOf(file, `crop,w_${width / 2},h_${height / 2}/rotate,90`, {
        resampling,
      })
      expect([cutAndTurned.width, cutAndTurned.height]).toEqual([height / 2, width / 2])
      expect(distance(cutAndTurned.at(3, 3), expected[0])).toBeLessThanOrEqual(JPG)
      for (const side of [10, 40, 160]) {
        const scaled = await pixelsOf(file, `resize,l_${side},limit_0`, { resampling })
        const size = orientation < 5 ? [side, side / 2] : [side / 2, side]
        expect([side, scaled.width, scaled.height]).toEqual([side, ...size])
        // The smallest has so few pixels a quarter that only its corners are flat.
        if (side > 10) expect(corners(scaled)).toEqual(expected)
      }
      const filled = await pixelsOf(file, 'resize,m_fill,w_30,h_60,limit_0/rotate,270', { resampling })
      expect(corners(filled)).toEqual([expected[1], expected[3], expected[0], expected[2]])
    },
  )

  it.each(['webp', 'tiff', 'avif'] as const)('is upright from a %s, too', async (format) => {
    const tagged = encoded(card(80, 40)).withMetadata({ orientation })
    const file = await (format === 'tiff'
      ? tagged.tiff({ compression: 'lzw' })
      : tagged[format]({ lossless: true })
    ).toBuffer()
    expect(probe(file)).toMatchObject({ width: 80, height: 40, orientation })
    for (const resampling of ['fast', 'area'] as const)
      for (const actions of ['rotate,0', 'resize,p_100/bright,1', `crop,w_${width}/sharpen,50`]) {
        const made = await pixelsOf(file, actions, { resampling })
        expect(made).toMatchObject({ width, height })
        expect(corners(made)).toEqual(expected)
      }
    expect(probe((await processImage(file, 'image/rotate,0')).data).orientation).toBe(1)
  })
})

it('of a tiff that stays as it is stored is told by a jpg only', async () => {
  const file = await encoded(card(80, 40))
    .withMetadata({ orientation: 6 })
    .tiff({ compression: 'lzw' })
    .toBuffer()
  for (const [actions, orientation] of [
    ['auto-orient,0', 1],
    ['auto-orient,0/format,jpg', 6],
  ] as const) {
    const { data } = await processImage(file, `image/${actions}`)
    expect(probe(data)).toMatchObject({ width: 80, height: 40, orientation })
  }
})

it('of an avif is undone by its decoder, whatever is asked', async () => {
  const file = await encoded(card(80, 40))
    .withMetadata({ orientation: 6 })
    .avif({ lossless: true })
    .toBuffer()
  const { data } = await processImage(file, 'image/auto-orient,0')
  expect(probe(data)).toMatchObject({ width: 40, height: 80, orientation: 1 })
})

it('keeps the tag through a chain that does not turn', async () => {
  const file = await asJpg(card(80, 40), 95, 6)
  const { data } = await processImage(file, 'image/auto-orient,0/resize,w_40|image/crop,w_20,h_20')
  expect(probe(data)).toMatchObject({ width: 20, height: 20, orientation: 6 })
  // JFIF first, the tag right behind it, and nothing else before the tables.
  expect(
    segmentsOf(data)
      .slice(0, 3)
      .map(({ name }) => name),
  ).toEqual(['ffe0', 'ffe1', 'ffdb'])
})
