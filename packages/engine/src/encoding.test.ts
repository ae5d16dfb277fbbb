import { expandStyles, parse } from '@ossimg/grammar'
import { describe, expect, it } from 'vitest'
import type { Encoding } from './encoding.ts'
import { FORMAT_TRAITS } from './formats.ts'
import type { Animation, ImageFormat, ImageMetadata } from './metadata.ts'
import { plan } from './plan.ts'

const SIZES = { width: 400, height: 267, pages: 1, orientation: 1, bytes: 21_839 } as const

/** A source by format, a jpg with its quality: `jpg80`, `jpg` without tables, `png`. */
function source(name: string): ImageMetadata {
  const [format = '', quality] = name.split(/(?=\d)(.*)/)
  const known = (Object.keys(FORMAT_TRAITS) as ImageFormat[]).find((each) => each === format)
  if (!known) throw new Error(`no format ${format}`)
  return { ...SIZES, format: known, alpha: known !== 'jpg', ...(quality ? { quality: Number(quality) } : {}) }
}

function encoding(metadata: ImageMetadata, actions: string): Encoding {
  const process = expandStyles(parse(actions.replaceAll(/(^|\|)/g, '$1image/')), {})
  const size = { width: 20, height: 10 }
  const texts = { text_eA: size }
  const planned = plan(process, { source: metadata, images: {}, texts })
  return 'report' in planned ? expect.fail('a report') : planned.encode
}

describe('quality', () => {
  it.each([
    // The worked examples.
    ['jpg100', 'quality,q_90', 90],
    ['jpg80', 'quality,q_90', 72],
    ['jpg95', 'quality,Q_90', 90],
    ['jpg80', 'quality,Q_90', 80],
    ['webp', 'quality,q_90', 90],
    ['webp', 'quality,Q_90', 90],
    // Without a quality: the source's own, or the format's default.
    ['jpg82', 'resize,w_100', 82],
    ['jpg5', 'resize,w_100', 5],
    ['jpg', 'resize,w_100', 80],
    ['png', 'format,jpg', 80],
    ['webp', 'format,jpg', 80],
    ['jpg82', 'format,webp', 75],
    ['webp', 'resize,w_100', 75],
    // Relative to a jpg source; a half is rounded up, and 1 is the least.
    ['jpg82', 'quality,q_80', 66],
    ['jpg75', 'quality,q_90', 68],
    ['jpg100', 'quality,q_100', 100],
    ['jpg10', 'quality,q_1', 1],
    ['jpg82', 'format,webp/quality,q_50', 41],
    ['jpg82', 'format,webp/quality,Q_90', 82],
    // Absolute where the source tells none.
    ['png', 'format,jpg/quality,q_80', 80],
    ['png', 'format,jpg/quality,Q_90', 90],
    ['png', 'format,webp/quality,q_30', 30],
    ['jpg', 'quality,q_50', 50],
    ['jpg', 'quality,Q_50', 50],
    ['webp', 'format,jpg/quality,q_30', 30],
    // Both, and a bare number.
    ['jpg80', 'quality,q_50,Q_60', 60],
    ['jpg80', 'quality,60', 60],
    ['jpg80', 'quality,90', 80],
    // The last one counts, wherever it stands.
    ['jpg80', 'quality,q_50/quality,q_90', 72],
    ['jpg80', 'quality,Q_50/quality,Q_70', 70],
    ['jpg80', 'quality,q_50/format,webp', 40],
    ['png', 'quality,q_50/format,jpg', 50],
    // No such thing.
    ['png', 'resize,w_100', null],
    ['png', 'quality,Q_10', null],
    ['jpg82', 'quality,Q_10/format,png', null],
    ['jpg82', 'quality,Q_10/format,avif', null],
    ['bmp', 'quality,Q_10', null],
    ['tiff', 'resize,w_100', null],
    ['gif', 'quality,Q_10', null],
    ['avif', 'quality,Q_10', null],
    // What a heic becomes is a jpg from a source without a quality.
    ['heic', 'resize,w_100', 80],
    ['heic', 'quality,q_60', 60],
    ['heic', 'format,webp', 75],
    ['bmp', 'format,jpg/quality,Q_90', 90],
    ['avif', 'format,jpg', 80],
  ])('of %s after %s is %s', (name, actions, quality) => {
    expect(encoding(source(name), actions).quality).toBe(quality)
  })

  it.each([
    ['jpg80', 'quality,q_50|quality,q_50', 20],
    ['jpg80', 'quality,Q_30|quality,q_50', 15],
    ['jpg80', 'resize,w_100|quality,q_50', 40],
    ['jpg80', 'format,webp|quality,q_20', 15],
    ['jpg80', 'format,webp/quality,Q_30|quality,q_50', 15],
    ['jpg80', 'format,png|format,jpg/quality,q_50', 40],
    ['png', 'format,jpg|quality,q_50', 40],
    ['png', 'resize,w_100|format,jpg/quality,q_50', 50],
  ])('of %s after %s is relative to what the stage before ends with: %i', (name, actions, quality) => {
    expect(encoding(source(name), actions).quality).toBe(quality)
  })

  it.each(['jpg80', 'jpg', 'png', 'webp', 'gif', 'heic', 'avif'])(
    'a pipe changes nothing else about a %s',
    (name) => {
      const actions = [
        'quality,q_50',
        'quality,Q_30',
        'quality,Q_90',
        'format,jpg',
        'format,png',
        'format,webp',
      ]
      for (const first of [...actions, 'format,webp/quality,Q_30'])
        for (const second of [...actions.slice(1), 'resize,w_50']) {
          const piped = encoding(source(name), `${first}|${second}`)
          expect([first, second, piped]).toEqual([
            first,
            second,
            encoding(source(name), `${first}/${second}`),
          ])
        }
    },
  )
})

describe('colour', () => {
  it.each([
    ['jpg80', 'resize,w_100', '4:2:0'],
    ['jpg80', 'watermark,text_eA', '4:4:4'],
    ['png', 'watermark,text_eA/format,jpg', '4:4:4'],
    ['jpg80', 'watermark,text_eA/resize,w_100|quality,q_50', '4:4:4'],
    ['jpg80', 'watermark,text_eA,t_0', '4:2:0'],
  ])('of %s after %s is %s', (name, actions, chroma) => {
    expect(encoding(source(name), actions).chroma).toBe(chroma)
  })
})

describe('the orientation tag', () => {
  const turned: ImageMetadata = { ...source('jpg80'), orientation: 6 }

  it.each([
    ['resize,w_100', null],
    ['auto-orient,1', null],
    ['auto-orient,0', 6],
    ['auto-orient,0/resize,w_100', 6],
    ['resize,w_100/auto-orient,0', 6],
    ['auto-orient,1/auto-orient,0', 6],
    ['auto-orient,0/auto-orient,1', null],
    ['auto-orient,0/rotate,90', null],
    ['auto-orient,0/rotate,30', null],
    ['auto-orient,0/rotate,0', 6],
    ['auto-orient,0/format,png', null],
    ['auto-orient,0/format,png/format,jpg', 6],
    ['auto-orient,0|resize,w_50', 6],
    ['resize,w_50|auto-orient,0', null],
  ])('after %s is %s', (actions, tag) => {
    expect(encoding(turned, actions).orientation).toBe(tag)
  })

  it('of an upright picture is never written', () => {
    expect(encoding(source('jpg80'), 'auto-orient,0').orientation).toBe(null)
  })
})

describe('progressive', () => {
  it.each([
    ['jpg80', 'resize,w_100', false],
    ['jpg80', 'interlace,1', true],
    ['jpg80', 'interlace,1/resize,w_100', true],
    ['jpg80', 'interlace,1/interlace,0', false],
    ['jpg80', 'interlace,0|interlace,1', true],
    ['jpg80', 'interlace,1|quality,q_50', true],
    ['heic', 'interlace,1', true],
    ['png', 'interlace,1', false],
    ['png', 'interlace,1/format,jpg', true],
    ['jpg80', 'interlace,1/format,png', false],
    ['jpg80', 'interlace,1/format,png/format,jpg', true],
  ])('of %s after %s is %s', (name, actions, progressive) => {
    expect(encoding(source(name), actions).progressive).toBe(progressive)
  })

  it('is never so because the source was', () => {
    expect(encoding({ ...source('jpg80'), progressive: true }, 'resize,w_100').progressive).toBe(false)
  })
})

describe('the timing of an animation', () => {
  const animation: Animation = { delays: [70, 655_350], loop: 65_536 }

  it.each([
    ['gif', 'resize,w_100', animation],
    ['gif', 'format,webp', animation],
    ['webp', 'crop,w_9/watermark,text_eA', animation],
    ['gif', 'rotate,90', null],
    ['gif', 'format,png', null],
    ['webp', 'format,jpg', null],
  ] as const)('of %s after %s is as in the file, or none', (format, actions, expected) => {
    expect(encoding({ ...source(format), pages: 2, animation }, actions).animation).toEqual(expected)
  })

  it.each(['gif', 'webp', 'jpg80'])('of a static %s is none', (name) => {
    expect(encoding(source(name), 'resize,w_100').animation).toBe(null)
  })
})
