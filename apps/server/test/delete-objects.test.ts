import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { body } from './bodies.ts'
import { createBucket, errorOf, KEYS, parseXml, signed, startServer, type TestServer } from './server.ts'

const READER = { accessKeyId: 'READERKEY', accessKeySecret: 'reader-secret' }

let server: TestServer
beforeAll(async () => {
  const reader = { ...READER, holder: { name: 'reader', readOnly: true, buckets: undefined } }
  server = await startServer({ keys: keyRing([ownerKey(KEYS), reader]) })
  await createBucket(server, 'photos')
  await createBucket(server, 'open', 'public-read-write')
})
afterAll(() => server.close())

const KEPT = ['a.jpg', 'dir/b c.jpg', '照片&.jpg']
beforeEach(async () => {
  for (const bucket of ['photos', 'open'])
    for (const key of KEPT) await server.storage.putObject(bucket, key, body('x'))
})

const deletion = (keys: readonly string[], more = '') =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Delete>${more}${keys
    .map((key) => `<Object><Key>${key.replaceAll('&', '&amp;')}</Key></Object>`)
    .join('')}</Delete>`
const md5 = (text: string) => createHash('md5').update(text).digest('base64')

const DELETE = [['delete', '']] as const
const send = (
  text: string,
  { bucket = 'photos', query = DELETE as readonly (readonly [string, string])[] } = {},
) => server.owner('POST', `/${bucket}`, { query, body: text, headers: { 'content-md5': md5(text) } })

async function keysOf(bucket: string): Promise<string[]> {
  const { objects } = await server.storage.listObjects(bucket, { limit: 1000 })
  return objects.map(({ key }) => key)
}

it('deletes what is named and tells all of it, there or not', async () => {
  const answer = await send(deletion(['照片&.jpg', 'none', 'a.jpg']))
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-type']).toBe('application/xml')
  expect(answer.body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<DeleteResult><Deleted><Key>照片&amp;.jpg</Key></Deleted>' +
      '<Deleted><Key>none</Key></Deleted><Deleted><Key>a.jpg</Key></Deleted></DeleteResult>',
  )
  expect(await keysOf('photos')).toEqual(['dir/b c.jpg'])
})

it('writes keys percent-encoded when asked', async () => {
  const query = [...DELETE, ['encoding-type', 'url']] as const
  expect(parseXml((await send(deletion(KEPT), { query })).body).DeleteResult).toEqual({
    EncodingType: 'url',
    Deleted: [{ Key: 'a.jpg' }, { Key: 'dir%2Fb%20c.jpg' }, { Key: '%E7%85%A7%E7%89%87%26.jpg' }],
  })
  expect(await keysOf('photos')).toEqual([])
})

it('says nothing when quiet', async () => {
  const answer = await send(deletion(['a.jpg', 'none'], '<Quiet>true</Quiet>'))
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['content-length']).toBe('0')
  expect(answer.headers).not.toHaveProperty('content-type')
  expect(answer.rawPayload).toHaveLength(0)
  expect(await keysOf('photos')).toEqual(KEPT.slice(1))
})

it('takes a thousand keys', async () => {
  const keys = ['a.jpg', ...Array.from({ length: 999 }, (_, index) => `none-${index}`)]
  expect((await send(deletion(keys))).statusCode).toBe(200)
  expect(await keysOf('photos')).not.toContain('a.jpg')
})

it('does without Content-MD5', async () => {
  expect(
    (await server.owner('POST', '/photos', { query: DELETE, body: deletion(['a.jpg']) })).statusCode,
  ).toBe(200)
})

describe('deletes nothing when', () => {
  it.each([
    ['the body is none', '', 'MalformedXML'],
    ['the document is another', '<Delete><Key>a.jpg</Key></Delete>', 'MalformedXML'],
    ['there are more than a thousand keys', deletion(Array(1001).fill('a.jpg')), 'MalformedXML'],
    ['the body is over 2 MB', deletion(['a.jpg'], ' '.repeat(2 * 1024 * 1024)), 'MalformedXML'],
    ['a key is empty', deletion(['a.jpg', '']), 'MalformedXML'],
    ['a key is too long', deletion(['a.jpg', 'a'.repeat(1024)]), 'InvalidObjectName'],
    ['a key cannot be one', deletion(['a.jpg', '/a']), 'InvalidObjectName'],
    [
      'a version is asked for',
      '<Delete><Object><Key>a.jpg</Key><VersionId>1</VersionId></Object></Delete>',
      'NotImplemented',
    ],
  ])('%s', async (_, text, code) => {
    expect(errorOf(await send(text))).toMatchObject({ Code: code, status: '400' })
    expect(await keysOf('photos')).toEqual(KEPT)
  })

  it('the digest is of another body', async () => {
    const refused = await server.owner('POST', '/photos', {
      query: DELETE,
      body: deletion(['a.jpg']),
      headers: { 'content-md5': md5('') },
    })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidDigest', ExpectedDigest: md5('') })
    expect(await keysOf('photos')).toEqual(KEPT)
  })

  it('the encoding is unknown', async () => {
    const refused = await send(deletion(['a.jpg']), { query: [...DELETE, ['encoding-type', 'x']] })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', ArgumentName: 'encoding-type' })
    expect(await keysOf('photos')).toEqual(KEPT)
  })

  it('there is no such bucket', async () => {
    const missing = await server.anonymous('POST', '/missing', { query: DELETE, body: deletion(['a']) })
    expect(errorOf(missing)).toMatchObject({ Code: 'NoSuchBucket', status: '404' })
  })
})

describe('as the ACLs say', () => {
  const anonymous = (bucket: string, keys: readonly string[]) =>
    server.anonymous('POST', `/${bucket}`, { query: DELETE, body: deletion(keys) })

  it('anyone deletes where anyone may write', async () => {
    expect((await anonymous('open', ['a.jpg', 'none'])).statusCode).toBe(200)
    expect(await keysOf('open')).toEqual(KEPT.slice(1))
  })

  it('all of it or nothing: one object that the caller may not delete refuses the call', async () => {
    await server.storage.setObjectAcl('open', '照片&.jpg', 'public-read')
    expect(errorOf(await anonymous('open', KEPT))).toMatchObject({
      Code: 'AccessDenied',
      status: '403',
      Message: 'You do not have write permission on this object.',
    })
    expect(await keysOf('open')).toEqual(KEPT)
    await server.storage.setObjectAcl('open', '照片&.jpg', 'default')
  })

  it('an object that anyone may write goes from a private bucket, another does not', async () => {
    await server.storage.setObjectAcl('photos', 'a.jpg', 'public-read-write')
    expect(errorOf(await anonymous('photos', ['a.jpg', 'none']))).toMatchObject({ EC: '0003-00000001' })
    expect(await keysOf('photos')).toEqual(KEPT)
    expect((await anonymous('photos', ['a.jpg'])).statusCode).toBe(200)
    expect(await keysOf('photos')).toEqual(KEPT.slice(1))
  })

  it('a key that only reads deletes nothing', async () => {
    const text = deletion(['a.jpg'])
    const headers = signed('POST', '/photos', { query: DELETE }, READER)
    const refused = await server.anonymous('POST', '/photos', { query: DELETE, body: text, headers })
    expect(errorOf(refused)).toMatchObject({ Code: 'AccessDenied', status: '403' })
    expect(await keysOf('photos')).toEqual(KEPT)
  })
})
