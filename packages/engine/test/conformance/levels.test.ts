import { beforeAll, describe, expect, it } from 'vitest'
import { processImage } from '../../src/index.ts'
import { drawCard } from '../order/card.ts'
import { asJpg, asPng, decoded, drawn, type Pixels, pixelsOf } from '../pictures.ts'

/** Every level of grey once, in a row. */
const ramp = asPng(drawn(256, 2, (x) => [x, x, x]))

const cutToLevels = (value: number) => Math.min(255, Math.max(0, value))

/** Each level, with what became of it. */
async function curve(actions: string): Promise<(readonly [level: number, made: number])[]> {
  const made = await pixelsOf(await ramp, actions)
  return Array.from({ length: 256 }, (_, level) => [level, made.at(level, 1)[0] ?? -1] as const)
}

describe('bright', () => {
  it.each([50, -50, 100, -100, 1, -1])(
    'bright,%i adds as many levels, and cuts at the ends',
    async (amount) => {
      for (const [level, made] of await curve(`bright,${amount}`))
        expect([level, made]).toEqual([level, cutToLevels(level + amount)])
    },
  )

  it('bright,100 makes grey 128 grey 228', async () => {
    expect((await curve('bright,100'))[128]).toEqual([128, 228])
  })

  it('forgets what was cut off', async () => {
    for (const [level, made] of await curve('bright,100/bright,-100'))
      expect([level, made]).toEqual([level, Math.min(255, level + 100) - 100])
  })
})

describe('contrast', () => {
  it.each([
    [50, 1.5],
    [100, 2],
    [1, 1.01],
    [-50, 0.75],
    [-100, 0.5],
    [-1, 0.995],
  ])('contrast,%i multiplies by %f, and cuts at the end', async (amount, factor) => {
    // sharp cuts fractions off.
    for (const [level, made] of await curve(`contrast,${amount}`))
      expect([level, made]).toEqual([level, Math.floor(cutToLevels(level * factor) + 1e-9)])
  })
})

describe.each(['bright', 'contrast'])('%s', (name) => {
  const photo = drawCard(120, 80, false)
  let jpg: Buffer
  beforeAll(async () => {
    jpg = await asJpg(photo, 90)
  })

  it('changes nothing at 0', async () => {
    const made = await pixelsOf(await asPng(photo), `${name},0`)
    expect(Buffer.compare(made.data, photo.data)).toBe(0)
  })

  it('leaves alpha alone', async () => {
    const picture = drawn(256, 3, (x, y) => [x, 255 - x, 90, [0, 128, 255][y] ?? 0])
    const made = await pixelsOf(await asPng(picture), `${name},50`)
    expect(made.channels).toBe(4)
    for (const y of [0, 1, 2]) for (const x of [0, 77, 255]) expect(made.at(x, y)[3]).toBe([0, 128, 255][y])
    expect(made.at(100, 2)).toEqual(name === 'bright' ? [150, 205, 140, 255] : [150, 232, 135, 255])
  })

  it('works both ways on a jpg, which keeps its size and format', async () => {
    const [more, less] = await Promise.all(
      [50, -50].map((amount) => processImage(jpg, `image/${name},${amount}`)),
    )
    const before = statistics(await decoded(jpg))
    const [above, below] = [await decodedOf(more), await decodedOf(less)]
    const measure = name === 'bright' ? 'mean' : 'deviation'
    expect(above[measure]).toBeGreaterThan(before[measure] * 1.1)
    expect(below[measure]).toBeLessThan(before[measure] * 0.9)
  })

  it('follows a scaling', async () => {
    const made = await pixelsOf(jpg, `resize,w_60/${name},-50`)
    expect(made).toMatchObject({ width: 60, height: 40 })
    const plain = statistics(await pixelsOf(jpg, 'resize,w_60'))
    expect(statistics(made).mean).toBeLessThan(plain.mean * 0.8)
  })
})

async function decodedOf(output?: { data: Buffer; contentType: string }) {
  expect(output?.contentType).toBe('image/jpeg')
  const made = await decoded(output?.data ?? Buffer.of())
  expect(made).toMatchObject({ width: 120, height: 80, channels: 3 })
  return statistics(made)
}

function statistics({ data }: Pixels): { mean: number; deviation: number } {
  const mean = data.reduce((sum, level) => sum + level, 0) / data.length
  const squares = data.reduce((sum, level) => sum + (level - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / data.length) }
}
