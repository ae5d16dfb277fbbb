import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { openWire } from './raw-http.ts'
import { createBucket, errorOf, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'logs')
  await createBucket(server, 'open', 'public-read-write')
})
afterAll(() => server.close())

function append(path: string, position: number | string, body: string, headers: Record<string, string> = {}) {
  const query = [
    ['append', ''],
    ['position', String(position)],
  ] as const
  return server.owner('POST', path, { query, body, headers })
}

const CRC_OF_HELLO = '11177612005948864433'

describe('an appendable object', () => {
  it('grows', async () => {
    const headers = {
      'content-type': 'text/x-log',
      'cache-control': 'no-cache',
      'x-oss-meta-author': 'me',
      'x-oss-object-acl': 'public-read',
    }
    const begun = await append('/logs/a', 0, 'hel', headers)
    expect([begun.statusCode, begun.body]).toEqual([200, ''])
    expect(begun.headers).toMatchObject({ 'x-oss-next-append-position': '3' })
    expect(begun.headers).not.toHaveProperty('content-md5')
    const later = { 'content-type': 'text/other', 'x-oss-meta-author': 'you' }
    const grown = await append('/logs/a', 3, 'lo', later)
    expect(grown.headers).toMatchObject({
      'x-oss-next-append-position': '5',
      'x-oss-hash-crc64ecma': CRC_OF_HELLO,
    })
    expect(grown.headers.etag).toMatch(/^"[\dA-F]{32}"$/)
    expect(grown.headers.etag).not.toBe(begun.headers.etag)

    const got = await server.anonymous('GET', '/logs/a')
    const { 'x-oss-object-acl': _, ...stored } = headers
    expect(got.body).toBe('hello')
    expect(got.headers).toMatchObject({
      ...stored,
      etag: grown.headers.etag,
      'x-oss-object-type': 'Appendable',
      'x-oss-next-append-position': '5',
    })
  })

  it.each([
    ['too early', 2, '5'],
    ['too late', 6, '5'],
    ['at the beginning', 0, '5'],
    ['far too late', Number.MAX_SAFE_INTEGER, '5'],
  ])('is not written %s, and tells where to go on', async (_, position, next) => {
    await server.owner('DELETE', '/logs/positions')
    await append('/logs/positions', 0, 'hello')
    const refused = await append('/logs/positions', position, 'x')
    expect(errorOf(refused)).toMatchObject({
      status: '409',
      Code: 'PositionNotEqualToLength',
      Message: 'Position is not equal to file length',
    })
    expect(refused.headers['x-oss-next-append-position']).toBe(next)
    expect((await server.owner('GET', '/logs/positions')).body).toBe('hello')
  })

  it('does not begin in the middle', async () => {
    const refused = await append('/logs/none', 3, 'x')
    expect(errorOf(refused).Code).toBe('PositionNotEqualToLength')
    expect(refused.headers['x-oss-next-append-position']).toBe('0')
    expect((await server.owner('HEAD', '/logs/none')).statusCode).toBe(404)
  })

  it('is never one that came in another way', async () => {
    await server.owner('PUT', '/logs/normal', { body: 'hello' })
    expect(errorOf(await append('/logs/normal', 5, 'x'))).toMatchObject({
      status: '409',
      Code: 'ObjectNotAppendable',
    })
    expect((await server.owner('GET', '/logs/normal')).body).toBe('hello')
  })

  it('is replaced by an upload, which cannot be appended to', async () => {
    await append('/logs/replaced', 0, 'hello')
    await server.owner('PUT', '/logs/replaced', { body: 'new' })
    expect(errorOf(await append('/logs/replaced', 3, 'x')).Code).toBe('ObjectNotAppendable')
  })
})

it.each(['', 'x', '-1', '1.5', '1e3', ' 1', '99999999999999999999'])(
  'position "%s" is none',
  async (position) => {
    expect(errorOf(await append('/logs/p', position, 'x'))).toMatchObject({
      status: '400',
      Code: 'InvalidArgument',
      ArgumentName: 'position',
      ArgumentValue: position,
    })
  },
)

it('a position must be given', async () => {
  const refused = await server.owner('POST', '/logs/p', { query: [['append', '']], body: 'x' })
  expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', ArgumentName: 'position' })
})

it.each([
  ['content-md5', createHash('md5').update('other').digest('base64'), 'InvalidDigest'],
  ['x-oss-hash-crc64ecma', '1', 'InvalidCRC64'],
  ['if-none-match', '*', 'NotImplemented'],
  ['x-oss-object-acl', 'secret', 'InvalidArgument'],
  ['x-oss-callback', 'e30=', 'NotImplemented'],
])('a wrong %s appends nothing', async (name, value, code) => {
  const refused = await append('/logs/wrong', 0, 'hello', { [name]: value })
  expect(errorOf(refused)).toMatchObject({ status: '400', Code: code })
  expect((await server.owner('HEAD', '/logs/wrong')).statusCode).toBe(404)
})

it('anybody appends where anybody writes, but sets no ACL', async () => {
  const query = [
    ['append', ''],
    ['position', '0'],
  ] as const
  const acl = { 'x-oss-object-acl': 'private' }
  const refused = await server.anonymous('POST', '/open/a', { query, body: 'x', headers: acl })
  expect(errorOf(refused)).toMatchObject({ status: '403', Code: 'AccessDenied' })
  expect((await server.anonymous('POST', '/open/a', { query, body: 'x' })).statusCode).toBe(200)
  expect(errorOf(await server.anonymous('POST', '/logs/a', { query, body: 'x' })).Code).toBe('AccessDenied')
  const missing = await server.anonymous('POST', '/no-such-bucket/a', { query, body: 'x' })
  expect(errorOf(missing).Code).toBe('NoSuchBucket')
})

it('an append that breaks off leaves the object as it was', async () => {
  const { endpoint, close } = await listen(server.app, '127.0.0.1', 0)
  await server.anonymous('POST', '/open/broken', {
    query: [
      ['append', ''],
      ['position', '0'],
    ],
    body: 'hello',
  })
  const wire = await openWire(Number(new URL(endpoint).port))
  wire.write(
    'POST /open/broken?append&position=5 HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000\r\n\r\n',
  )
  wire.write(Buffer.alloc(500_000))
  await sleep(50)
  wire.hangUp()
  await close(1000)
  expect(await server.storage.headObject('open', 'broken')).toMatchObject({ size: 5, crc64: CRC_OF_HELLO })
})
