import { createHash } from 'node:crypto'
import { presign, signHeaders } from '@ossimg/signer'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { DEFAULT_SETTINGS } from '../src/storage/bucket-settings.ts'
import { createBucket, errorOf, HOST, KEYS, startServer, type TestServer } from './server.ts'

const PATH = '/-/admin/buckets/photos/settings'

const holder = (name: string, readOnly: boolean, buckets?: readonly string[]) => ({
  accessKeyId: name,
  accessKeySecret: name,
  holder: { name, readOnly, buckets },
})
const READER = holder('reader', true)
const SCOPED = holder('scoped', false, ['photos'])

let server: TestServer
beforeAll(async () => {
  server = await startServer({
    keys: keyRing([ownerKey(KEYS), READER, SCOPED]),
    baseHosts: ['localhost', 'oss.example.com'],
  })
  await createBucket(server, 'photos', 'public-read')
  await createBucket(server, 'logos')
  await server.owner('PUT', '/photos/-/admin/buckets/photos/settings', { body: 'an object' })
})
afterAll(() => server.close())
beforeEach(() => server.storage.changeBucketSettings('photos', DEFAULT_SETTINGS))

const DEFAULTS = {
  cors: [],
  styleDelimiters: [],
  sourceProtection: null,
  anonymousListing: false,
  domains: [],
}

const put = (settings: unknown, headers: Record<string, string> = {}) =>
  server.owner('PUT', PATH, {
    body: typeof settings === 'string' ? settings : JSON.stringify(settings),
    headers,
  })

const request = (method: string) => ({
  method,
  bucket: '-',
  key: PATH.slice('/-/'.length),
  query: [],
  headers: {},
})

it('shows all settings, as they are at first', async () => {
  const got = await server.owner('GET', PATH)
  expect(got.statusCode).toBe(200)
  expect(got.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': String(got.rawPayload.length),
    'cache-control': 'no-store',
  })
  expect(got.json()).toEqual(DEFAULTS)
})

it('changes those that are given, answers with all of them, and resets by null', async () => {
  const first = { styleDelimiters: ['!'], domains: ['Img.example.com'], anonymousListing: true }
  const changed = await put(first)
  expect(changed.statusCode).toBe(200)
  expect(changed.headers['content-type']).toBe('application/json')
  expect(changed.json()).toEqual({ ...DEFAULTS, ...first, domains: ['img.example.com'] })

  const sourceProtection = {
    rules: [{ prefix: 'originals/', suffix: '', ignoreCase: false }],
    extensions: ['jpg'],
  }
  const second = { sourceProtection, domains: null }
  const all = { ...DEFAULTS, ...first, sourceProtection, domains: [] }
  expect((await put(second)).json()).toEqual(all)
  expect((await server.owner('GET', PATH)).json()).toEqual(all)
  expect((await put({ sourceProtection: null })).json()).toMatchObject({ sourceProtection: null })
  expect((await put({})).json()).toEqual({ ...DEFAULTS, ...first, domains: [] })
})

it('takes what it answers', async () => {
  const cors = [{ allowedOrigins: ['*'], allowedMethods: ['GET'] }]
  const answer = await put({ cors, styleDelimiters: ['-', '/'] })
  expect(answer.json().cors).toEqual([{ ...cors[0], allowedHeaders: [], exposeHeaders: [] }])
  const again = await put(answer.body)
  expect([again.statusCode, again.body]).toEqual([200, answer.body])
})

it('what it sets is in force at once', async () => {
  await server.owner('PUT', '/photos/a', { body: 'hello' })
  const at = (host: string) => server.app.inject({ url: '/a', headers: { host } })
  expect(errorOf(await at('img.example.com'))).toMatchObject({ Code: 'InvalidBucketName', BucketName: 'a' })
  await put({ domains: ['img.example.com'] })
  expect((await at('img.example.com')).body).toBe('hello')
  await put({ sourceProtection: { extensions: [], rules: [{ prefix: 'a' }] } })
  expect(errorOf(await at('img.example.com'))).toMatchObject({ Code: 'AccessDenied' })
})

describe('is for those who own everything', () => {
  it('and not for anyone', async () => {
    for (const method of ['GET', 'PUT'])
      expect(errorOf(await server.anonymous(method, PATH))).toMatchObject({
        Code: 'AccessDenied',
        status: '403',
      })
  })

  it.each([
    ['a key for some buckets', 'GET', 403, SCOPED],
    ['a key for some buckets', 'PUT', 403, SCOPED],
    ['a key that only reads', 'GET', 200, READER],
    ['a key that only reads', 'PUT', 403, READER],
  ] as const)('%s: %s is answered %i', async (_, method, status, key) => {
    const headers = { host: HOST, ...signHeaders(request(method), key, { date: new Date() }) }
    const got = await server.app.inject({ method, url: PATH, headers, payload: '{}' })
    expect(got.statusCode).toBe(status)
    if (status === 403) expect(errorOf(got)).toMatchObject({ Code: 'AccessDenied' })
  })

  it.each(['GET', 'PUT'] as const)(
    'by a signature of either version, in header or URL: %s',
    async (method) => {
      const date = new Date()
      const v4 = { version: 4, date, region: 'cn-hangzhou' } as const
      const inHeaders = [signHeaders(request(method), KEYS, { date }), signHeaders(request(method), KEYS, v4)]
      const inUrls = [
        presign(request(method), KEYS, { expires: Math.floor(date.getTime() / 1000) + 60 }),
        presign(request(method), KEYS, { ...v4, expires: 60 }),
      ]
      const sent = [
        ...inHeaders.map((headers) => ({ url: PATH, headers })),
        ...inUrls.map((query) => ({ url: `${PATH}?${new URLSearchParams(query)}`, headers: {} })),
      ]
      for (const { url, headers } of sent) {
        const payload = method === 'PUT' ? { payload: '{}' } : {}
        const got = await server.app.inject({ method, url, headers: { host: HOST, ...headers }, ...payload })
        expect([got.statusCode, got.json()]).toEqual([200, DEFAULTS])
      }
    },
  )

  it('and a signature for one path is none for another', async () => {
    const headers = { host: HOST, ...signHeaders(request('GET'), KEYS, { date: new Date() }) }
    const url = PATH.replace('photos', 'logos')
    expect(errorOf(await server.app.inject({ url, headers }))).toMatchObject({
      Code: 'SignatureDoesNotMatch',
    })
  })
})

describe('refuses', () => {
  it.each([
    ['no JSON', '{"domains": [', 'body', 'no JSON', 'no JSON from line 1, column 14 on'],
    ['a list', [], 'body', 'a list', 'expected an object, received a list'],
    ['an unknown name', { domain: [] }, 'domain', 'a list', /^domain: not known here; known are cors, /],
    [
      'a wrong value',
      { styleDelimiters: ['!', '.'] },
      'styleDelimiters[1]',
      '"."',
      'styleDelimiters[1]: expected one of -, _, /, !, received "."',
    ],
    [
      'a base host',
      { domains: ['oss.example.com'] },
      'domains[0]',
      '"oss.example.com"',
      /^domains\[0\]: expected a host name/,
    ],
    [
      'several values',
      { anonymousListing: 'yes', domains: [1] },
      'anonymousListing',
      '"yes"',
      /^anonymousListing: expected true or false, received "yes"; domains\[0\]: expected .*, received a number$/,
    ],
    [
      'more than it tells',
      { domains: Array(12).fill(1) },
      'domains[0]',
      'a number',
      /domains\[9\]: [^;]*; and 2 more$/,
    ],
  ])('%s', async (_, settings, name, value, message) => {
    const error = errorOf(await put(settings))
    expect(error).toMatchObject({
      Code: 'InvalidArgument',
      ArgumentName: name,
      ArgumentValue: value,
      status: '400',
    })
    expect(error.Message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
    expect((await server.owner('GET', PATH)).json()).toEqual(DEFAULTS)
  })

  it('a domain that stands for another bucket, and leaves the rest as it was', async () => {
    await server.storage.changeBucketSettings('logos', { domains: ['logos.example.com'] })
    const refused = await put({ anonymousListing: true, domains: ['logos.example.com'] })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', status: '400' })
    expect((await server.owner('GET', PATH)).json()).toEqual(DEFAULTS)
  })

  it('a body that is too long, or another than was announced', async () => {
    const long = JSON.stringify({ domains: [] }).padEnd(64 * 1024 + 1)
    expect(errorOf(await put(long))).toMatchObject({ Code: 'EntityTooLarge', status: '400' })
    expect((await put(long.slice(0, -1))).statusCode).toBe(200)
    const md5 = (text: string) => createHash('md5').update(text).digest('base64')
    expect(errorOf(await put('{}', { 'content-md5': md5('{"anonymousListing":true}') }))).toMatchObject({
      Code: 'InvalidDigest',
    })
    expect((await put('{}', { 'content-md5': md5('{}') })).statusCode).toBe(200)
  })

  it.each([
    ['/-/admin/buckets/none-such/settings', 'NoSuchBucket', '404'],
    ['/-/admin/buckets/Photos/settings', 'InvalidBucketName', '400'],
    ['/-/admin/buckets/photos', 'NoSuchKey', '404'],
    ['/-/admin/buckets/photos/settings/', 'NoSuchKey', '404'],
    ['/-/admin', 'NoSuchKey', '404'],
  ])('%s: %s', async (path, code, status) => {
    expect(errorOf(await server.owner('GET', path))).toMatchObject({ Code: code, status })
  })

  it.each(['DELETE', 'POST', 'HEAD'])('the method %s', async (method) => {
    const refused = await server.owner(method, PATH)
    expect(errorOf(refused)).toMatchObject({
      Code: 'MethodNotAllowed',
      ResourceType: 'Server',
      status: '405',
    })
    expect(refused.headers.allow).toBe('GET, PUT')
  })
})

it("leaves the path to a bucket's own host", async () => {
  const got = await server.app.inject({ url: PATH, headers: { host: 'photos.localhost' } })
  expect(got.body).toBe('an object')
})
