import { createOperation, parse } from '@ossimg/grammar'
import { beforeAll, describe, expect, it } from 'vitest'
import { plan, probe, processImage } from '../../src/index.ts'
import { chunksOfWebp, frameOf, segmentsOf } from '../files.ts'
import { drawCard } from '../order/card.ts'
import { asJpg, asPng, card, decoded, encoded } from '../pictures.ts'

const QUALITIES = [1, 5, 10, 25, 49, 50, 51, 75, 80, 82, 90, 95, 99, 100]

const photo = drawCard(120, 80, false)

describe.each(QUALITIES)('a jpg of quality %i', (quality) => {
  let source: Buffer
  beforeAll(async () => {
    source = await asJpg(photo, quality)
  })

  it.each([
    'resize,w_60',
    'quality,q_50',
    'quality,Q_60',
    'rotate,90/quality,q_90',
    'quality,q_50|image/quality,q_50',
  ])('is written after %s as planned', async (actions) => {
    const process = `image/${actions}`
    const planned = plan(
      { stages: parse(process).stages.filter((stage) => stage.type === 'image') },
      { source: probe(source), images: {}, texts: {} },
    )
    const { data } = await processImage(source, process)
    if ('report' in planned) expect.fail('a report')
    expect(probe(data).quality).toBe(planned.encode.quality)
    if (actions === 'resize,w_60') expect(probe(data).quality).toBe(quality)
  })
})

describe('how a jpg is written', () => {
  it.each(['resize,w_60', 'resize,w_60/watermark,text_eA', 'quality,Q_50', 'rotate,30'])(
    'after %s',
    async (actions) => {
      const source = await encoded(photo)
        .withMetadata({ orientation: 6, icc: 'p3', exif: { IFD0: { Copyright: 'somebody' } } })
        .jpeg({ progressive: true })
        .toBuffer()
      expect(segmentsOf(source).map(({ name }) => name)).toContain('ffe2')
      const { data } = await processImage(source, `image/${actions}`)
      const segments = segmentsOf(data)
      const names = segments.map(({ name }) => name)
      expect(names[0]).toBe('ffe0')
      expect(segments[0]?.payload.toString('hex')).toBe('4a46494600010100000100010000')
      // No EXIF, profile or comment, and one JFIF header; tables, frame and Huffman codes only.
      expect(names.filter((name) => /^ff(e.|fe)$/.test(name))).toEqual(['ffe0'])
      const marked = actions.includes('watermark')
      expect(frameOf(data)).toEqual({
        marker: 'ffc0',
        sampling: [marked ? '11' : '22', '11', '11'],
      })
    },
  )

  it('is 4:2:0 whatever the source was, from any format', async () => {
    const png = await asPng(card(40, 20))
    for (const source of [await asJpg(photo), png]) {
      const { data } = await processImage(source, 'image/format,jpg')
      expect(frameOf(data).sampling).toEqual(['22', '11', '11'])
    }
    expect(probe((await processImage(png, 'image/format,jpg')).data).quality).toBe(80)
  })

  it('is no larger than what libjpeg makes with its standard tables', async () => {
    const source = await asJpg(photo, 82)
    const { data } = await processImage(source, 'image/resize,p_100')
    const standard = await encoded(await decoded(source))
      .jpeg({ quality: 82, optimiseCoding: false })
      .toBuffer()
    expect(data.length).toBeLessThan(standard.length)
  })
})

describe('quality', () => {
  it('makes smaller files', async () => {
    const source = await asJpg(photo, 82)
    const length = async (actions: string) =>
      (await processImage(source, `image/resize,w_100/${actions}`)).data.length
    expect(await length('quality,q_80')).toBeLessThan(await length('quality,q_100'))
    expect(await length('format,webp/quality,q_20')).toBeLessThan(await length('format,webp/quality,q_90'))
  })

  it('changes no pixel of a png', async () => {
    const source = await asPng(photo)
    const { data } = await processImage(source, 'image/quality,Q_10')
    expect(Buffer.compare((await decoded(data)).data, photo.data)).toBe(0)
  })

  it('takes a tree as well as a text', async () => {
    const source = await asJpg(photo, 80)
    const actions = [createOperation('quality', { relative: 50 })]
    const { data } = await processImage(source, { stages: [{ type: 'image', actions }] })
    expect(probe(data).quality).toBe(40)
  })
})

it('writes a webp without metadata', async () => {
  const source = await encoded(photo).withMetadata({ orientation: 3, icc: 'p3' }).webp().toBuffer()
  expect(chunksOfWebp(source).map(({ name }) => name)).toContain('ICCP')
  const { data } = await processImage(source, 'image/resize,w_60')
  expect(chunksOfWebp(data).map(({ name }) => name)).toEqual(['VP8 '])
})
