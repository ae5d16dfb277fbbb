import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fontsWork, useFonts } from './fonts.ts'
import type { Raw } from './pixels/raw.ts'
import { measureText, renderText, type TextStyle } from './text.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossimg-test-'))
  await useFonts({ cacheDirectory: folder })
})

afterAll(() => rm(folder, { recursive: true }))

const plain: TextStyle = { content: 'x', font: 'wqy-zenhei', size: 40, color: '000000', shadow: 0, rotate: 0 }
const draw = (change: Partial<TextStyle>) => renderText({ ...plain, ...change })

/** The four samples of each pixel. */
function pixels({ data }: Raw): readonly (readonly number[])[] {
  return Array.from({ length: data.length / 4 }, (_, pixel) => [...data.subarray(pixel * 4, pixel * 4 + 4)])
}

describe('renderText', { timeout: 30_000 }, () => {
  it('draws real glyphs, Latin and Chinese', async () => {
    expect(await fontsWork()).toBe(true)
    const { width, height, channels } = await draw({ content: 'Hello 图片服务!' })
    expect(channels).toBe(4)
    // Ten narrow characters, four of a whole em; the ink is less than a line high.
    expect(width).toBeGreaterThan(240)
    expect(width).toBeLessThan(300)
    expect(height).toBeGreaterThan(30)
    expect(height).toBeLessThan(48)
  })

  it('draws the ink and no margin', async () => {
    const { data, width, height } = await draw({ content: '图' })
    const hasInk = (pixel: (at: number) => number, count: number) =>
      Array.from({ length: count }, (_, at) => data[pixel(at) * 4 + 3]).some((alpha) => alpha !== 0)
    expect(hasInk((x) => x, width)).toBe(true)
    expect(hasInk((x) => (height - 1) * width + x, width)).toBe(true)
    expect(hasInk((y) => y * width, height)).toBe(true)
    expect(hasInk((y) => y * width + width - 1, height)).toBe(true)
  })

  it.each([
    ['FF0000', [255, 0, 0]],
    ['00ff00', [0, 255, 0]],
    ['336699', [51, 102, 153]],
    ['000000', [0, 0, 0]],
    ['FFFFFF', [255, 255, 255]],
  ])('draws in colour %s', async (color, expected) => {
    const solid = pixels(await draw({ content: '图', color })).filter(([, , , alpha]) => alpha === 255)
    expect(solid.length).toBeGreaterThan(50)
    for (const pixel of solid) expect(pixel.slice(0, 3)).toEqual(expected)
  })

  it.each([
    [10, 20],
    [40, 80],
    [100, 200],
  ])('draws twice as large at %i as at %i px', async (size, twice) => {
    const small = await draw({ content: '图片', size })
    const large = await draw({ content: '图片', size: twice })
    expect(Math.abs(large.width - 2 * small.width)).toBeLessThanOrEqual(3)
    expect(Math.abs(large.height - 2 * small.height)).toBeLessThanOrEqual(3)
  })

  it.each([
    [40, 2],
    [100, 5],
    [10, 1],
    [1, 1],
  ])('adds a shadow of %i px text %i px to the right and below', async (size, offset) => {
    const bare = await draw({ content: '图', size, color: 'FF0000' })
    const shaded = await draw({ content: '图', size, color: 'FF0000', shadow: 50 })
    expect(shaded.width).toBe(bare.width + offset)
    expect(shaded.height).toBe(bare.height + offset)
    const shadow = pixels(shaded).filter(([red, , , alpha]) => red === 0 && alpha !== 0)
    expect(shadow.length).toBeGreaterThan(0)
    for (const [, , , alpha = 0] of shadow) expect(alpha).toBeLessThanOrEqual(128)
  })

  it('turns by quarters without changing a pixel', async () => {
    const upright = await draw({ content: '片' })
    const turned = await draw({ content: '片', rotate: 90 })
    expect([turned.width, turned.height]).toEqual([upright.height, upright.width])
    const [before, after] = [pixels(upright), pixels(turned)]
    for (const [at, pixel] of before.entries()) {
      const [x, y] = [at % upright.width, Math.floor(at / upright.width)]
      expect(after[x * turned.width + upright.height - 1 - y]).toEqual(pixel)
    }
    expect(await draw({ content: '片', rotate: 360 })).toBe(upright)
  })

  it('grows to the bounding box when turned by another angle, and darkens no colour', async () => {
    const { width, height } = await draw({ content: 'Hello', color: 'FF0000' })
    const turned = await draw({ content: 'Hello', color: 'FF0000', rotate: 30 })
    const [cos, sin] = [Math.cos(Math.PI / 6), Math.sin(Math.PI / 6)]
    expect(Math.abs(turned.width - (width * cos + height * sin))).toBeLessThanOrEqual(1)
    expect(Math.abs(turned.height - (width * sin + height * cos))).toBeLessThanOrEqual(1)
    // A renderer that turned colour without regard to alpha would mix the red with black all around.
    for (const [red = 0, green, blue, alpha = 0] of pixels(turned)) {
      if (alpha > 8) expect([red > 245, green, blue]).toEqual([true, 0, 0])
    }
  })

  it('turns the shadow with the text', async () => {
    const upright = await draw({ content: '片', shadow: 50, color: 'FF0000' })
    const turned = await draw({ content: '片', shadow: 50, color: 'FF0000', rotate: 180 })
    expect(pixels(turned)).toEqual(pixels(upright).toReversed())
  })

  it.each(['a&b', 'a<b', 'a>b', `"a'`, '&amp;', '<b>x</b>', '</span>', '&#65;', '<!--'])(
    'draws %j as it stands',
    async (content) => {
      const { width } = await draw({ content })
      expect(width).toBeGreaterThan((await draw({ content: content.slice(0, -1) })).width)
    },
  )

  it.each([
    ['a\nb', 'a b'],
    ['a\r\nb', 'a b'],
    ['a\u2028b', 'a b'],
    ['a\u0085b', 'a b'],
    ['a\tb', 'a b'],
    ['a\u0000\u0007\u001bb', 'ab'],
    ['a\u009fb\u007f', 'ab'],
  ])('draws %j as %j', async (content, line) => {
    expect(await draw({ content })).toBe(await draw({ content: line }))
  })

  it.each(['', ' ', '\n\t', '\u0000', '\u00a0', '\u3000\u3000', '\u200b', '\u200d\ufeff'])(
    'draws one transparent pixel for %j',
    async (content) => {
      const { data, width, height } = await draw({ content, shadow: 50, rotate: 45 })
      expect([width, height, ...data]).toEqual([1, 1, 0, 0, 0, 0])
    },
  )

  it.each(['wqy-zenhei', 'droidsansfallback', 'fangzhengkaiti', ''])(
    'draws font %j in the one family',
    async (font) => {
      expect(await draw({ content: '图片', font })).toBe(await draw({ content: '图片' }))
    },
  )

  it('renders once for all who ask', async () => {
    const asked = Array.from({ length: 5 }, () => draw({ content: '只画一次' }))
    const [first, ...others] = await Promise.all([...asked, draw({ content: '只画一次', color: '000000' })])
    for (const other of others) expect(other).toBe(first)
    expect(await draw({ content: '只画一次', size: 41 })).not.toBe(first)
  })

  it.each([
    ['wider than 32,767 px', { content: 'W'.repeat(64), size: 1000 }],
    ['turned into too large a box', { content: '图'.repeat(21), size: 600, rotate: 45 }],
  ])('refuses a text %s', async (_, change) => {
    await expect(draw(change)).rejects.toMatchObject({ name: 'EngineError', code: 'WatermarkError' })
    await expect(measureText({ ...plain, ...change })).rejects.toMatchObject({ code: 'WatermarkError' })
  })

  it('draws any text', async () => {
    const content = fc.string({ unit: 'binary', maxLength: 16 })
    const style = { size: fc.integer({ min: 1, max: 30 }), rotate: fc.integer({ min: 0, max: 360 }) }
    await fc.assert(
      fc.asyncProperty(
        fc.record({ content, ...style, shadow: fc.integer({ min: 0, max: 100 }) }),
        async (change) => {
          const { data, width, height } = await draw(change)
          expect(data).toHaveLength(width * height * 4)
        },
      ),
      { numRuns: 100 },
    )
  })
})

describe('measureText', () => {
  it.each([{}, { content: '图片', shadow: 30 }, { content: 'Hello', rotate: 17 }, { content: ' ' }])(
    'gives the size of what is drawn: %j',
    async (change) => {
      const { width, height } = await draw(change)
      expect(await measureText({ ...plain, ...change })).toEqual({ width, height })
    },
  )
})
