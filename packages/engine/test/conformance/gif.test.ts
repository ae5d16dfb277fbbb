import { describe, expect, it } from 'vitest'
import { probe } from '../../src/index.ts'
import { process, threeFrames } from '../animations.ts'
import { type GifFrame, gifFile, PALETTE } from '../gif-file.ts'
import { type Color, decoded, distance, framesOf, pixelsOf, WHITE } from '../pictures.ts'

describe('the timing', () => {
  const two = (delays: readonly [number, number], repetitions?: number) =>
    gifFile(
      8,
      6,
      [
        { color: 0, delay: delays[0] },
        { color: 1, delay: delays[1] },
      ],
      repetitions,
    )

  it.each([
    ['for ever', [5, 6], 0, { delays: [50, 60], loop: 0 }],
    ['once', [5, 6], undefined, { delays: [50, 60], loop: 1 }],
    ['twice', [5, 6], 1, { delays: [50, 60], loop: 2 }],
    ['a frame that does not stay', [0, 1], 0, { delays: [0, 10], loop: 0 }],
    // The longest that can be written.
    ['eleven minutes', [65_535, 6000], 0, { delays: [65_540, 60_000], loop: 0 }],
    ['65,536 times', [5, 6], 65_535, { delays: [50, 60], loop: 65_535 }],
  ] as const)('of a gif is kept: %s', async (_what, delays, repetitions, expected) => {
    const { data } = await process(two(delays, repetitions), 'resize,w_4')
    expect(probe(data).animation).toEqual(expected)
  })

  it.each([
    [[5, 6], 3, { delays: [50, 60], loop: 4 }],
    // Encoders of webp take frames that hardly stay for ones without a delay, as browsers do.
    [[0, 1], 0, { delays: [100, 100], loop: 0 }],
    [[65_535, 2], undefined, { delays: [65_535, 20], loop: 1 }],
  ] as const)('of a gif of %o becomes that of a webp', async (delays, repetitions, expected) => {
    const { data } = await process(two(delays, repetitions), 'format,webp')
    expect(probe(data).animation).toEqual(expected)
  })

  it('of a webp is kept, up to the longest that can be written', async () => {
    const file = await threeFrames('webp')
    const frame = file.indexOf('ANMF')
    file.writeUIntLE(0xff_ffff, frame + 8 + 12, 3)
    expect(probe(file).animation?.delays[0]).toBe(16_777_215)
    const { data } = await process(file, 'crop,w_10')
    expect(probe(data).animation).toEqual({ delays: [65_535, 250, 30], loop: 5 })
  })

  it('of frames that look alike is that of each in a gif, and of all together in a webp', async () => {
    const file = gifFile(
      8,
      6,
      [0, 0, 1, 1, 1].map((color, page) => ({ color, delay: 10 + page })),
      0,
    )
    const kept = probe((await process(file, 'crop,w_4')).data)
    expect([kept.pages, kept.animation?.delays]).toEqual([5, [100, 110, 120, 130, 140]])
    const joined = probe((await process(file, 'format,webp')).data)
    expect([joined.pages, joined.animation?.delays]).toEqual([2, [210, 390]])
  })
})

describe('frames of a gif that are not whole', () => {
  const [red, green, blue, , black] = PALETTE
  const part: GifFrame = { color: 1, left: 10, top: 8, width: 10, height: 8 }

  /** Upper left and lower right of each frame after a crop that keeps all. */
  async function cornersOf(frames: readonly GifFrame[]): Promise<Color[][]> {
    const { data } = await process(gifFile(20, 16, frames), 'crop,w_1000')
    return (await framesOf(data)).map(({ at }) => [at(1, 1), at(18, 14)])
  }

  const opaque = (colors: readonly Color[]) => colors.map((color) => [...color, 255])

  it.each<[string, readonly GifFrame[], readonly (readonly Color[])[]]>([
    [
      'stay',
      [{ color: 0 }, part, { color: 2, width: 5, height: 5 }],
      [
        [red, red],
        [red, green],
        [blue, green],
      ],
    ],
    [
      'give way',
      [{ color: 0 }, { ...part, disposal: 3 }, { color: 2, width: 5, height: 5 }],
      [
        [red, red],
        [red, green],
        [blue, red],
      ],
    ],
    [
      'reach out of it',
      [{ color: 0 }, { ...part, width: 90, height: 70 }],
      [
        [red, red],
        [red, green],
      ],
    ],
    [
      'lie outside',
      [{ color: 0 }, { ...part, left: 300 }],
      [
        [red, red],
        [red, red],
      ],
    ],
    [
      'are empty',
      [{ color: 0 }, { ...part, width: 0, height: 0 }],
      [
        [red, red],
        [red, red],
      ],
    ],
    [
      'do not fill it at first',
      [{ ...part }, { color: 2 }],
      [
        [black, green],
        [blue, blue],
      ],
    ],
  ])('%s', async (_what, frames, expected) => {
    expect(await cornersOf(frames)).toEqual(expected.map(opaque))
  })

  it('and the first one may enlarge the screen', async () => {
    const file = gifFile(4, 3, [
      { color: 0, width: 20, height: 16 },
      { color: 1, width: 20, height: 16 },
    ])
    expect(probe((await process(file, 'resize,w_10')).data)).toMatchObject({ width: 10, height: 8, pages: 2 })
  })

  it('are transparent where nothing was drawn, in gif and webp', async () => {
    const frames: GifFrame[] = [
      { color: 3, transparent: 3 },
      { color: 1, width: 10 },
    ]
    for (const actions of ['resize,w_10', 'format,webp', 'crop,w_18']) {
      const made = await framesOf((await process(gifFile(20, 16, frames), actions)).data)
      expect(made.map(({ at, width }) => [at(1, 1)[3], at(width - 2, 5)[3]])).toEqual([
        [0, 0],
        [255, 0],
      ])
    }
  })

  it('make no picture transparent whose first frame is not', async () => {
    const later: GifFrame[] = [
      { color: 0, disposal: 2 },
      { color: 1, transparent: 1 },
    ]
    const png = await pixelsOf(gifFile(20, 16, later), 'rotate,90')
    expect([png.channels, png.at(5, 5)]).toEqual([3, [...red]])
    const first: GifFrame[] = [{ color: 0, transparent: 0 }, { color: 1 }]
    const clear = await pixelsOf(gifFile(20, 16, first), 'rotate,90')
    expect([clear.channels, clear.at(5, 5)[3]]).toEqual([4, 0])
    const { data } = await process(gifFile(20, 16, first), 'format,jpg')
    expect(distance((await decoded(data)).at(5, 5), WHITE)).toBeLessThanOrEqual(2)
  })
})
