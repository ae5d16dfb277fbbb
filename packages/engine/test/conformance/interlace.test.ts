import { beforeAll, describe, expect, it } from 'vitest'
import { probe, processImage } from '../../src/index.ts'
import { frameOf } from '../files.ts'
import { drawCard } from '../order/card.ts'
import { alphaCard, animated, asJpg, asPng, card, decoded, encoded } from '../pictures.ts'

/** The markers of a frame: baseline, and progressive. */
const [SOF0, SOF2] = ['ffc0', 'ffc2']

let sources: Readonly<Record<'jpg' | 'progressive' | 'png' | 'gif', Buffer>>
beforeAll(async () => {
  const photo = drawCard(120, 80, false)
  sources = {
    jpg: await asJpg(photo, 85),
    progressive: await encoded(photo).jpeg({ progressive: true }).toBuffer(),
    png: await asPng(alphaCard(120, 80)),
    gif: await animated([card(120, 80), card(120, 80)])
      .gif()
      .toBuffer(),
  }
})

describe('a jpg', () => {
  it.each([
    ['jpg', 'resize,w_60/interlace,1', SOF2],
    ['jpg', 'interlace,1', SOF2],
    ['png', 'format,jpg/interlace,1', SOF2],
    ['png', 'interlace,1/format,jpg', SOF2],
    ['gif', 'interlace,1/format,jpg', SOF2],
    ['jpg', 'interlace,1/watermark,text_5Zu-', SOF2],
    ['progressive', 'interlace,1/rotate,90|image/resize,w_20', SOF2],
    ['jpg', 'interlace,0', SOF0],
    ['jpg', 'interlace,1/interlace,0', SOF0],
    ['progressive', 'interlace,0', SOF0],
    ['progressive', 'resize,w_60', SOF0],
    ['png', 'format,jpg', SOF0],
  ] as const)('from %s after %s has the marker %s', async (source, actions, marker) => {
    const { data } = await processImage(sources[source], `image/${actions}`)
    expect(frameOf(data).marker).toBe(marker)
    expect(probe(data).progressive).toBe(marker === SOF2)
  })

  it('is the same picture either way', async () => {
    for (const actions of ['resize,w_60', 'quality,Q_40', 'format,png/format,jpg'])
      for (const source of ['jpg', 'png'] as const) {
        const [one, other] = await Promise.all(
          [0, 1].map((on) => processImage(sources[source], `image/${actions}/format,jpg/interlace,${on}`)),
        )
        if (!one || !other) expect.fail('two results')
        expect(one.data.equals(other.data)).toBe(false)
        expect(Buffer.compare((await decoded(one.data)).data, (await decoded(other.data)).data)).toBe(0)
        expect(probe(other.data).quality).toBe(probe(one.data).quality)
      }
  })
})

it.each(['png', 'webp', 'bmp', 'tiff', 'avif'])('changes nothing about a %s', async (format) => {
  const [one, other] = await Promise.all(
    ['', '/interlace,1'].map((end) => processImage(sources.jpg, `image/resize,w_60/format,${format}${end}`)),
  )
  expect(one).toEqual(other)
})
