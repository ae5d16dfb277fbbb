import { encodeBase64 } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import { probe } from '../../src/index.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import {
  COLORS,
  FORMATS,
  flat,
  HEIGHT,
  LOSS,
  MARK,
  process,
  TIMING,
  threeFrames,
  WIDTH,
} from '../animations.ts'
import {
  animated,
  asPng,
  BLUE,
  card,
  decoded,
  distance,
  drawn,
  framesOf,
  inkOf,
  type Pixels,
  pixelsOf,
  RED,
  WHITE,
  YELLOW,
} from '../pictures.ts'

describe.each(FORMATS)('a %s stays animated', (format) => {
  it.each([
    ['resize,w_50', 50, 30],
    ['resize,m_fixed,w_40,h_50', 40, 50],
    ['resize,m_fill,w_40,h_40', 40, 40],
    ['resize,m_mfit,w_40,h_40', 67, 40],
    ['crop,w_30,h_20,g_se', 30, 20],
    ['crop,w_80/resize,w_40/crop,h_10,g_south', 40, 10],
    ['resize,w_50|image/crop,w_20', 20, 30],
    ['resize,w_100', 100, 60],
    ['format,gif', 100, 60],
  ])('after %s: no frame has a colour of another', async (actions, width, height) => {
    const { data, contentType } = await process(await threeFrames(format), actions)
    expect(contentType).toBe(`image/${format}`)
    expect(probe(data)).toMatchObject({ format, width, height, pages: 3 })
    expect(probe(data).animation).toEqual({ delays: TIMING.delay, loop: TIMING.loop })
    const frames = await framesOf(data)
    for (const [page, frame] of frames.entries())
      for (let y = 0; y < height; y++)
        for (let x = 0; x < width; x++)
          if (distance(frame.at(x, y).slice(0, 3), COLORS[page] ?? WHITE) > LOSS[format])
            expect.fail(`${frame.at(x, y)} at ${x}, ${y} of page ${page}`)
  })

  it('in a border', async () => {
    const { data } = await process(await threeFrames(format), 'resize,m_pad,w_60,h_60,color_FF00FF')
    for (const [page, frame] of (await framesOf(data)).entries()) {
      expect([frame.width, frame.height]).toEqual([60, 60])
      for (const y of [0, 6, 53, 59])
        expect(distance(frame.at(30, y).slice(0, 3), [255, 0, 255])).toBeLessThanOrEqual(LOSS[format])
      for (const y of [17, 30, 42])
        expect(distance(frame.at(30, y).slice(0, 3), COLORS[page] ?? WHITE)).toBeLessThanOrEqual(LOSS[format])
    }
  })

  it('with a mark on every frame, cut at its edge', async () => {
    const isMark = ([red = 0, green = 0, blue = 0]: Uint8Array) => red > 180 && green > 170 && blue < 110
    for (const [actions, region] of [
      [MARK, { left: 70, top: 30, width: 20, height: 20 }],
      [`${MARK},g_nw,x_0,y_50`, { left: 0, top: 50, width: 20, height: 10 }],
      [`${MARK},g_west,x_0,voffset_-30`, { left: 0, top: 0, width: 20, height: 10 }],
      [`${MARK},g_nw,x_0,y_0/resize,w_50`, { left: 0, top: 0, width: 10, height: 10 }],
    ] as const) {
      const { data } = await process(await threeFrames(format), actions)
      const regions = (await framesOf(data)).map((frame) => inkOf(frame, isMark))
      if (format === 'gif') expect([actions, regions]).toEqual([actions, [region, region, region]])
      else for (const made of regions) expectNear(made, region)
    }
  })

  it('with a text on every frame', async () => {
    const text = `watermark,text_${encodeBase64('图')},size_30,color_FFFFFF,g_center`
    const frames = await framesOf((await process(await threeFrames(format), text)).data)
    const inks = frames.map((frame) => inkOf(frame, (color) => Math.min(...color.subarray(0, 3)) > 200))
    for (const ink of inks) expectNear(ink, inks[0])
    expect(inks[0]?.width).toBeGreaterThan(20)
    for (const [page, frame] of frames.entries())
      expect(distance(frame.at(2, 2).slice(0, 3), COLORS[page] ?? WHITE)).toBeLessThanOrEqual(LOSS[format])
  })

  it('and every frame is what a picture of its own would be', async () => {
    const pages = [card(WIDTH, HEIGHT), turned(card(WIDTH, HEIGHT)), flat(BLUE)]
    const mark = await asPng(drawn(20, 20, () => YELLOW))
    const source = await (format === 'gif'
      ? animated(pages).gif()
      : animated(pages).webp({ lossless: true })
    ).toBuffer()
    for (const actions of ['crop,w_60,h_40,g_center/resize,w_30', `resize,w_50/${MARK},g_nw,x_3,y_4`]) {
      const frames = await framesOf((await process(source, actions)).data)
      for (const [page, picture] of pages.entries()) {
        const alone = await pixelsOf(await asPng(picture), actions, { images: { mark }, resampling: 'fast' })
        // The edges between colours have many shades, which a palette of 256 or a lossy encoder cannot all keep.
        const far = pixelsFarther(frames[page], alone, format === 'gif' ? 24 : 60)
        expect(far / (alone.width * alone.height)).toBeLessThanOrEqual(format === 'gif' ? 0.03 : 0.15)
      }
    }
  })
})

/** A picture upside down. */
function turned({ data, width, height }: Raw): Raw {
  return drawn(width, height, (x, y) =>
    [...data.subarray(((height - 1 - y) * width + width - 1 - x) * 3)].slice(0, 3),
  )
}

function pixelsFarther(one: Pixels | undefined, other: Pixels, levels: number): number {
  if (!one) return Number.POSITIVE_INFINITY
  expect([one.width, one.height]).toEqual([other.width, other.height])
  let count = 0
  for (let y = 0; y < one.height; y++)
    for (let x = 0; x < one.width; x++)
      if (distance(one.at(x, y).slice(0, 3), other.at(x, y)) > levels) count += 1
  return count
}

/** Lossy edges blur by a pixel or two. */
function expectNear(one: object | undefined, other: object | undefined): void {
  const [first, second] = [Object.values(one ?? {}), Object.values(other ?? {})]
  expect(first).toHaveLength(4)
  for (const [index, value] of first.entries()) expect(Math.abs(value - second[index])).toBeLessThanOrEqual(2)
}

describe('a gif becomes an animated webp', () => {
  it.each(['format,webp', 'resize,w_50/format,webp', `format,webp/crop,w_50/${MARK}`])(
    '%s',
    async (actions) => {
      const { data, contentType } = await process(await threeFrames('gif'), actions)
      expect(contentType).toBe('image/webp')
      expect(probe(data)).toMatchObject({ format: 'webp', pages: 3 })
      expect(probe(data).animation).toEqual({ delays: TIMING.delay, loop: TIMING.loop })
      for (const [page, frame] of (await framesOf(data)).entries())
        expect(distance(frame.at(2, 2).slice(0, 3), COLORS[page] ?? WHITE)).toBeLessThanOrEqual(LOSS.webp)
    },
  )

  it('but a webp no gif', async () => {
    const { data, contentType } = await process(await threeFrames('webp'), 'resize,w_50/format,gif')
    expect([contentType, probe(data).format, probe(data).pages]).toEqual(['image/webp', 'webp', 3])
  })
})

describe.each(FORMATS)('a %s becomes static, by its first frame', (format) => {
  it.each([
    ['rotate,90', 60, 100],
    ['resize,p_50', 50, 30],
    ['sharpen,100', 100, 60],
    ['bright,0', 100, 60],
    ['blur,r_2,s_2', 100, 60],
    ['circle,r_10', 21, 21],
    ['indexcrop,x_30,i_3', 10, 60],
    ['auto-orient,1', 100, 60],
    ['quality,Q_90', 100, 60],
    ['resize,w_50/interlace,1', 50, 30],
  ])('after %s', async (actions, width, height) => {
    const { data } = await process(await threeFrames(format), actions)
    expect(probe(data)).toMatchObject({ format, width, height, pages: 1 })
    const made = await decoded(data)
    const middle = made.at(Math.floor(width / 2), Math.floor(height / 2)).slice(0, 3)
    expect(distance(middle, RED)).toBeLessThanOrEqual(LOSS[format])
  })

  it.each(['jpg', 'png', 'bmp', 'tiff', 'avif'])('as a %s', async (target) => {
    const { data } = await process(await threeFrames(format), `resize,w_50/format,${target}`)
    expect(probe(data)).toMatchObject({ format: target, width: 50, height: 30, pages: 1 })
    const made = await decoded(data)
    for (const y of [0, 15, 29])
      expect(distance(made.at(25, y), [...RED, 255].slice(0, made.channels))).toBeLessThanOrEqual(8)
  })
})

describe('a gif is never enlarged', () => {
  it.each([
    ['resize,w_200,limit_0', 3],
    ['resize,m_fixed,w_200,h_10,limit_0', 3],
    ['resize,m_pad,w_60,h_100,limit_0', 3],
    ['resize,p_300', 1],
  ])('%s', async (actions, pages) => {
    expect(probe((await process(await threeFrames('gif'), actions)).data)).toMatchObject({
      width: WIDTH,
      height: HEIGHT,
      pages,
    })
  })

  it('and a webp is', async () => {
    const { data } = await process(await threeFrames('webp'), 'resize,w_200,limit_0')
    expect(probe(data)).toMatchObject({ width: 200, height: 120, pages: 3 })
  })
})

describe('what is damaged', () => {
  it.each(FORMATS)('is refused or processed, whatever the bytes: %s', async (format) => {
    const file = await threeFrames(format)
    const answers = new Set<string>()
    const attempt = async (bytes: Buffer, actions: string) => {
      try {
        await process(bytes, actions)
        answers.add('a picture')
      } catch (error) {
        expect(error).toMatchObject({ name: 'EngineError' })
        answers.add('an error')
      }
    }
    for (let length = 0; length < file.length; length += Math.ceil(file.length / 40))
      for (const actions of ['resize,w_50', 'crop,w_5/rotate,90'])
        await attempt(file.subarray(0, length), actions)
    for (let at = 13; at < file.length; at += Math.ceil(file.length / 60)) {
      const changed = Buffer.from(file)
      changed[at] = (changed[at] ?? 0) ^ 0x5a
      await attempt(changed, 'resize,w_50')
    }
    expect([...answers].sort()).toEqual(['a picture', 'an error'])
  })
})
