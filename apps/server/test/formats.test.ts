import { readFile } from 'node:fs/promises'
import { FORMAT_TRAITS, type ImageFormat, probe, processImage } from '@ossimg/engine'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body } from './bodies.ts'
import { createBucket, errorOf, startServer, type TestServer } from './server.ts'

/** Size of every source, px. */
const WIDTH = 96
const HEIGHT = 64

/** Frames of the animated sources. */
const FRAMES = 3

/** What a source becomes when no format is asked for: what cannot be written becomes a jpg. */
const UNCHANGED: Readonly<Record<ImageFormat, ImageFormat>> = {
  jpg: 'jpg',
  png: 'png',
  webp: 'webp',
  gif: 'gif',
  bmp: 'bmp',
  tiff: 'tiff',
  heic: 'jpg',
  avif: 'avif',
}

const FORMATS = Object.keys(UNCHANGED) as ImageFormat[]
const ANIMATED: readonly ImageFormat[] = ['gif', 'webp']

let server: TestServer
let sources: Readonly<Record<ImageFormat, Buffer>>
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos', 'public-read')
  sources = await drawSources()
  for (const format of FORMATS) {
    const { contentType } = FORMAT_TRAITS[format]
    await server.storage.putObject('photos', format, body(sources[format]), { contentType })
  }
})
afterAll(() => server.close())

/** One picture in every format: red grows to the right, green down, two quarters are blue. */
async function drawSources(): Promise<Record<ImageFormat, Buffer>> {
  const raw = { width: WIDTH, height: HEIGHT, channels: 3 } as const
  const picture = sharp(card(), { raw })
  const darker = Array.from({ length: FRAMES }, (_, frame) => card().map((level) => level >> frame))
  const strip = { ...raw, height: HEIGHT * FRAMES, pageHeight: HEIGHT }
  const animation = sharp(Buffer.concat(darker), { raw: strip, animated: true })
  const png = await picture.png().toBuffer()
  return {
    jpg: await picture.jpeg().toBuffer(),
    png,
    webp: await animation.webp({ lossless: true }).toBuffer(),
    gif: await animation.gif().toBuffer(),
    bmp: (await processImage(png, 'image/format,bmp')).data,
    tiff: await picture.tiff().toBuffer(),
    // The same picture by another program, for sharp writes none.
    heic: await readFile(new URL('../fixtures/card.heic', import.meta.url)),
    avif: await picture.avif().toBuffer(),
  }
}

function card(): Buffer {
  const data = Buffer.alloc(WIDTH * HEIGHT * 3)
  for (let at = 0; at < WIDTH * HEIGHT; at++)
    data.set(colorAt((at % WIDTH) / (WIDTH - 1), Math.floor(at / WIDTH) / (HEIGHT - 1)), at * 3)
  return data
}

/** The colour at a place that is told in parts of the width and the height. */
function colorAt(across: number, down: number): readonly [red: number, green: number, blue: number] {
  return [Math.round(255 * across), Math.round(255 * down), across < 0.5 !== down < 0.5 ? 200 : 40]
}

/** The pixels of a picture's first frame. sharp does not read a bmp. */
async function pixelsOf(picture: Buffer, format: ImageFormat) {
  const readable = format === 'bmp' ? (await processImage(picture, 'image/format,png')).data : picture
  const { data, info } = await sharp(readable).removeAlpha().raw().toBuffer({ resolveWithObject: true })
  return (x: number, y: number) => [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)]
}

/** Expects the card at 50 × 33 in its own colours, whatever the encoder made of them. */
async function expectCard(picture: Buffer, format: ImageFormat): Promise<void> {
  const pixel = await pixelsOf(picture, format)
  // A gif has 256 colours, a jpg half the resolution of colour.
  for (const [x, y] of [
    [8, 6],
    [40, 6],
    [8, 26],
    [40, 26],
  ] as const)
    for (const [channel, level] of colorAt((x + 0.5) / 50, (y + 0.5) / 33).entries())
      expect(Math.abs((pixel(x, y)[channel] ?? -1) - level), `${x}, ${y}`).toBeLessThan(25)
}

const ask = (source: ImageFormat, process: string) =>
  server.anonymous('GET', `/photos/${source}`, { query: [['x-oss-process', process]] })

describe.each(FORMATS)('a %s', (source) => {
  it('is stored as it is', async () => {
    const got = await server.anonymous('GET', `/photos/${source}`)
    expect(got.headers['content-type']).toBe(FORMAT_TRAITS[source].contentType)
    expect(got.rawPayload.equals(sources[source])).toBe(true)
  })

  it('is described', async () => {
    expect((await ask(source, 'image/info')).json()).toMatchObject({
      Format: { value: source },
      FileSize: { value: String(sources[source].length) },
      ImageWidth: { value: String(WIDTH) },
      ImageHeight: { value: String(HEIGHT) },
      FrameCount: { value: ANIMATED.includes(source) ? String(FRAMES) : '1' },
    })
  })

  const gif = source === 'gif' ? 'gif' : UNCHANGED[source]
  it.each<[process: string, format: ImageFormat]>([
    ['image/resize,w_50', UNCHANGED[source]],
    ['image/resize,w_50/format,jpg', 'jpg'],
    ['image/resize,w_50/format,png', 'png'],
    ['image/resize,w_50/format,webp', 'webp'],
    ['image/resize,w_50/format,bmp', 'bmp'],
    ['image/resize,w_50/format,tiff', 'tiff'],
    ['image/resize,w_50/format,avif', 'avif'],
    // A gif is only made of a gif.
    ['image/resize,w_50/format,gif', gif],
  ])('becomes by %s a %s', async (process, format) => {
    const got = await ask(source, process)
    expect(got.statusCode, got.body.slice(0, 300)).toBe(200)
    expect(got.headers).toMatchObject({
      'content-type': FORMAT_TRAITS[format].contentType,
      'content-length': String(got.rawPayload.length),
    })
    const pages = ANIMATED.includes(source) && ANIMATED.includes(format) ? FRAMES : 1
    expect(probe(got.rawPayload)).toMatchObject({ format, width: 50, height: 33, pages })
    if (pages > 1) expect(await sharp(got.rawPayload).metadata()).toMatchObject({ pages })
    await expectCard(got.rawPayload, format)
  })

  it('does not become a heic', async () => {
    for (const process of ['image/resize,w_50/format,heic', 'image/format,heic'])
      expect(errorOf(await ask(source, process))).toMatchObject({
        Code: 'InvalidArgument',
        status: '400',
        EC: '0040-00000206',
        Message: 'The value: heic of parameter: format is invalid.',
      })
  })
})

it('a result is stored and processed again, in any format', async () => {
  for (const format of FORMATS.filter((each) => each !== 'heic')) {
    const key = Buffer.from(`saved-${format}`).toString('base64url')
    const process = `image/resize,w_50/format,${format}|sys/saveas,o_${key}`
    const sent = { query: [['x-oss-process', '']] as const, body: `x-oss-process=${process}` }
    expect((await server.owner('POST', '/photos/gif', sent)).statusCode).toBe(200)
    const got = await server.anonymous('GET', `/photos/saved-${format}`, {
      query: [['x-oss-process', 'image/resize,w_20/format,png']],
    })
    expect(probe(got.rawPayload)).toMatchObject({ format: 'png', width: 20, height: 13 })
  }
})
