import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { listen } from '../src/listen.ts'
import { etagOf } from './bodies.ts'
import { openWire } from './raw-http.ts'
import { createBucket, errorOf, KEYS, parseXml, signed, startServer, type TestServer } from './server.ts'
import {
  crcOf,
  listOf,
  PARTS,
  partQuery,
  type Query,
  startUploads,
  type Uploader,
  uploadId,
} from './uploads.ts'

const [first, second] = PARTS

let uploader: Uploader
let server: TestServer
beforeAll(async () => {
  uploader = await startUploads()
  server = uploader.server
})
afterAll(() => server.close())

describe('an object made of parts', () => {
  const headers = {
    'content-type': 'image/x-test',
    'cache-control': 'max-age=60',
    'x-oss-meta-author': 'me',
    'x-oss-object-acl': 'public-read',
    'x-oss-storage-class': 'IA',
  }

  it('goes round with the headers it was begun with', async () => {
    const answer = await server.owner('POST', '/photos/a%20b.bin', { query: [['uploads', '']], headers })
    expect(answer.headers['content-type']).toBe('application/xml')
    const begun = parseXml(answer.body).InitiateMultipartUploadResult ?? {}
    expect(Object.keys(begun)).toEqual(['Bucket', 'Key', 'UploadId'])
    expect(begun).toMatchObject({ Bucket: 'photos', Key: 'a b.bin' })
    const id = begun.UploadId ?? ''
    expect(id).toMatch(/^[\dA-F]{32}$/)
    expect((await server.owner('GET', '/photos/a%20b.bin')).statusCode).toBe(404)

    const part = await uploader.putPart('/photos/a%20b.bin', 1, id, first)
    expect([part.statusCode, part.body]).toEqual([200, ''])
    expect(part.headers).toMatchObject({ etag: `"${etagOf(first)}"`, 'x-oss-hash-crc64ecma': crcOf(first) })
    await uploader.putPart('/photos/a%20b.bin', 5, id, second)

    const list = listOf([1, `"${etagOf(first)}"`], [5, etagOf(second).toLowerCase()])
    const done = await uploader.complete('/photos/a%20b.bin', id, list)
    expect(done.statusCode, done.body).toBe(200)
    const digests = createHash('md5').update(etagOf(first), 'hex').update(etagOf(second), 'hex')
    const etag = `"${digests.digest('hex').toUpperCase()}-2"`
    const whole = Buffer.concat([first, second])
    expect(done.headers).toMatchObject({ etag, 'x-oss-hash-crc64ecma': crcOf(whole) })
    expect(done.headers).not.toHaveProperty('content-md5')
    expect(Object.entries(parseXml(done.body).CompleteMultipartUploadResult ?? {})).toEqual([
      ['Location', 'http://127.0.0.1:9000/photos/a%20b.bin'],
      ['Bucket', 'photos'],
      ['Key', 'a b.bin'],
      ['ETag', etag],
    ])

    const got = await server.anonymous('GET', '/photos/a%20b.bin')
    expect(got.rawPayload.equals(whole)).toBe(true)
    const { 'x-oss-object-acl': _, ...stored } = headers
    expect(got.headers).toMatchObject({ ...stored, etag, 'x-oss-object-type': 'Multipart' })
    expect(errorOf(await uploader.putPart('/photos/a%20b.bin', 1, id, first))).toMatchObject({
      Code: 'NoSuchUpload',
    })
  })

  it('is what is there until the upload is complete', async () => {
    await server.owner('PUT', '/photos/old', { body: 'old' })
    const id = await uploader.upload('/photos/old')
    expect((await server.owner('GET', '/photos/old')).body).toBe('old')
    expect((await uploader.complete('/photos/old', id, '', { 'x-oss-complete-all': 'yes' })).statusCode).toBe(
      200,
    )
    const got = await server.owner('GET', '/photos/old')
    expect(got.rawPayload.equals(Buffer.concat([first, second]))).toBe(true)
  })

  it('consists of what was put last under each number, and only of what is listed', async () => {
    const id = await uploader.upload('/photos/again')
    await uploader.putPart('/photos/again', 2, id, 'another end')
    await uploader.putPart('/photos/again', 3, id, 'left out')
    const stale = listOf([1, etagOf(first)], [2, etagOf(second)])
    expect(errorOf(await uploader.complete('/photos/again', id, stale))).toMatchObject({
      Code: 'InvalidPart',
    })
    const list = listOf([1, etagOf(first)], [2, etagOf('another end')])
    expect((await uploader.complete('/photos/again', id, list)).statusCode).toBe(200)
    const got = await server.owner('GET', '/photos/again')
    expect(got.rawPayload.equals(Buffer.concat([first, Buffer.from('another end')]))).toBe(true)
  })

  it('gets the ACL that the end of its upload names', async () => {
    const id = await uploader.upload('/photos/acl')
    const headers = { 'x-oss-complete-all': 'yes', 'x-oss-object-acl': 'public-read' }
    expect((await uploader.complete('/photos/acl', id, '', headers)).statusCode).toBe(200)
    expect((await server.anonymous('GET', '/photos/acl')).statusCode).toBe(200)
  })

  it('has its key written as asked', async () => {
    const query: Query = [
      ['uploads', ''],
      ['encoding-type', 'url'],
    ]
    const begun = parseXml((await server.owner('POST', '/photos/k%201', { query })).body)
    expect(begun.InitiateMultipartUploadResult).toMatchObject({ EncodingType: 'url', Key: 'k%201' })
    const id = begun.InitiateMultipartUploadResult?.UploadId ?? ''
    await uploader.putPart('/photos/k%201', 1, id, 'x')
    const asked = [['encoding-type', 'url']] as const
    const listed = await server.owner('GET', '/photos/k%201', { query: [['uploadId', id], ...asked] })
    expect(parseXml(listed.body).ListPartsResult).toMatchObject({ EncodingType: 'url', Key: 'k%201' })
    const done = await uploader.complete('/photos/k%201', id, listOf([1, etagOf('x')]), {}, asked)
    const result = parseXml(done.body).CompleteMultipartUploadResult ?? {}
    expect(Object.keys(result)[0]).toBe('EncodingType')
    expect(result).toMatchObject({ EncodingType: 'url', Key: 'k%201' })
  })

  it('is located where the request was sent', async () => {
    const id = await uploader.upload('/photos/dir/a')
    const sent = { query: [['uploadId', id]] as const, headers: { 'x-oss-complete-all': 'yes' }, body: '' }
    const host = { host: 'photos.localhost:9000' }
    const signature = signed('POST', '/photos/dir/a', sent)
    const done = await server.app.inject({
      method: 'POST',
      url: `/dir/a?uploadId=${id}`,
      headers: { ...sent.headers, ...host, ...signature },
      payload: '',
    })
    expect(parseXml(done.body).CompleteMultipartUploadResult?.Location).toBe(
      'http://photos.localhost:9000/dir/a',
    )
  })

  it('does not replace another where that is forbidden, at the beginning or at the end', async () => {
    await server.owner('PUT', '/photos/taken', { body: 'old' })
    const forbid = { 'x-oss-forbid-overwrite': 'true' }
    const refused = await server.owner('POST', '/photos/taken', { query: [['uploads', '']], headers: forbid })
    expect(errorOf(refused)).toMatchObject({ status: '409', Code: 'FileAlreadyExists' })
    const id = await uploader.upload('/photos/taken')
    const ended = await uploader.complete('/photos/taken', id, '', { ...forbid, 'x-oss-complete-all': 'yes' })
    expect(errorOf(ended)).toMatchObject({ status: '409', Code: 'FileAlreadyExists' })
    expect((await server.owner('GET', '/photos/taken')).body).toBe('old')
    expect(
      (await uploader.complete('/photos/taken', id, '', { 'x-oss-complete-all': 'yes' })).statusCode,
    ).toBe(200)
  })
})

describe('who may', () => {
  it('anybody uploads in parts where anybody writes, but sets no ACL', async () => {
    const begun = await server.anonymous('POST', '/open/anon', { query: [['uploads', '']] })
    const id = uploadId(begun)
    const part = await server.anonymous('PUT', '/open/anon', { query: partQuery(1, id), body: 'x' })
    expect(part.statusCode).toBe(200)
    const listed = await server.anonymous('GET', '/open/anon', { query: [['uploadId', id]] })
    expect(listed.statusCode).toBe(200)
    const sent = { query: [['uploadId', id]] as const, body: listOf([1, etagOf('x')]) }
    const acl = { 'x-oss-object-acl': 'private' }
    expect(errorOf(await server.anonymous('POST', '/open/anon', { ...sent, headers: acl })).Code).toBe(
      'AccessDenied',
    )
    expect((await server.anonymous('POST', '/open/anon', sent)).statusCode).toBe(200)
    const own = await server.anonymous('POST', '/open/acl', { query: [['uploads', '']], headers: acl })
    expect(errorOf(own).Code).toBe('AccessDenied')
  })

  it.each([
    ['POST', [['uploads', '']]],
    ['PUT', partQuery(1, 'X')],
    ['POST', [['uploadId', 'X']]],
    ['DELETE', [['uploadId', 'X']]],
    ['GET', [['uploadId', 'X']]],
  ] as [string, Query][])('nobody else: %s %j', async (method, query) => {
    for (const bucket of ['photos', 'shown']) {
      const refused = await server.anonymous(method, `/${bucket}/a`, { query, body: '' })
      expect(errorOf(refused)).toMatchObject({ status: '403', Code: 'AccessDenied' })
    }
    const missing = await server.anonymous(method, '/no-such-bucket/a', { query, body: '' })
    expect(errorOf(missing).Code).toBe('NoSuchBucket')
  })

  it('uploads are listed for the owner only, a key that reads among them', async () => {
    const query: Query = [['uploads', '']]
    expect(errorOf(await server.anonymous('GET', '/open', { query })).Code).toBe('AccessDenied')
    const key = { ...KEYS, holder: { name: 'reader', readOnly: true, buckets: undefined } }
    const reading = await startServer({ keys: keyRing([ownerKey(KEYS), key]) })
    await createBucket(reading, 'photos')
    expect((await reading.owner('GET', '/photos', { query })).statusCode).toBe(200)
    expect(errorOf(await reading.owner('POST', '/photos/a', { query })).Code).toBe('AccessDenied')
    await reading.close()
  })
})

it('a part that breaks off leaves nothing', async () => {
  const id = await uploader.begin('/open/broken')
  await server.anonymous('PUT', '/open/broken', { query: partQuery(1, id), body: 'before' })
  const { endpoint, close } = await listen(server.app, '127.0.0.1', 0)
  const wire = await openWire(Number(new URL(endpoint).port))
  wire.write(
    `PUT /open/broken?partNumber=1&uploadId=${id} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n`,
  )
  wire.write(Buffer.alloc(500_000))
  await sleep(50)
  wire.hangUp()
  await close(1000)
  const { parts } = await server.storage.listParts({ bucket: 'open', key: 'broken', id }, { limit: 10 })
  expect(parts).toMatchObject([{ number: 1, etag: etagOf('before') }])
})
