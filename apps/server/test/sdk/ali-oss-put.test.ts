import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type OSS from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { etagOf } from '../bodies.ts'
import { type LiveServer, startServer } from '../live-server.ts'
import { connect, FORMS, refusal } from './ali-oss-clients.ts'

/** Longer than a piece of a stream. */
const CONTENT = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * at) % 251))

/** Names that are written in more than one way on the wire, or in XML. */
const NAMES = [
  'a b',
  'a+b',
  'a&b=c',
  'a%2Fb%20c',
  'a//b/',
  'what?#[1]',
  "it's (all)!*~",
  'back\\slash"',
  '<tag>;,:@$',
  '照片/图 片.jpg',
  '🖼️',
  'tab\tline\nend\r',
  '\u0001\u007f',
  'x'.repeat(1023),
]

let server: LiveServer
let folder: string
beforeAll(async () => {
  server = await startServer()
  folder = await mkdtemp(join(tmpdir(), 'ossimg-put-'))
  await writeFile(join(folder, 'picture.png'), CONTENT)
  await writeFile(join(folder, 'empty.txt'), '')
})
afterAll(async () => {
  await server.close()
  await rm(folder, { recursive: true })
})

describe.each(FORMS)('put, $name', (form) => {
  const bucket = `put-${form.slug}`
  let client: OSS
  beforeAll(async () => {
    client = connect(server, form, { bucket })
    await client.putBucket(bucket)
  })

  /** What came of it, read back. */
  async function stored(name: string) {
    const { content, res } = await client.get(name)
    return { content, headers: res.headers }
  }

  async function isMissing(name: string): Promise<boolean> {
    return (await refusal(client.head(name))).code === 'NoSuchKey'
  }

  describe('bodies', () => {
    it('a Buffer', async () => {
      const { name, url, res } = await client.put('buffer', CONTENT)
      expect(name).toBe('buffer')
      expect(url).toBe(
        form.sldEnable
          ? `http://localhost:${server.port}/${bucket}/buffer`
          : `http://${bucket}.localhost:${server.port}/buffer`,
      )
      expect(res.status).toBe(200)
      expect(res.headers.etag).toBe(`"${etagOf(CONTENT)}"`)
      expect(res.headers['content-md5']).toBe(createHash('md5').update(CONTENT).digest('base64'))
      const { content, headers } = await stored('buffer')
      expect(content.equals(CONTENT)).toBe(true)
      expect(headers['content-length']).toBe(String(CONTENT.length))
      expect(headers['x-oss-hash-crc64ecma']).toBe(res.headers['x-oss-hash-crc64ecma'])
    })

    it('a file, whose type is that of its name', async () => {
      await client.put('from-file', join(folder, 'picture.png'))
      const { content, headers } = await stored('from-file')
      expect(content.equals(CONTENT)).toBe(true)
      expect(headers['content-type']).toBe('image/png')
    })

    it('an empty file, which the SDK sends in chunks, and an empty Buffer', async () => {
      await client.put('empty-file', join(folder, 'empty.txt'))
      await client.put('empty-buffer', Buffer.alloc(0))
      for (const name of ['empty-file', 'empty-buffer']) {
        const { content, headers } = await stored(name)
        expect(content).toHaveLength(0)
        expect(headers['x-oss-hash-crc64ecma']).toBe('0')
      }
    })

    it('a stream without a length', async () => {
      await client.put('stream', createReadStream(join(folder, 'picture.png')))
      await client.putStream('pieces.jpg', Readable.from([CONTENT.subarray(0, 7), CONTENT.subarray(7)]))
      expect((await stored('stream')).content.equals(CONTENT)).toBe(true)
      const pieces = await stored('pieces.jpg')
      expect(pieces.content.equals(CONTENT)).toBe(true)
      expect(pieces.headers['content-type']).toBe('image/jpeg')
      expect(pieces.headers.etag).toBe(`"${etagOf(CONTENT)}"`)
    })

    it('a stream with its length', async () => {
      const stream = createReadStream(join(folder, 'picture.png'))
      await client.putStream('measured', stream, { contentLength: CONTENT.length })
      expect((await stored('measured')).content.equals(CONTENT)).toBe(true)
    })
  })

  describe('what is told of an object', () => {
    it('standard headers', async () => {
      const headers = {
        'Cache-Control': 'max-age=60',
        'Content-Disposition': 'attachment; filename="a b.txt"',
        'Content-Encoding': 'identity',
        'Content-Language': 'zh-CN',
        Expires: 'Fri, 01 Jan 2038 00:00:00 GMT',
      }
      await client.put('headers.txt', Buffer.from('text'), { headers })
      const replayed = Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
      )
      expect((await stored('headers.txt')).headers).toMatchObject(replayed)
    })

    it('metadata, their names in lower case', async () => {
      await client.put('meta', Buffer.from('text'), { meta: { Uid: 123, 'Long-Name': 'two words ' } })
      expect((await client.head('meta')).meta).toEqual({ uid: '123', 'long-name': 'two words' })
    })

    it('metadata in Chinese, by the encoding that the SDK has for it', async () => {
      const chinese = connect(server, form, { bucket, headerEncoding: 'latin1' })
      await chinese.put('照片', Buffer.from('text'), { meta: { place: '杭州' } })
      const { meta } = await chinese.head('照片')
      expect(Buffer.from(meta?.place ?? '', 'latin1').toString()).toBe('杭州')
    })

    it('a disposition in Chinese, by the same encoding', async () => {
      const chinese = connect(server, form, { bucket, headerEncoding: 'latin1' })
      const disposition = 'attachment; filename="照片 1.txt"'
      const headers = { 'Content-Disposition': disposition }
      // With a Content-Length Node's own client writes this one header in another encoding.
      await chinese.putStream('disposed', Readable.from([Buffer.from('text')]), { headers })
      const kept = (await stored('disposed')).headers['content-disposition'] ?? ''
      expect(Buffer.from(kept, 'latin1').toString()).toBe(disposition)
    })

    it('metadata above 8 KB are refused', async () => {
      const meta = { long: 'x'.repeat(8200) }
      expect(await refusal(client.put('long', Buffer.from('text'), { meta }))).toMatchObject({
        code: 'InvalidArgument',
        status: 400,
      })
      expect(await isMissing('long')).toBe(true)
    })

    it.each([
      ['of the name', 'a.webp', undefined, 'image/webp'],
      ['none', 'noextension', undefined, 'application/octet-stream'],
      ['by option', 'a.jpg', 'text/plain; charset=utf-8', 'text/plain; charset=utf-8'],
    ])('media type %s', async (_what, name, mime, type) => {
      await client.put(name, Buffer.from('text'), mime === undefined ? {} : { mime })
      expect((await stored(name)).headers['content-type']).toBe(type)
    })

    it('media type by header, ACL and storage class', async () => {
      await client.put('told', Buffer.from('text'), {
        headers: {
          'Content-Type': 'text/css',
          'x-oss-object-acl': 'public-read',
          'x-oss-storage-class': 'IA',
        },
      })
      const { headers } = await stored('told')
      expect(headers).toMatchObject({ 'content-type': 'text/css', 'x-oss-storage-class': 'IA' })
      expect((await client.getACL('told')).acl).toBe('public-read')
    })

    it('nothing stays of what is overwritten', async () => {
      await client.put('over.txt', CONTENT, { meta: { a: '1' }, headers: { 'x-oss-object-acl': 'private' } })
      await client.put('over.txt', Buffer.from('new'))
      expect((await stored('over.txt')).content.toString()).toBe('new')
      expect((await client.head('over.txt')).meta).toBeNull()
      expect((await client.getACL('over.txt')).acl).toBe('default')
    })
  })

  describe('names', () => {
    it.each(NAMES.map((name) => [JSON.stringify(name).slice(0, 40), name]))('%s', async (_shown, name) => {
      await client.put(name, Buffer.from(name), { mime: 'text/plain' })
      expect((await stored(name)).content.toString()).toBe(name)
      expect((await server.storage.headObject(bucket, name)).key).toBe(name)
      expect((await client.head(name)).status).toBe(200)
      await client.delete(name)
      expect(await isMissing(name)).toBe(true)
    })

    it("slashes before a name are the SDK's to drop", async () => {
      await client.put('//first', Buffer.from('text'))
      expect((await stored('first')).content.toString()).toBe('text')
    })

    it('more than 1023 bytes are refused', async () => {
      expect(await refusal(client.put('照'.repeat(342), Buffer.from('text')))).toMatchObject({
        code: 'InvalidObjectName',
        status: 400,
      })
    })
  })

  describe('refused, and nothing is stored', () => {
    const headers = [
      ['a wrong MD5', { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' }, 'InvalidDigest'],
      ['a wrong CRC', { 'x-oss-hash-crc64ecma': '1' }, 'InvalidCRC64'],
      ['an unknown ACL', { 'x-oss-object-acl': 'everyone' }, 'InvalidArgument'],
      ['a condition', { 'If-Match': '"A"' }, 'NotImplemented'],
      ['a tag', { 'x-oss-tagging': 'a=b' }, 'NotImplemented'],
      ['encryption', { 'x-oss-server-side-encryption': 'AES256' }, 'NotImplemented'],
    ] as const

    it.each(headers)('%s', async (_what, sent, code) => {
      const put = client.put('refused', Buffer.from('text'), { headers: { ...sent } })
      expect(await refusal(put)).toMatchObject({ code, status: 400 })
      expect(await isMissing('refused')).toBe(true)
    })

    it('a callback, which the SDK would wait for', async () => {
      const callback = { url: 'http://callback.example', body: 'done' }
      expect(await refusal(client.put('called', Buffer.from('text'), { callback }))).toMatchObject({
        code: 'NotImplemented',
        status: 400,
      })
      expect(await isMissing('called')).toBe(true)
    })

    it('to overwrite what may not be', async () => {
      const headers = { 'x-oss-forbid-overwrite': 'true' }
      await client.put('once', Buffer.from('first'), { headers })
      expect(await refusal(client.put('once', Buffer.from('second'), { headers }))).toMatchObject({
        code: 'FileAlreadyExists',
        status: 409,
      })
      expect((await stored('once')).content.toString()).toBe('first')
      await client.put('once', Buffer.from('third'), { headers: { 'x-oss-forbid-overwrite': 'false' } })
      expect((await stored('once')).content.toString()).toBe('third')
    })
  })
})
