import { expect, it } from 'vitest'
import { execute, plan, probe, processImage } from '../../src/index.ts'
import { asJpg, asPng, card, encoded } from '../pictures.ts'

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

it('reports on pictures that are not processed', async () => {
  const gif = await encoded(card(40, 20)).gif().toBuffer()
  expect(await report(gif, 'image/info')).toEqual({
    FileSize: String(gif.length),
    Format: 'gif',
    FrameCount: '1',
    ImageHeight: '20',
    ImageWidth: '40',
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
