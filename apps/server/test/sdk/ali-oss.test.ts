import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { pixelAt, type RawPicture, rawOf } from '../vectors/pixels.ts'
import { loopbackAgent, type Reply, send } from './fetch-by-name.ts'

const b64 = (text: string) => Buffer.from(text).toString('base64url')

let server: LiveServer
let source: Buffer

beforeAll(async () => {
  server = await startServer()
  source = await drawPicture({ width: 400, height: 267, format: 'jpg', bytes: 21839 })
})
afterAll(() => server.close())

/** The two ways in which the SDK reaches a server of one's own. */
const ADDRESSINGS = [
  ['path style', true],
  ['bucket.localhost', false],
] as const

describe.each(ADDRESSINGS)("the vendor's Node.js page, %s", (addressing, sldEnable) => {
  const bucket = sldEnable ? 'node-path' : 'node-host'
  let client: OSS

  beforeAll(async () => {
    client = new OSS({
      ...KEY,
      bucket,
      endpoint: `http://localhost:${server.port}`,
      sldEnable,
      agent: loopbackAgent,
    })
    await client.putBucket(bucket)
    expect((await client.put('example.jpg', source)).res.status).toBe(200)
  })

  /** Signs as the page does and fetches as a browser would. */
  async function processed(process: string): Promise<Reply> {
    const url = client.signatureUrl('example.jpg', { expires: 3600, process })
    expect(url).toContain(
      sldEnable ? `localhost:${server.port}/${bucket}/` : `${bucket}.localhost:${server.port}/`,
    )
    return send(url)
  }

  async function picture(process: string, format: string): Promise<RawPicture> {
    const reply = await processed(process)
    expect(reply.status, reply.body.toString('latin1', 0, 300)).toBe(200)
    expect(reply.headers['content-type']).toBe(`image/${format}`)
    expect(reply.headers['x-oss-hash-crc64ecma']).toBeUndefined()
    expect((await sharp(reply.body).metadata()).format).toBe(format)
    return rawOf(reply.body)
  }

  it('get returns what was put, CRC and MD5 included', async () => {
    const { content, res } = await client.get('example.jpg')
    expect(content.equals(source)).toBe(true)
    expect(res.headers['content-type']).toBe('image/jpeg')
    expect(res.headers['x-oss-hash-crc64ecma']).toMatch(/^\d+$/)
  })

  it('resize', async () => {
    const made = await picture('image/resize,m_fixed,w_100,h_100', 'jpeg')
    expect(made).toMatchObject({ width: 100, height: 100 })
    expectNear(pixelAt(made, 70, 30), pixelAt(await rawOf(source), 280, 80))
  })

  it('crop with the ignored r_1', async () => {
    const made = await picture('image/crop,w_100,h_100,x_100,y_100,r_1', 'jpeg')
    expect(made).toMatchObject({ width: 100, height: 100 })
    expectNear(pixelAt(made, 50, 50), pixelAt(await rawOf(source), 150, 150))
  })

  it('rotate', async () => {
    const made = await picture('image/rotate,90', 'jpeg')
    expect(made).toMatchObject({ width: 267, height: 400 })
    expectNear(pixelAt(made, 256, 10), pixelAt(await rawOf(source), 10, 10))
  })

  it('sharpen', async () => {
    const made = await picture('image/sharpen,100', 'jpeg')
    expect(made).toMatchObject({ width: 400, height: 267 })
    // Edges are steeper, and far from edges nothing changes.
    const original = await rawOf(source)
    expectNear(pixelAt(made, 100, 200), pixelAt(original, 100, 200))
    expect(steepestBlue(made)).toBeGreaterThan(steepestBlue(original) * 1.1)
  })

  it('the watermark in Chinese', async () => {
    const made = await picture(`image/watermark,text_${b64('Hello 图片服务!')}`, 'jpeg')
    const original = await rawOf(source)
    expect(made).toMatchObject({ width: 400, height: 267 })
    expectNear(pixelAt(made, 5, 5), pixelAt(original, 5, 5))
    expect(darkPixels(made)).toBeGreaterThan(darkPixels(original) + 500)
  })

  it('format', async () => {
    const made = await picture('image/format,png', 'png')
    expect(made).toMatchObject({ width: 400, height: 267, channels: 3 })
    expect(made.data.equals((await rawOf(source)).data)).toBe(true)
  })

  it('info', async () => {
    const reply = await processed('image/info')
    expect(reply.headers['content-type']).toBe('application/json')
    expect(JSON.parse(reply.body.toString())).toMatchObject({
      FileSize: { value: '21839' },
      Format: { value: 'jpg' },
      ImageHeight: { value: '267' },
      ImageWidth: { value: '400' },
    })
  })

  it('a style', async () => {
    await server.storage.putStyle(bucket, 'example-sytle', 'image/resize,w_100')
    expect(await picture('style/example-sytle', 'jpeg')).toMatchObject({ width: 100, height: 67 })
    expect((await processed('style/none')).body.toString()).toContain('<Code>NoSuchStyle</Code>')
  })

  it('a cascade', async () => {
    const made = await picture('image/resize,m_fixed,w_100,h_100/rotate,90', 'jpeg')
    expect(made).toMatchObject({ width: 100, height: 100 })
    expectNear(pixelAt(made, 90, 20), pixelAt(await rawOf(source), 80, 27))
  })

  it('a changed process does not pass with the old signature', async () => {
    const url = client.signatureUrl('example.jpg', { expires: 3600, process: 'image/resize,w_100' })
    const reply = await send(url.replace('w_100', 'w_101'))
    expect(reply.status).toBe(403)
    expect(reply.body.toString()).toContain('<Code>SignatureDoesNotMatch</Code>')
  })

  it('saveas into the same and into another bucket', async () => {
    const process = 'image/resize,m_fixed,w_100,h_100'
    expect(await client.processObjectSave('example.jpg', 'saved/中文 1.jpg', process)).toMatchObject({
      status: 200,
    })
    const saved = await client.get('saved/中文 1.jpg')
    expect(await rawOf(saved.content)).toMatchObject({ width: 100, height: 100 })

    const other = `${bucket}-other`
    await client.putBucket(other)
    expect(await client.processObjectSave('example.jpg', 'to.jpg', 'image/rotate,90', other)).toMatchObject({
      status: 200,
    })
    client.useBucket(other)
    try {
      const { content, res } = await client.get('to.jpg')
      expect(res.headers['content-type']).toBe('image/jpeg')
      expect(await rawOf(content)).toMatchObject({ width: 267, height: 400 })
    } finally {
      client.useBucket(bucket)
    }
    expect(await client.processObjectSave('example.jpg', 'x', process, 'no-such-bucket')).toMatchObject({
      status: 404,
    })
  })

  it('head, then delete, twice', async () => {
    await client.put('gone.txt', Buffer.from('text'))
    expect((await client.head('gone.txt')).status).toBe(200)
    expect((await client.delete('gone.txt')).res.status).toBe(204)
    expect((await client.delete('gone.txt')).res.status).toBe(204)
    await expect(client.head('gone.txt')).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 })
  })

  it(`errors carry code, status and request id (${addressing})`, async () => {
    const refused = client.get('example.jpg', { process: 'image/resize,w_0' })
    await expect(refused).rejects.toMatchObject({
      code: 'InvalidArgument',
      status: 400,
      requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
      message: 'The value: 0 of parameter: w is invalid.',
    })
    const stranger = new OSS({
      ...KEY,
      accessKeySecret: 'wrong',
      bucket,
      endpoint: `http://localhost:${server.port}`,
      sldEnable,
      agent: loopbackAgent,
    })
    await expect(stranger.get('example.jpg')).rejects.toMatchObject({
      code: 'SignatureDoesNotMatch',
      status: 403,
    })
  })
})

describe('anonymous access, row by row of the table of access control lists', () => {
  // An absent object falls back to what its bucket allows.
  const rows = [
    // bucket, object, read, write
    ['private', 'default', 403, 403],
    ['public-read', 'default', 200, 403],
    ['public-read-write', 'default', 200, 200],
    ['public-read-write', 'private', 403, 403],
    ['private', 'public-read', 200, 403],
    ['private', 'public-read-write', 200, 200],
    ['private', undefined, 403, 403],
    ['public-read', undefined, 404, 403],
    ['public-read-write', undefined, 404, 200],
  ] as const

  it.each(rows)('bucket %s, object %s: read %i, write %i', async (bucketAcl, objectAcl, read, write) => {
    const bucket = `acl-${bucketAcl}-${objectAcl ?? 'absent'}`
    const client = new OSS({
      ...KEY,
      bucket,
      endpoint: `http://localhost:${server.port}`,
      sldEnable: true,
      agent: loopbackAgent,
    })
    await client.putBucket(bucket)
    await client.putBucketACL(bucket, bucketAcl)
    expect((await client.getBucketACL(bucket)).acl).toBe(bucketAcl)
    if (objectAcl !== undefined) {
      await client.put('example.jpg', source)
      await client.putACL('example.jpg', objectAcl)
      expect((await client.getACL('example.jpg')).acl).toBe(objectAcl)
    }
    const url = `${server.origin}/${bucket}/example.jpg`
    expect((await send(url)).status).toBe(read)
    expect((await send(`${url}?x-oss-process=image/resize,w_100`)).status).toBe(read)
    expect((await send(url, { method: 'HEAD' })).status).toBe(read)
    if (objectAcl !== undefined)
      expect((await client.get('example.jpg', { process: 'image/info' })).res.status).toBe(200)
    // Writing comes last: an anonymous overwrite sets the object's own list back to the bucket's.
    expect((await send(url, { method: 'PUT', body: source })).status).toBe(write)
  })
})

describe('Chinese glyphs with the fonts of the system hidden', () => {
  const run = promisify(execFile)

  /** What a renderer without any font draws for a character: a frame around its number. */
  async function missingGlyph(character: string): Promise<RawPicture> {
    const script = `
      const { default: sharp } = await import('sharp')
      const text = '<span foreground="#000000">${character}</span>'
      const png = await sharp({ text: { text, font: 'Sans 40', dpi: 72, rgba: true } }).png().toBuffer()
      process.stdout.write(png.toString('base64'))`
    const cwd = new URL('../..', import.meta.url)
    const env = { ...process.env, FONTCONFIG_FILE: new URL('no-fonts.conf', import.meta.url).pathname }
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], { cwd, env })
    return rawOf(Buffer.from(stdout, 'base64'))
  }

  /** The ink of a character as the server draws it on white. */
  async function drawn(character: string): Promise<RawPicture> {
    const url = `${server.origin}/glyphs/white.png?x-oss-process=image/watermark,text_${b64(character)},g_nw,x_0,y_0`
    const { body } = await send(url)
    const inked = await sharp(body).trim({ background: '#fff', threshold: 10 }).png().toBuffer()
    return rawOf(inked)
  }

  it('图 and 片 are two glyphs, neither of them the missing one', async () => {
    await server.storage.createBucket('glyphs', { acl: 'public-read' })
    const white = await sharp({ create: { width: 100, height: 100, channels: 3, background: '#fff' } })
      .png()
      .toBuffer()
    await server.storage.putObject(
      'glyphs',
      'white.png',
      (async function* () {
        yield white
      })(),
    )
    const [tu, pian] = [await drawn('图'), await drawn('片')]
    expect(darkShare(tu)).toBeGreaterThan(0.1)
    expect(await likeness(tu, pian)).toBeLessThan(0.8)
    expect(await likeness(tu, await missingGlyph('图'))).toBeLessThan(0.8)
    expect(await likeness(pian, await missingGlyph('片'))).toBeLessThan(0.8)
    expect(await likeness(tu, await drawn('图'))).toBe(1)
  })
})

function expectNear(one: readonly number[], other: readonly number[]): void {
  // Two encodings as jpg and one scaling lie between the two.
  for (const [index, sample] of one.entries()) expect(Math.abs(sample - (other[index] ?? 0))).toBeLessThan(12)
}

function samples(picture: RawPicture, channel: number): number[] {
  const values: number[] = []
  for (let at = channel; at < picture.data.length; at += picture.channels) values.push(picture.data[at] ?? 0)
  return values
}

/** The largest step of blue from one pixel to the next. */
function steepestBlue(picture: RawPicture): number {
  const blue = samples(picture, 2)
  return blue.reduce((most, value, index) => {
    const startsRow = index % picture.width === 0
    return startsRow ? most : Math.max(most, Math.abs(value - (blue[index - 1] ?? 0)))
  }, 0)
}

function darkPixels(picture: RawPicture): number {
  const [red, green, blue] = [samples(picture, 0), samples(picture, 1), samples(picture, 2)]
  return red.filter((value, index) => value + (green[index] ?? 0) + (blue[index] ?? 0) < 90).length
}

function darkShare(picture: RawPicture): number {
  return darkPixels(picture) / (picture.width * picture.height)
}

/** How much of the ink of two characters covers each other when both fill the same box: 0 to 1. */
async function likeness(one: RawPicture, other: RawPicture): Promise<number> {
  const [first, second] = await Promise.all([inkIn(one), inkIn(other)])
  const both = first.filter((ink, index) => ink && second[index]).length
  const either = first.filter((ink, index) => ink || second[index]).length
  return both / either
}

async function inkIn({ data, width, height, channels }: RawPicture): Promise<boolean[]> {
  const raw = { width, height, channels: channels === 4 ? (4 as const) : (3 as const) }
  const box = await sharp(data, { raw })
    .flatten({ background: '#fff' })
    .resize(32, 32, { fit: 'fill' })
    .greyscale()
    .raw()
    .toBuffer()
  return [...box].map((level) => level < 128)
}
