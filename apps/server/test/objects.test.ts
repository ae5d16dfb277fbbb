import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBucket, errorOf, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos')
  await createBucket(server, 'open', 'public-read-write')
  await createBucket(server, 'shown', 'public-read')
})
afterAll(() => server.close())

describe('an object goes round', () => {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'max-age=60',
    'content-disposition': 'inline; filename="a.txt"',
    'content-encoding': 'identity',
    'content-language': 'de',
    expires: 'Thu, 15 Jan 2026 08:30:00 GMT',
    'x-oss-meta-Author': 'J\u00c3\u00bcrgen',
    'x-oss-storage-class': 'IA',
  }

  it('with its headers, checksums and commons', async () => {
    const put = await server.owner('PUT', '/photos/dir/a%20b.txt', { headers, body: 'hello' })
    expect(put.statusCode).toBe(200)
    expect(put.body).toBe('')
    expect(put.headers).toMatchObject({
      'content-length': '0',
      etag: '"5D41402ABC4B2A76B9719D911017C592"',
      'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==',
      'x-oss-hash-crc64ecma': '11177612005948864433',
    })

    const got = await server.owner('GET', '/photos/dir/a%20b.txt')
    expect(got.statusCode).toBe(200)
    expect(got.body).toBe('hello')
    const { 'x-oss-meta-Author': author, ...stored } = headers
    expect(got.headers).toMatchObject({
      ...stored,
      'x-oss-meta-author': author,
      'content-length': '5',
      'accept-ranges': 'bytes',
      etag: '"5D41402ABC4B2A76B9719D911017C592"',
      'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==',
      'x-oss-hash-crc64ecma': '11177612005948864433',
      'x-oss-object-type': 'Normal',
      server: 'AliyunOSS',
      connection: 'keep-alive',
    })
    expect(got.headers['last-modified']).toMatch(/^\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/)
    expect(got.headers['x-oss-request-id']).toMatch(/^[\dA-F]{24}$/)
    expect(got.headers['x-oss-server-time']).toMatch(/^\d+$/)

    const head = await server.owner('HEAD', '/photos/dir/a%20b.txt')
    expect(head.statusCode).toBe(200)
    expect(head.body).toBe('')
    const changing = ['date', 'x-oss-request-id', 'x-oss-server-time', 'server-timing']
    const comparable = (all: object) =>
      Object.fromEntries(Object.entries(all).filter(([name]) => !changing.includes(name)))
    expect(comparable(head.headers)).toEqual(comparable(got.headers))
  })

  it('and is deleted, twice', async () => {
    await server.owner('PUT', '/photos/gone.txt', { body: 'x' })
    for (let time = 0; time < 2; time++) {
      const deleted = await server.owner('DELETE', '/photos/gone.txt')
      expect(deleted.statusCode).toBe(204)
      expect(deleted.body).toBe('')
      expect(deleted.headers).not.toHaveProperty('content-type')
    }
    expect(errorOf(await server.owner('GET', '/photos/gone.txt'))).toMatchObject({
      Code: 'NoSuchKey',
      Key: 'gone.txt',
    })
  })

  it('when it is empty', async () => {
    await server.owner('PUT', '/photos/empty', { headers: { 'content-length': '0' } })
    const got = await server.owner('GET', '/photos/empty')
    expect(got.headers).toMatchObject({ 'content-length': '0', 'content-type': 'application/octet-stream' })
    expect(got.rawPayload).toHaveLength(0)
  })

  it('when it is streamed in chunks', async () => {
    const chunk = Buffer.alloc(64 * 1024, 'a')
    const body = Readable.from(Array.from({ length: 40 }, () => chunk))
    const put = await server.owner('PUT', '/photos/big', {
      headers: { 'transfer-encoding': 'chunked' },
      body,
    })
    expect(put.statusCode).toBe(200)
    const got = await server.owner('GET', '/photos/big')
    expect(got.rawPayload).toHaveLength(40 * chunk.length)
    const md5 = createHash('md5').update(got.rawPayload).digest('hex').toUpperCase()
    expect(put.headers.etag).toBe(`"${md5}"`)
  })

  it('replaced whole: nothing of the old properties stays', async () => {
    await server.owner('PUT', '/photos/new', {
      headers: { 'x-oss-meta-a': '1', 'x-oss-object-acl': 'public-read' },
      body: '1',
    })
    expect((await server.anonymous('GET', '/photos/new')).statusCode).toBe(200)
    await server.owner('PUT', '/photos/new', { body: '2' })
    expect((await server.anonymous('GET', '/photos/new')).statusCode).toBe(403)
    expect((await server.owner('GET', '/photos/new')).headers).not.toHaveProperty('x-oss-meta-a')
  })
})

it.each([
  ['content-md5', 'AAAAAAAAAAAAAAAAAAAAAA==', 'InvalidDigest', '400'],
  ['x-oss-hash-crc64ecma', '1', 'InvalidCRC64', '400'],
  ['x-oss-object-acl', 'everyone', 'InvalidArgument', '400'],
  ['x-oss-meta-long', 'a'.repeat(8 * 1024), 'InvalidArgument', '400'],
  ['if-match', '"x"', 'NotImplemented', '400'],
  ['if-none-match', '*', 'NotImplemented', '400'],
  ['if-modified-since', 'Thu, 15 Jan 2026 08:30:00 GMT', 'NotImplemented', '400'],
  ['x-oss-server-side-encryption', 'AES256', 'NotImplemented', '400'],
  ['x-oss-callback', 'e30=', 'NotImplemented', '400'],
  ['content-length', '5368709121', 'InvalidArgument', '400'],
  ['content-length', '4', 'IncompleteBody', '400'],
])('an upload with %s: %s is refused with %s and leaves nothing', async (name, value, code, status) => {
  const put = await server.owner('PUT', '/photos/refused', { headers: { [name]: value }, body: 'hello' })
  expect(errorOf(put)).toMatchObject({ Code: code, status })
  expect((await server.owner('HEAD', '/photos/refused')).statusCode).toBe(404)
})

it('names the header and the argument to blame', async () => {
  const condition = await server.owner('PUT', '/photos/x', {
    headers: { 'if-modified-since': 'x' },
    body: 'x',
  })
  expect(errorOf(condition)).toMatchObject({ Header: 'If-Modified-Since' })
  const acl = await server.owner('PUT', '/photos/x', { headers: { 'x-oss-object-acl': 'all' }, body: 'x' })
  expect(errorOf(acl)).toMatchObject({ ArgumentName: 'x-oss-object-acl', ArgumentValue: 'all' })
})

it('accepts right checksums', async () => {
  const headers = {
    'content-md5': 'XUFAKrxLKna5cZ2REBfFkg==',
    'x-oss-hash-crc64ecma': '11177612005948864433',
  }
  expect((await server.owner('PUT', '/photos/sums', { headers, body: 'hello' })).statusCode).toBe(200)
})

it('wants a length or chunks', async () => {
  expect(errorOf(await server.owner('PUT', '/photos/x'))).toMatchObject({
    Code: 'MissingContentLength',
    status: '411',
  })
})

it('does not overwrite when forbidden to', async () => {
  const headers = { 'x-oss-forbid-overwrite': 'true' }
  expect((await server.owner('PUT', '/photos/once', { headers, body: '1' })).statusCode).toBe(200)
  const second = await server.owner('PUT', '/photos/once', { headers, body: '2' })
  expect(errorOf(second)).toMatchObject({ Code: 'FileAlreadyExists', status: '409' })
  expect((await server.owner('GET', '/photos/once')).body).toBe('1')
})

describe('ACLs', () => {
  it('let anyone write where anyone may, but not set ACLs', async () => {
    expect((await server.anonymous('PUT', '/open/a', { body: 'a' })).statusCode).toBe(200)
    const acl = await server.anonymous('PUT', '/open/b', {
      headers: { 'x-oss-object-acl': 'private' },
      body: 'b',
    })
    expect(errorOf(acl)).toMatchObject({ Code: 'AccessDenied' })
    expect((await server.anonymous('DELETE', '/open/a')).statusCode).toBe(204)
    expect(errorOf(await server.anonymous('PUT', '/shown/a', { body: 'a' }))).toMatchObject({
      Code: 'AccessDenied',
    })
  })

  it('hide what is not there', async () => {
    expect(errorOf(await server.anonymous('GET', '/photos/none'))).toMatchObject({
      status: '403',
      EC: '0003-00000001',
    })
    expect(errorOf(await server.anonymous('GET', '/shown/none'))).toMatchObject({
      status: '404',
      Code: 'NoSuchKey',
    })
    expect(errorOf(await server.anonymous('GET', '/missing/none'))).toMatchObject({
      Code: 'NoSuchBucket',
      BucketName: 'missing',
    })
  })

  it('are set and read by the owner', async () => {
    await server.owner('PUT', '/photos/acl', { body: 'x' })
    const query = [['acl', '']] as const
    expect((await server.owner('GET', '/photos/acl', { query })).body).toContain('<Grant>default</Grant>')
    const headers = { 'x-oss-object-acl': 'public-read' }
    expect((await server.owner('PUT', '/photos/acl', { query, headers })).statusCode).toBe(200)
    const read = await server.owner('GET', '/photos/acl', { query })
    expect(read.headers['content-type']).toBe('application/xml')
    expect(read.body).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n<AccessControlPolicy><Owner><ID>1000</ID><DisplayName>1000</DisplayName></Owner>' +
        '<AccessControlList><Grant>public-read</Grant></AccessControlList></AccessControlPolicy>',
    )
    expect((await server.anonymous('GET', '/photos/acl')).body).toBe('x')
    expect(errorOf(await server.anonymous('GET', '/photos/acl', { query }))).toMatchObject({ status: '403' })
    expect(errorOf(await server.owner('PUT', '/photos/acl', { query }))).toMatchObject({
      EC: '0017-00000105',
    })
    const bad = { 'x-oss-object-acl': 'all' }
    expect(errorOf(await server.owner('PUT', '/photos/acl', { query, headers: bad }))).toMatchObject({
      EC: '0017-00000104',
    })
    expect(errorOf(await server.owner('GET', '/photos/none', { query }))).toMatchObject({ Code: 'NoSuchKey' })
  })
})

describe('a range', () => {
  beforeAll(() => server.owner('PUT', '/shown/digits', { body: '0123456789' }))

  it.each([
    ['bytes=2-4', '', 206, '234', 'bytes 2-4/10'],
    ['bytes=-3', '', 206, '789', 'bytes 7-9/10'],
    ['bytes=7-', '', 206, '789', 'bytes 7-9/10'],
    ['bytes=5-20', '', 200, '0123456789', undefined],
    ['bytes=20-', '', 200, '0123456789', undefined],
    ['bytes=0-1,4-5', '', 200, '0123456789', undefined],
    ['bytes=5-20', 'standard', 206, '56789', 'bytes 5-9/10'],
  ])('%s %s: %i %s', async (range, behavior, status, body, contentRange) => {
    const headers = { range, ...(behavior ? { 'x-oss-range-behavior': behavior } : {}) }
    const got = await server.anonymous('GET', '/shown/digits', { headers })
    expect(got.statusCode).toBe(status)
    expect(got.body).toBe(body)
    expect(got.headers['content-range']).toBe(contentRange)
    expect(got.headers['content-length']).toBe(String(body.length))
    expect(got.headers).toHaveProperty('x-oss-hash-crc64ecma')
    expect(Object.hasOwn(got.headers, 'content-md5')).toBe(status === 200)
  })

  it('outside is an error by the standard', async () => {
    const headers = { range: 'bytes=10-', 'x-oss-range-behavior': 'standard' }
    const got = await server.anonymous('GET', '/shown/digits', { headers })
    expect(errorOf(got)).toMatchObject({
      Code: 'InvalidRange',
      status: '416',
      ActualObjectSize: '10',
      RangeRequested: 'bytes=10-',
    })
    expect(got.headers['content-range']).toBe('bytes */10')
  })

  it('is for the version that If-Range names', async () => {
    const get = (ifRange: string) =>
      server.anonymous('GET', '/shown/digits', { headers: { range: 'bytes=0-1', 'if-range': ifRange } })
    const { etag, 'last-modified': date } = (await server.anonymous('HEAD', '/shown/digits')).headers
    expect((await get(String(etag))).statusCode).toBe(206)
    expect((await get(String(date))).statusCode).toBe(206)
    expect((await get('"other"')).statusCode).toBe(200)
  })
})

describe('a condition', () => {
  beforeAll(() =>
    server.owner('PUT', '/shown/kept', { headers: { 'cache-control': 'max-age=9' }, body: 'hello' }),
  )
  const etag = '"5D41402ABC4B2A76B9719D911017C592"'

  it.each(['GET', 'HEAD'])('that spares the answer to %s', async (method) => {
    const got = await server.anonymous(method, '/shown/kept', {
      headers: { 'if-none-match': etag, range: 'bytes=0-1' },
    })
    expect(got.statusCode).toBe(304)
    expect(got.body).toBe('')
    expect(got.headers).toMatchObject({ etag, 'cache-control': 'max-age=9' })
    expect(got.headers).toHaveProperty('last-modified')
    expect(got.headers).not.toHaveProperty('content-length')
    expect(got.headers).not.toHaveProperty('x-oss-err')
  })

  it.each(['GET', 'HEAD'])('that does not hold for %s', async (method) => {
    const got = await server.anonymous(method, '/shown/kept', { headers: { 'if-match': '"other"' } })
    expect(errorOf(got)).toMatchObject({ Code: 'PreconditionFailed', status: '412', Condition: 'If-Match' })
  })
})

describe('response-* parameters', () => {
  const query = [
    ['response-content-type', 'text/html'],
    ['response-content-disposition', 'attachment; filename="照片"'],
    ['response-cache-control', 'no-cache'],
    ['response-expires', 'never'],
    ['response-content-language', 'zh'],
    ['response-content-encoding', 'identity'],
  ] as const
  beforeAll(() =>
    server.owner('PUT', '/shown/page', { headers: { 'content-type': 'text/plain' }, body: 'hello' }),
  )

  it.each(['GET', 'HEAD'])('replace the stored headers for a signed %s', async (method) => {
    const got = await server.owner(method, '/shown/page', { query })
    expect(got.statusCode).toBe(200)
    expect(got.headers).toMatchObject({
      'content-type': 'text/html',
      'content-disposition': `attachment; filename="${Buffer.from('照片').toString('latin1')}"`,
      'cache-control': 'no-cache',
      expires: 'never',
      'content-language': 'zh',
      'content-encoding': 'identity',
    })
  })

  it('are not for anonymous callers', async () => {
    const got = await server.anonymous('GET', '/shown/page', { query })
    expect(errorOf(got)).toMatchObject({ Code: 'InvalidRequest', status: '400' })
  })

  it.each(['a\r\nset-cookie: b=c', 'a\nb', 'a\u0000b', '\u007f'])(
    'cannot smuggle a header: %j',
    async (value) => {
      const got = await server.owner('GET', '/shown/page', { query: [['response-content-type', value]] })
      expect(errorOf(got)).toMatchObject({ Code: 'InvalidArgument', ArgumentName: 'response-content-type' })
      expect(got.headers).not.toHaveProperty('set-cookie')
    },
  )
})

it.each([
  ['HEAD', '10'],
  ['GET', '0'],
])('%s ?objectMeta tells the essentials only', async (method, length) => {
  const got = await server.anonymous(method, '/shown/digits', { query: [['objectMeta', '']] })
  expect(got.statusCode).toBe(200)
  expect(got.body).toBe('')
  expect(got.headers).toMatchObject({ 'content-length': length, 'x-oss-hash-crc64ecma': expect.any(String) })
  expect(got.headers).toHaveProperty('etag')
  expect(got.headers).not.toHaveProperty('content-type')
})
