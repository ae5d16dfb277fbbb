import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { etagOf } from './bodies.ts'
import { errorOf, parseXml, type TestServer } from './server.ts'
import { crcOf, listOf, PARTS, partQuery, startUploads, type Uploader, uploadId } from './uploads.ts'

const [, second] = PARTS

let uploader: Uploader
let server: TestServer
beforeAll(async () => {
  uploader = await startUploads()
  server = uploader.server
})
afterAll(() => server.close())

describe('a part copied', () => {
  const source = Buffer.concat(PARTS)
  beforeAll(async () => {
    await server.owner('PUT', '/photos/source%20%E7%85%A7', { body: source })
  })
  const copy = (id: string, headers: Record<string, string>, path = '/photos/copied') => {
    const named = { 'x-oss-copy-source': '/photos/source%20%E7%85%A7', ...headers }
    return server.owner('PUT', path, { query: partQuery(1, id), headers: named })
  }

  it.each([
    ['whole', {}, source],
    ['in a range', { 'x-oss-copy-source-range': 'bytes=5-104' }, source.subarray(5, 105)],
    ['from somewhere on', { 'x-oss-copy-source-range': `bytes=${PARTS[0].length}-` }, second],
    ['that has not changed', { 'x-oss-copy-source-if-match': etagOf(source) }, source],
  ])('%s', async (_, headers, content) => {
    const id = await uploader.begin('/photos/copied')
    const answer = await copy(id, headers)
    expect(answer.statusCode, answer.body).toBe(200)
    const etag = `"${etagOf(content)}"`
    expect(answer.headers).toMatchObject({ etag, 'x-oss-hash-crc64ecma': crcOf(content) })
    const result = parseXml(answer.body).CopyPartResult ?? {}
    expect(Object.keys(result)).toEqual(['LastModified', 'ETag'])
    expect(result.ETag).toBe(etag)
    expect((await uploader.complete('/photos/copied', id, listOf([1, etag]))).statusCode).toBe(200)
    expect((await server.owner('GET', '/photos/copied')).rawPayload.equals(content)).toBe(true)
  })

  it.each([
    ['of no object', { 'x-oss-copy-source': '/photos/none' }, 404, 'NoSuchKey'],
    ['of no bucket', { 'x-oss-copy-source': '/no-such-bucket/a' }, 404, 'NoSuchBucket'],
    ['of nothing that can be read', { 'x-oss-copy-source': 'photos/a' }, 400, 'InvalidArgument'],
    ['with a range that is none', { 'x-oss-copy-source-range': '0-5' }, 400, 'InvalidArgument'],
    ['beyond its end', { 'x-oss-copy-source-range': `bytes=0-${source.length}` }, 416, 'InvalidRange'],
    ['that has changed', { 'x-oss-copy-source-if-match': 'x' }, 412, 'PreconditionFailed'],
  ])('%s is refused', async (_, headers, status, code) => {
    const id = await uploader.begin('/photos/copied')
    expect(errorOf(await copy(id, headers))).toMatchObject({ status: String(status), Code: code })
    expect(await uploader.partNumbers('/photos/copied', id)).toEqual([])
  })

  it('that is known already is not sent', async () => {
    const id = await uploader.begin('/photos/copied')
    const answer = await copy(id, { 'x-oss-copy-source-if-none-match': etagOf(source) })
    expect([answer.statusCode, answer.body]).toEqual([304, ''])
  })

  it('must be readable for whoever copies it', async () => {
    const begun = await server.anonymous('POST', '/open/theirs', { query: [['uploads', '']] })
    const id = uploadId(begun)
    const headers = { 'x-oss-copy-source': '/photos/source%20%E7%85%A7' }
    const refused = await server.anonymous('PUT', '/open/theirs', { query: partQuery(1, id), headers })
    expect(errorOf(refused)).toMatchObject({ status: '403', Code: 'AccessDenied' })
  })
})
