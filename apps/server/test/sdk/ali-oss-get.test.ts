import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import type OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body, collect, etagOf } from '../bodies.ts'
import { type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { connect, FORMS, refusal } from './ali-oss-clients.ts'

const TEXT = '0123456789'
const ETAG = `"${etagOf(TEXT)}"`
const BUCKET = 'read-bucket'

let server: LiveServer
let folder: string
let source: Buffer
beforeAll(async () => {
  server = await startServer()
  folder = await mkdtemp(join(tmpdir(), 'ossimg-get-'))
  source = await drawPicture({ width: 80, height: 40, format: 'jpg' })
  await server.storage.createBucket(BUCKET)
  await server.storage.putObject(BUCKET, 'example.jpg', body(source), { contentType: 'image/jpeg' })
  await server.storage.putObject(BUCKET, 'digits.txt', body(TEXT), {
    contentType: 'text/plain',
    userMetadata: { from: 'test' },
  })
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

describe.each(FORMS)('get, $name', (form) => {
  let client: OSS
  beforeAll(() => {
    client = connect(server, form, { bucket: BUCKET })
  })
  const file = (name: string) => join(folder, `${form.slug}-${name}`)

  describe('where it goes', () => {
    it('a Buffer', async () => {
      const { content, res } = await client.get('example.jpg')
      expect(content.equals(source)).toBe(true)
      expect(res.headers).toMatchObject({
        'content-type': 'image/jpeg',
        'content-length': String(source.length),
        etag: `"${etagOf(source)}"`,
        'accept-ranges': 'bytes',
        'x-oss-object-type': 'Normal',
        'x-oss-storage-class': 'Standard',
        server: 'AliyunOSS',
      })
    })

    it('a file, and a file for what is processed', async () => {
      await client.get('example.jpg', file('whole.jpg'))
      expect((await readFile(file('whole.jpg'))).equals(source)).toBe(true)
      const process = 'image/resize,m_fixed,w_20,h_20/format,png'
      await client.get('example.jpg', file('small.png'), { process })
      expect(await sharp(file('small.png')).metadata()).toMatchObject({
        width: 20,
        height: 20,
        format: 'png',
      })
    })

    it("a stream of one's own", async () => {
      const sink = new PassThrough()
      const read = collect(sink)
      await client.get('example.jpg', sink)
      expect((await read).equals(source)).toBe(true)
    })

    it('no file stays of what is not there', async () => {
      expect(await refusal(client.get('none', file('none')))).toMatchObject({
        code: 'NoSuchKey',
        status: 404,
      })
      expect(existsSync(file('none'))).toBe(false)
    })

    it('getStream, with and without a process', async () => {
      const whole = await client.getStream('example.jpg')
      expect(whole.res.status).toBe(200)
      expect((await collect(whole.stream)).equals(source)).toBe(true)
      const small = await client.getStream('example.jpg', { process: 'image/resize,w_20' })
      expect(await sharp(await collect(small.stream)).metadata()).toMatchObject({ width: 20, height: 10 })
      expect(await refusal(client.getStream('none'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
    })
  })

  describe('ranges', () => {
    it.each([
      ['bytes=2-5', '2345', 'bytes 2-5/10'],
      ['bytes=7-', '789', 'bytes 7-9/10'],
      ['bytes=-2', '89', 'bytes 8-9/10'],
    ])('%s', async (Range, text, place) => {
      const { content, res } = await client.get('digits.txt', { headers: { Range } })
      expect(res.status).toBe(206)
      expect(res.headers['content-range']).toBe(place)
      expect(content.toString()).toBe(text)
      const { stream } = await client.getStream('digits.txt', { headers: { Range } })
      expect((await collect(stream)).toString()).toBe(text)
    })

    it.each(['bytes=5-20', 'bytes=20-', 'bytes=0-1,3-4', 'chars=0-1', 'bytes=5-2'])(
      '%s gives all',
      async (Range) => {
        const { content, res } = await client.get('digits.txt', { headers: { Range } })
        expect(res.status).toBe(200)
        expect(res.headers['content-range']).toBeUndefined()
        expect(content.toString()).toBe(TEXT)
      },
    )

    it('beyond the end, as the standard has it', async () => {
      const ask = (Range: string) =>
        client.get('digits.txt', { headers: { Range, 'x-oss-range-behavior': 'standard' } })
      const { content, res } = await ask('bytes=5-20')
      expect(res.status).toBe(206)
      expect(content.toString()).toBe('56789')
      expect(await refusal(ask('bytes=20-'))).toMatchObject({ code: 'InvalidRange', status: 416 })
    })
  })

  describe('conditions', () => {
    const past = 'Mon, 01 Jan 2024 00:00:00 GMT'
    const future = 'Fri, 01 Jan 2038 00:00:00 GMT'

    it.each([[{ 'If-None-Match': ETAG }], [{ 'If-None-Match': '*' }], [{ 'If-Modified-Since': future }]])(
      '%j is answered 304',
      async (headers) => {
        const { content, res } = await client.get('digits.txt', { headers: { ...headers } })
        expect(res.status).toBe(304)
        expect(content).toHaveLength(0)
        expect(res.headers.etag).toBe(ETAG)
        expect((await client.head('digits.txt', { headers: { ...headers } })).status).toBe(304)
      },
    )

    it.each([
      [{ 'If-Match': '"0000"' }, 'If-Match'],
      [{ 'If-Unmodified-Since': past }, 'If-Unmodified-Since'],
    ])('%j is answered 412', async (headers, condition) => {
      const refused = await refusal(client.get('digits.txt', { headers: { ...headers } }))
      expect(refused).toMatchObject({ code: 'PreconditionFailed', status: 412 })
      expect(refused.message).toContain(`(condition: ${condition})`)
      expect(await refusal(client.head('digits.txt', { headers: { ...headers } }))).toMatchObject({
        code: 'PreconditionFailed',
        status: 412,
      })
    })

    it.each([
      [{ 'If-Match': ETAG }],
      [{ 'If-None-Match': '"0000"' }],
      [{ 'If-Modified-Since': past }],
      [{ 'If-Unmodified-Since': future }],
    ])('%j lets pass', async (headers) => {
      expect((await client.get('digits.txt', { headers: { ...headers } })).content.toString()).toBe(TEXT)
    })

    it('what is processed has an ETag of its own', async () => {
      const process = 'image/resize,w_20'
      const { res } = await client.get('example.jpg', { process })
      const headers = { 'If-None-Match': res.headers.etag ?? '' }
      expect((await client.get('example.jpg', { process, headers })).res.status).toBe(304)
      const other = await client.get('example.jpg', { process: 'image/resize,w_21', headers })
      expect(other.res.status).toBe(200)
    })
  })

  it('headers of the answer by parameters', async () => {
    const { content, res } = await client.get('digits.txt', {
      subres: {
        'response-content-type': 'text/x-own',
        'response-content-disposition': 'attachment; filename="a b.txt"',
        'response-cache-control': 'no-store',
        'response-expires': 'Fri, 01 Jan 2038 00:00:00 GMT',
        'response-content-language': 'zh',
      },
    })
    expect(content.toString()).toBe(TEXT)
    expect(res.headers).toMatchObject({
      'content-type': 'text/x-own',
      'content-disposition': 'attachment; filename="a b.txt"',
      'cache-control': 'no-store',
      expires: 'Fri, 01 Jan 2038 00:00:00 GMT',
      'content-language': 'zh',
    })
  })

  it('a file name in Chinese by a parameter', async () => {
    const disposition = 'attachment; filename="照片 1.txt"'
    const { res } = await client.get('digits.txt', {
      subres: { 'response-content-disposition': disposition },
    })
    expect(Buffer.from(res.headers['content-disposition'] ?? '', 'latin1').toString()).toBe(disposition)
  })

  it('head tells all but the content', async () => {
    const { status, meta, res } = await client.head('digits.txt')
    expect(status).toBe(200)
    expect(meta).toEqual({ from: 'test' })
    expect(res.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '10',
      etag: ETAG,
      'last-modified': expect.stringMatching(/ GMT$/),
      'x-oss-hash-crc64ecma': expect.stringMatching(/^\d+$/),
    })
    expect((await client.head('example.jpg')).meta).toBeNull()
    expect(await refusal(client.head('none'))).toMatchObject({
      code: 'NoSuchKey',
      status: 404,
      requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
    })
  })

  it('getObjectMeta tells little', async () => {
    const { status, res } = await client.getObjectMeta('digits.txt')
    expect(status).toBe(200)
    expect(res.headers).toMatchObject({ 'content-length': '10', etag: ETAG })
    expect(res.headers['x-oss-meta-from']).toBeUndefined()
    expect(await refusal(client.getObjectMeta('none'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
  })

  it("a header of one's own in the signature", async () => {
    const options = { headers: { 'zz-own': 'value' }, additionalHeaders: ['ZZ-Own', 'x-oss-date'] }
    expect((await client.get('digits.txt', options)).content.toString()).toBe(TEXT)
    expect((await client.list({ prefix: 'digits' }, options)).objects).toHaveLength(1)
  })
})
