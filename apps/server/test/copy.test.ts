import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { body, collect, etagOf } from './bodies.ts'
import { openWire } from './raw-http.ts'
import { createBucket, errorOf, signed, startServer, type TestServer } from './server.ts'

const SOURCE = 'dir/a b+照.txt'
const LATER = 'Fri, 15 Jan 2100 08:30:00 GMT'
const EARLIER = 'Thu, 15 Jan 1998 08:30:00 GMT'
const ETAG = '"5D41402ABC4B2A76B9719D911017C592"'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos')
  await createBucket(server, 'other')
  await createBucket(server, 'shown', 'public-read')
  await createBucket(server, 'open', 'public-read-write')
})
afterAll(() => server.close())

const STORED = {
  contentType: 'text/plain',
  headers: { 'cache-control': 'max-age=60', 'content-language': 'de' },
  userMetadata: { author: 'J\u00c3\u00bcrgen' },
}
beforeEach(() => server.storage.putObject('photos', SOURCE, body('hello'), { ...STORED, acl: 'public-read' }))

const named = (bucket: string, key: string) => `/${bucket}/${encodeURIComponent(key)}`
const FROM = named('photos', SOURCE)

const copy = (to: string, headers: Readonly<Record<string, string>> = {}, source = FROM) =>
  server.owner('PUT', to, { headers: { 'x-oss-copy-source': source, ...headers } })

const recordOf = (path: string) => {
  const [, bucket = '', key = ''] = /^\/([^/]+)\/(.*)$/.exec(path) ?? []
  return server.storage.headObject(bucket, decodeURIComponent(key))
}

async function contentOf(bucket: string, key: string): Promise<string> {
  const reader = await server.storage.openObject(bucket, key)
  return (await reader.bytes().finally(() => reader.close())).toString()
}

it('a copy has the content and the properties of its source, and is told of', async () => {
  const answer = await copy('/other/copied')
  expect(answer.statusCode).toBe(200)
  const record = await recordOf('/other/copied')
  expect(record).toMatchObject({
    ...STORED,
    size: 5,
    acl: 'default',
    storageClass: 'Standard',
    type: 'Normal',
  })
  expect(await contentOf('other', 'copied')).toBe('hello')
  expect(answer.headers).toMatchObject({
    'content-type': 'application/xml',
    etag: ETAG,
    'x-oss-hash-crc64ecma': '11177612005948864433',
  })
  // It would be that of the document.
  expect(answer.headers).not.toHaveProperty('content-md5')
  expect(answer.body).toBe(
    `<?xml version="1.0" encoding="UTF-8"?>\n<CopyObjectResult><ETag>${ETAG}</ETag>` +
      `<LastModified>${record.lastModified.toISOString()}</LastModified></CopyObjectResult>`,
  )
  expect(await contentOf('photos', SOURCE)).toBe('hello')
})

it.each([
  ['encoded whole', '/photos/dir%2Fa%20b%2B%E7%85%A7.txt'],
  ['with its slashes', '/photos/dir/a%20b%2B%E7%85%A7.txt'],
  ['with a plus sign for a space', '/photos/dir%2Fa+b%2B%E7%85%A7.txt'],
])('the source is found %s', async (_, source) => {
  expect((await copy('/other/found', {}, source)).statusCode).toBe(200)
  expect(await contentOf('other', 'found')).toBe('hello')
  await server.storage.deleteObject('other', 'found')
})

it('an empty object and a large one are copied whole', async () => {
  const large = Buffer.alloc(3_000_000, 'abcdefg')
  await server.storage.putObject('photos', 'empty', body(''))
  await server.storage.putObject('photos', 'large', body(large))
  expect((await copy('/other/empty', {}, '/photos/empty')).statusCode).toBe(200)
  expect(await recordOf('/other/empty')).toMatchObject({ size: 0, crc64: '0' })
  expect((await copy('/other/large', {}, '/photos/large')).headers.etag).toBe(`"${etagOf(large)}"`)
  const reader = await server.storage.openObject('other', 'large')
  expect((await collect(reader.read())).equals(large)).toBe(true)
  await reader.close()
})

describe('properties', () => {
  const OWN = { 'content-type': 'image/png', expires: 'never', 'x-oss-meta-Size': '3' }

  it.each([
    ['no directive', {}, STORED],
    ['COPY', { 'x-oss-metadata-directive': 'COPY' }, STORED],
    [
      'REPLACE',
      { 'x-oss-metadata-directive': 'REPLACE' },
      { contentType: 'image/png', headers: { expires: 'never' }, userMetadata: { size: '3' } },
    ],
  ])('%s', async (_, directive, properties) => {
    expect((await copy('/other/properties', { ...OWN, ...directive })).statusCode).toBe(200)
    expect(await recordOf('/other/properties')).toMatchObject(properties)
    const { contentType, headers, userMetadata } = await recordOf('/other/properties')
    expect({ contentType, headers, userMetadata }).toEqual(properties)
  })

  it.each([{}, { 'x-oss-metadata-directive': 'COPY' }, { 'x-oss-metadata-directive': 'REPLACE' }])(
    'a copy onto itself takes those of the request: %j',
    async (directive) => {
      const before = await recordOf(FROM)
      expect((await copy(FROM, { ...directive, ...OWN })).statusCode).toBe(200)
      const after = await recordOf(FROM)
      expect(after).toMatchObject({ contentType: 'image/png', userMetadata: { size: '3' }, acl: 'default' })
      expect(after.headers).toEqual({ expires: 'never' })
      expect(after.version).not.toBe(before.version)
      expect(await contentOf('photos', SOURCE)).toBe('hello')
    },
  )

  it("ACL and storage class are the request's", async () => {
    await server.storage.putObject('photos', 'rare', body('x'), { storageClass: 'IA', acl: 'public-read' })
    await copy('/other/rare', {}, '/photos/rare')
    expect(await recordOf('/other/rare')).toMatchObject({ storageClass: 'Standard', acl: 'default' })
    await copy('/other/rare', { 'x-oss-storage-class': 'Archive', 'x-oss-object-acl': 'private' })
    expect(await recordOf('/other/rare')).toMatchObject({ storageClass: 'Archive', acl: 'private' })
  })

  it.each([
    ['x-oss-metadata-directive', 'KEEP', 'InvalidArgument'],
    ['x-oss-object-acl', 'everyone', 'InvalidArgument'],
    ['x-oss-tagging', 'a=b', 'NotImplemented'],
    ['x-oss-server-side-encryption', 'AES256', 'NotImplemented'],
  ])('%s: %s is refused and leaves nothing', async (name, value, code) => {
    const refused = errorOf(await copy('/other/refused', { [name]: value }))
    expect(refused).toMatchObject({ Code: code, status: '400' })
    expect(refused.ArgumentName ?? refused.Header).toBe(name)
    await expect(recordOf('/other/refused')).rejects.toMatchObject({ code: 'NoSuchKey' })
  })
})

describe('the source', () => {
  it.each(['photos/a', '/photos', '/photos/', '//a', '/photos/%ff'])('%s names none', async (source) => {
    expect(errorOf(await copy('/other/none', {}, source))).toMatchObject({
      Code: 'InvalidArgument',
      Message: 'Copy Source must mention the source bucket and key: /sourcebucket/sourcekey',
      ArgumentName: 'x-oss-copy-source',
      ArgumentValue: source,
      status: '400',
    })
  })

  it.each([
    ['/photos/none', { Code: 'NoSuchKey', Key: 'none', status: '404' }],
    ['/missing/a', { Code: 'NoSuchBucket', BucketName: 'missing', status: '404' }],
    ['/photos/a?versionId=1', { Code: 'NotImplemented', status: '400' }],
  ])('%s is refused and leaves what was there', async (source, error) => {
    await server.storage.putObject('other', 'there', body('old'))
    expect(errorOf(await copy('/other/there', {}, source))).toMatchObject(error)
    expect(await contentOf('other', 'there')).toBe('old')
  })
})

describe('conditions', () => {
  it.each([
    ['if-match', ETAG],
    ['if-none-match', '"other"'],
    ['if-modified-since', EARLIER],
    ['if-unmodified-since', LATER],
  ])('that hold: %s', async (name, value) => {
    expect((await copy('/other/held', { [`x-oss-copy-source-${name}`]: value })).statusCode).toBe(200)
  })

  it.each([
    ['if-match', '"other"'],
    ['if-unmodified-since', EARLIER],
  ])('that fail are 412: %s', async (name, value) => {
    const header = `x-oss-copy-source-${name}`
    expect(errorOf(await copy('/other/failed', { [header]: value }))).toMatchObject({
      Code: 'PreconditionFailed',
      status: '412',
      Condition: header,
    })
    await expect(recordOf('/other/failed')).rejects.toMatchObject({ code: 'NoSuchKey' })
  })

  it.each([
    ['if-none-match', ETAG],
    ['if-modified-since', LATER],
  ])('that find nothing new are 304 without a body: %s', async (name, value) => {
    const answer = await copy('/other/unchanged', { [`x-oss-copy-source-${name}`]: value })
    expect(answer.statusCode).toBe(304)
    expect(answer.rawPayload).toHaveLength(0)
    expect(answer.headers.etag).toBe(ETAG)
    expect(answer.headers).not.toHaveProperty('x-oss-err')
    await expect(recordOf('/other/unchanged')).rejects.toMatchObject({ code: 'NoSuchKey' })
  })

  it('of the request itself are none: an official SDK sends both', async () => {
    const headers = { 'if-match': ETAG, 'x-oss-copy-source-if-match': ETAG }
    expect((await copy('/other/both', headers)).statusCode).toBe(200)
    expect((await copy('/other/both', { 'if-none-match': '*' })).statusCode).toBe(200)
  })
})

it('an overwrite can be forbidden', async () => {
  const headers = { 'x-oss-forbid-overwrite': 'true' }
  expect((await copy('/other/once', headers)).statusCode).toBe(200)
  await server.storage.putObject('photos', 'second', body('second'))
  for (const [to, source] of [
    ['/other/once', '/photos/second'],
    [FROM, FROM],
  ] as const)
    expect(errorOf(await copy(to, headers, source))).toMatchObject({
      Code: 'FileAlreadyExists',
      status: '409',
    })
  expect(await contentOf('other', 'once')).toBe('hello')
})

describe('permissions', () => {
  const anonymous = (to: string, source: string, headers: Readonly<Record<string, string>> = {}) =>
    server.anonymous('PUT', to, { headers: { 'x-oss-copy-source': source, ...headers } })

  beforeAll(async () => {
    for (const bucket of ['photos', 'shown', 'open'])
      await server.storage.putObject(bucket, 'secret', body('s'))
    await server.storage.setObjectAcl('open', 'secret', 'private')
  })

  it.each([
    // to, source: what anyone may do
    ['/open/copied', '/shown/secret', 200],
    ['/open/copied', FROM, 200],
    ['/open/copied', '/photos/secret', 403],
    ['/open/copied', '/photos/none', 403],
    ['/open/copied', '/open/secret', 403],
    ['/open/copied', '/shown/none', 404],
    ['/open/secret', '/shown/secret', 403],
    ['/shown/copied', '/shown/secret', 403],
    ['/photos/copied', '/shown/secret', 403],
  ])('%s from %s: %i', async (to, source, status) => {
    const answer = await anonymous(to, source)
    expect(answer.statusCode, answer.body).toBe(status)
    if (status === 200) expect((await recordOf(to)).size).toBe((await recordOf(source)).size)
  })

  it('anyone may not set an ACL', async () => {
    const refused = await anonymous('/open/acl', '/shown/secret', { 'x-oss-object-acl': 'private' })
    expect(errorOf(refused)).toMatchObject({ Code: 'AccessDenied' })
    await expect(recordOf('/open/acl')).rejects.toMatchObject({ code: 'NoSuchKey' })
  })

  it('a protected source is not copied away by anyone', async () => {
    await server.storage.changeBucketSettings('shown', {
      sourceProtection: { rules: [], extensions: ['jpg'] },
    })
    await server.storage.putObject('shown', 'a.jpg', body('jpg'))
    expect(errorOf(await anonymous('/open/a.jpg', '/shown/a.jpg'))).toMatchObject({
      Code: 'AccessDenied',
      EC: '0040-00000031',
    })
    expect((await copy('/open/a.jpg', {}, '/shown/a.jpg')).statusCode).toBe(200)
  })
})

it('copies onto one another at a time leave one of the two, whole', async () => {
  const [one, two] = [Buffer.alloc(400_000, '1'), Buffer.alloc(400_000, '2')]
  await server.storage.putObject('photos', 'one', body(one))
  await server.storage.putObject('photos', 'two', body(two))
  const answers = await Promise.all([
    copy('/other/race', {}, '/photos/one'),
    copy('/other/race', {}, '/photos/two'),
    copy('/photos/one', {}, '/photos/two'),
    copy('/photos/two', {}, '/photos/one'),
  ])
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200])
  for (const path of ['/other/race', '/photos/one', '/photos/two'])
    expect([etagOf(one), etagOf(two)]).toContain((await recordOf(path)).etag)
})

it('who goes away leaves the old object or the whole copy, and the server lives', async () => {
  const large = Buffer.alloc(40_000_000, 'a')
  await server.storage.putObject('photos', 'large', body(large, 1_000_000))
  const { endpoint, close } = await listen(server.app, '127.0.0.1', 0)
  const headers = {
    host: new URL(endpoint).host,
    'x-oss-copy-source': '/photos/large',
    'content-length': '0',
  }
  const proof = signed('PUT', '/other/left', { headers })
  const lines = Object.entries({ ...headers, ...proof }).map(([name, value]) => `${name}: ${value}\r\n`)
  for (const wait of [0, 5, 20, 60]) {
    await server.storage.putObject('other', 'left', body('old'))
    const wire = await openWire(Number(new URL(endpoint).port))
    wire.write(`PUT /other/left HTTP/1.1\r\n${lines.join('')}\r\n`)
    await sleep(wait)
    wire.hangUp()
    await sleep(100)
    expect([etagOf('old'), etagOf(large)]).toContain((await recordOf('/other/left')).etag)
  }
  expect((await copy('/other/left')).statusCode).toBe(200)
  await close(1000)
})
