import { presign, signHeaders } from '@ossimg/signer'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { localWorkshop, type Workshop } from '../src/pictures/workshop.ts'
import type { PurgeFilter, ResultCache } from '../src/result-cache/result-cache.ts'
import { createBucket, drawJpg, errorOf, HOST, KEYS, startServer, type TestServer } from './server.ts'

const PATH = '/-/admin/cache'

const holder = (name: string, readOnly: boolean, buckets?: readonly string[]) => ({
  accessKeyId: name,
  accessKeySecret: name,
  holder: { name, readOnly, buckets },
})
const READER = holder('reader', true)
const SCOPED = holder('scoped', false, ['photos'])

/** A cache that tells what was purged of it. */
function watched({ cache, ...workshop }: Workshop, purged: PurgeFilter[]): Workshop {
  const purge: ResultCache['purge'] = async (filter) => {
    purged.push(filter)
    return { entries: 12, bytes: 345_678 }
  }
  const watching = new Proxy(cache, {
    get(target, name) {
      const value = Reflect.get(target, name, target)
      if (name === 'purge') return purge
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  return { ...workshop, cache: watching }
}

const purged: PurgeFilter[] = []
let server: TestServer
beforeAll(async () => {
  const workshop = watched(localWorkshop(), purged)
  server = await startServer({ workshop, keys: keyRing([ownerKey(KEYS), READER, SCOPED]) })
  await createBucket(server, 'photos', 'public-read')
  await createBucket(server, 'logos')
})
afterAll(() => server.close())
beforeEach(() => void purged.splice(0))

type Query = readonly (readonly [name: string, value: string])[]

const purge = (query: Query) => server.owner('DELETE', PATH, { query })

it.each<[Query, PurgeFilter]>([
  [[['bucket', 'photos']], { bucket: 'photos', prefix: '' }],
  [
    [
      ['bucket', 'photos'],
      ['key', '图 1+%.jpg'],
    ],
    { bucket: 'photos', key: '图 1+%.jpg' },
  ],
  [
    [
      ['prefix', 'a/b'],
      ['bucket', 'photos'],
    ],
    { bucket: 'photos', prefix: 'a/b' },
  ],
  [
    [
      ['bucket', 'photos'],
      ['style', 'thumb'],
    ],
    { bucket: 'photos', style: 'thumb' },
  ],
])('%j forgets %j and tells how much that was', async (query, filter) => {
  const got = await purge(query)
  expect(got.statusCode).toBe(200)
  expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' })
  expect(got.body).toBe('{"entries":12,"bytes":345678}')
  expect(purged).toEqual([filter])
})

describe('refuses', () => {
  it.each<[string, Query, string, string]>([
    ['no bucket', [], 'bucket', ''],
    ['no bucket beside a key', [['key', 'a']], 'bucket', ''],
    ['what is no bucket name', [['bucket', 'Photos']], 'bucket', 'Photos'],
    [
      'two buckets',
      [
        ['bucket', 'photos'],
        ['bucket', 'logos'],
      ],
      'bucket',
      'logos',
    ],
    [
      'an empty key',
      [
        ['bucket', 'photos'],
        ['key', ''],
      ],
      'key',
      '',
    ],
    [
      'what is no key',
      [
        ['bucket', 'photos'],
        ['key', '/a'],
      ],
      'key',
      '/a',
    ],
    [
      'an empty prefix',
      [
        ['bucket', 'photos'],
        ['prefix', ''],
      ],
      'prefix',
      '',
    ],
    [
      'what is no style name',
      [
        ['bucket', 'photos'],
        ['style', 'a/b'],
      ],
      'style',
      'a/b',
    ],
    [
      'key and prefix',
      [
        ['bucket', 'photos'],
        ['key', 'a'],
        ['prefix', 'b'],
      ],
      'prefix',
      'b',
    ],
    [
      'style and key',
      [
        ['style', 'a'],
        ['bucket', 'photos'],
        ['key', 'b'],
      ],
      'key',
      'b',
    ],
    [
      'what it does not know',
      [
        ['bucket', 'photos'],
        ['keys', 'a'],
      ],
      'keys',
      'a',
    ],
  ])('%s', async (_, query, name, value) => {
    expect(errorOf(await purge(query))).toMatchObject({
      Code: 'InvalidArgument',
      ArgumentName: name,
      ArgumentValue: value,
      status: '400',
    })
    expect(purged).toEqual([])
  })

  it('a bucket that is not there', async () => {
    expect(errorOf(await purge([['bucket', 'none-such']]))).toMatchObject({
      Code: 'NoSuchBucket',
      status: '404',
    })
  })

  it.each(['GET', 'PUT', 'POST'])('the method %s', async (method) => {
    const refused = await server.owner(method, PATH, { query: [['bucket', 'photos']] })
    expect(errorOf(refused)).toMatchObject({ Code: 'MethodNotAllowed', status: '405' })
    expect(refused.headers.allow).toBe('DELETE')
  })
})

describe('is for owners of the bucket', () => {
  const asked = (bucket: string) => ({
    method: 'DELETE',
    bucket: '-',
    key: PATH.slice('/-/'.length),
    query: [['bucket', bucket]] as const,
    headers: {},
  })

  it('and not for anyone', async () => {
    const refused = await server.anonymous('DELETE', PATH, { query: [['bucket', 'photos']] })
    expect(errorOf(refused)).toMatchObject({ Code: 'AccessDenied', status: '403' })
    expect(errorOf(await server.anonymous('DELETE', PATH))).toMatchObject({ Code: 'AccessDenied' })
  })

  it.each([
    ['a key for this bucket', 'photos', 200, SCOPED],
    ['a key for other buckets', 'logos', 403, SCOPED],
    ['a key that only reads', 'photos', 403, READER],
  ] as const)('%s: %s is answered %i', async (_, bucket, status, key) => {
    const headers = { host: HOST, ...signHeaders(asked(bucket), key, { date: new Date() }) }
    const got = await server.app.inject({ method: 'DELETE', url: `${PATH}?bucket=${bucket}`, headers })
    expect(got.statusCode).toBe(status)
    if (status === 403) expect(errorOf(got)).toMatchObject({ Code: 'AccessDenied' })
    expect(purged).toHaveLength(status === 200 ? 1 : 0)
  })

  it.each([1, 4] as const)('by a signature of version %i in the URL', async (version) => {
    const date = new Date()
    const added =
      version === 1
        ? presign(asked('photos'), KEYS, { expires: Math.floor(date.getTime() / 1000) + 60 })
        : presign(asked('photos'), KEYS, { version, date, region: 'cn-hangzhou', expires: 60 })
    const url = `${PATH}?${new URLSearchParams([['bucket', 'photos'], ...added])}`
    const got = await server.app.inject({ method: 'DELETE', url, headers: { host: HOST } })
    expect([got.statusCode, got.body]).toEqual([200, '{"entries":12,"bytes":345678}'])
  })
})

it('really forgets, so that pictures are made anew', async () => {
  const other = await startServer()
  await createBucket(other, 'photos', 'public-read')
  await other.owner('PUT', '/photos/a.jpg', { body: await drawJpg() })
  const ask = () =>
    other.anonymous('GET', '/photos/a.jpg', { query: [['x-oss-process', 'image/resize,w_20']] })
  const [first, second] = [await ask(), await ask()]
  const forget = async (query: Query) => (await other.owner('DELETE', PATH, { query })).json()
  expect(
    await forget([
      ['bucket', 'photos'],
      ['key', 'b.jpg'],
    ]),
  ).toMatchObject({ entries: 0 })
  expect(
    await forget([
      ['bucket', 'photos'],
      ['key', 'a.jpg'],
    ]),
  ).toMatchObject({ entries: 1 })
  const third = await ask()
  const ways = [first, second, third].map(
    ({ headers }) => /desc=\w+/.exec(String(headers['server-timing']))?.[0],
  )
  expect(ways).toEqual(['desc=made', 'desc=memory', 'desc=made'])
  expect(third.rawPayload).toEqual(first.rawPayload)
  await other.close()
})
