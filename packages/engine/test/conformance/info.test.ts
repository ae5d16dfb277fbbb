import { expect, it } from 'vitest'
import { encodeBmp } from '../../src/bmp/encode.ts'
import { execute, plan, probe, processImage } from '../../src/index.ts'
import { heic } from '../heic/fixtures.ts'
import { animated, asJpg, asPng, card, encoded } from '../pictures.ts'

const report = async (...[source, process]: Parameters<typeof processImage>) => {
  const { data, contentType } = await processImage(source, process)
  expect(contentType).toBe('application/json')
  const facts = Object.entries(JSON.parse(data.toString())) as [string, { value: string }][]
  return Object.fromEntries(facts.map(([name, { value }]) => [name, value]))
}

it('reports on a jpg, byte for byte', async () => {
  const source = await asJpg(card(100, 100))
  const { data } = await processImage(source, 'image/info')
  expect(data.toString()).toBe(`{
    "FileSize": {"value": "${source.length}"},
    "Format": {"value": "jpg"},
    "FrameCount": {"value": "1"},
    "ImageHeight": {"value": "100"},
    "ImageWidth": {"value": "100"},
    "ResolutionUnit": {"value": "1"},
    "XResolution": {"value": "1/1"},
    "YResolution": {"value": "1/1"}}`)
})

it('reports a turned picture as it is stored', async () => {
  const facts = await report(await asJpg(card(40, 20), 90, 6), 'image/info')
  expect(facts).toMatchObject({ ImageWidth: '40', ImageHeight: '20', Orientation: '6' })
})

const pages = [card(40, 20), card(40, 20), card(40, 20)].map((page, index) => ({
  ...page,
  data: page.data.map((level) => level >> index),
}))

it.each<[string, string, () => Promise<Uint8Array>, [width: number, height: number, frames: number]]>([
  ['png', 'png', () => asPng(card(40, 20)), [40, 20, 1]],
  ['webp', 'webp', () => encoded(card(40, 20)).webp().toBuffer(), [40, 20, 1]],
  ['gif', 'gif', () => encoded(card(40, 20)).gif().toBuffer(), [40, 20, 1]],
  ['bmp', 'bmp', async () => encodeBmp(card(40, 20)), [40, 20, 1]],
  ['avif', 'avif', () => encoded(card(40, 20)).avif().toBuffer(), [40, 20, 1]],
  ['heic', 'heic', async () => heic('card'), [96, 64, 1]],
  ['heic that is turned', 'heic', async () => heic('orientation-6'), [96, 64, 1]],
  ['animated gif', 'gif', () => animated(pages).gif().toBuffer(), [40, 20, 3]],
  ['animated webp', 'webp', () => animated(pages).webp().toBuffer(), [40, 20, 3]],
])('reports on a %s', async (_what, format, make, [width, height, frames]) => {
  const file = await make()
  expect(await report(file, 'image/info')).toEqual({
    FileSize: String(file.length),
    Format: format,
    FrameCount: String(frames),
    ImageHeight: String(height),
    ImageWidth: String(width),
  })
})

it('reports on a tiff what its tags say, too', async () => {
  const file = await encoded(card(40, 20)).tiff({ compression: 'lzw', xres: 4, yres: 4 }).toBuffer()
  expect(await report(file, 'image/info')).toMatchObject({
    FileSize: String(file.length),
    Format: 'tiff',
    FrameCount: '1',
    ImageHeight: '20',
    ImageWidth: '40',
    Compression: '5',
    BitsPerSample: '8 8 8',
  })
})

it('reports on an animation as it became', async () => {
  const gif = await animated(pages).gif().toBuffer()
  expect(await report(gif, 'image/resize,w_20|image/info')).toMatchObject({
    FrameCount: '3',
    ImageHeight: '10',
  })
  expect(await report(gif, 'image/rotate,90|image/info')).toMatchObject({
    FrameCount: '1',
    ImageHeight: '40',
  })
})

it.each([
  ['resize,w_20|image/info', { Format: 'jpg', ImageWidth: '20', ImageHeight: '10' }],
  ['resize,w_20|image/format,png|image/info', { Format: 'png', ImageWidth: '20', ImageHeight: '10' }],
  ['rotate,90|image/info', { Format: 'jpg', ImageWidth: '20', ImageHeight: '40' }],
])('%s reports on the encoded result', async (actions, expected) => {
  const source = await asJpg(card(40, 20))
  const facts = await report(source, `image/${actions}`)
  expect(facts).toMatchObject(expected)
  const before = await processImage(source, `image/${actions.replace('|image/info', '')}`)
  expect(facts.FileSize).toBe(String(before.data.length))
})

it('needs no pixels', async () => {
  const whole = await asPng(card(40, 20))
  const png = whole.subarray(0, whole.indexOf('IDAT') + 4)
  expect(await report(png, 'image/info')).toMatchObject({ ImageWidth: '40' })
  const planned = plan(
    { stages: [{ type: 'image', actions: [{ type: 'info' }] }] },
    { source: probe(png), images: {}, texts: {} },
  )
  expect(planned).toEqual({ report: 'info' })
  expect((await execute(planned, { source: png, images: {} })).contentType).toBe('application/json')
})
