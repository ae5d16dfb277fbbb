import { parseQuery } from '@ossimg/signer'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { body } from './bodies.ts'
import {
  createBucket,
  errorOf,
  HOST,
  KEYS,
  parseXml,
  signed,
  startServer,
  type TestServer,
} from './server.ts'

const LIMITED = { accessKeyId: 'LIMITEDKEY', accessKeySecret: 'limited-secret' }
const READER = { accessKeyId: 'READERKEY', accessKeySecret: 'reader-secret' }

let server: TestServer
beforeAll(async () => {
  const keys = keyRing([
    ownerKey(KEYS),
    { ...LIMITED, holder: { name: 'limited', readOnly: false, buckets: ['beta', 'gone'] } },
    { ...READER, holder: { name: 'reader', readOnly: true, buckets: undefined } },
  ])
  server = await startServer({ keys, region: 'eu-central-1' })
  for (const bucket of ['beta', 'alpha', 'gamma', 'alpine']) await createBucket(server, bucket)
  await server.storage.putObject('beta', 'a', body('hello'))
  await server.storage.putObject('beta', 'b', body('hello, world'))
})
afterAll(() => server.close())

/** Sends with the signature of a key. */
const as = (credentials: typeof KEYS, path: string, query = '', host = HOST) => {
  const sent = { query: parseQuery(query), headers: { host } }
  const headers = { ...sent.headers, ...signed('GET', path, sent, credentials) }
  return server.anonymous('GET', path, { ...sent, headers })
}

interface Buckets {
  readonly Buckets: { readonly Bucket?: readonly { Name: string }[] } | string
}

async function buckets(query = '', credentials = KEYS) {
  const answer = await as(credentials, '/', query)
  expect(answer.statusCode, answer.body).toBe(200)
  expect(answer.headers['content-type']).toBe('application/xml')
  const { Buckets: found, ...told } = parseXml(answer.body).ListAllMyBucketsResult as unknown as Buckets &
    Record<string, unknown>
  const list = typeof found === 'string' ? [] : [found.Bucket ?? []].flat()
  return { told, names: list.map(({ Name }) => Name), list }
}

const OWNER = { Owner: { ID: '1000', DisplayName: '1000' } }

it('all buckets are listed by name, each with where it is', async () => {
  const { told, names, list } = await buckets()
  expect(told).toEqual(OWNER)
  expect(names).toEqual(['alpha', 'alpine', 'beta', 'gamma'])
  const { createdAt } = await server.storage.getBucket('alpha')
  expect(list[0]).toEqual({
    CreationDate: createdAt.toISOString(),
    ExtranetEndpoint: HOST,
    IntranetEndpoint: HOST,
    Location: 'oss-eu-central-1',
    Name: 'alpha',
    Region: 'eu-central-1',
    StorageClass: 'Standard',
  })
})

it.each([
  ['prefix=&marker=&max-keys=100', ['alpha', 'alpine', 'beta', 'gamma'], {}],
  ['prefix=alp', ['alpha', 'alpine'], { Prefix: 'alp', Marker: '', MaxKeys: '100', IsTruncated: 'false' }],
  ['marker=beta', ['gamma'], { Prefix: '', Marker: 'beta', MaxKeys: '100', IsTruncated: 'false' }],
  ['marker=alphabet', ['alpine', 'beta', 'gamma'], { IsTruncated: 'false' }],
  ['max-keys=4', ['alpha', 'alpine', 'beta', 'gamma'], {}],
  [
    'max-keys=3',
    ['alpha', 'alpine', 'beta'],
    { Prefix: '', Marker: '', MaxKeys: '3', IsTruncated: 'true', NextMarker: 'beta' },
  ],
  ['max-keys=3&marker=beta', ['gamma'], { MaxKeys: '3', IsTruncated: 'false' }],
  ['prefix=alp&max-keys=1&marker=alpha', ['alpine'], { IsTruncated: 'false' }],
  ['prefix=none', [], { IsTruncated: 'false' }],
])('buckets ?%s', async (query, names, told) => {
  const page = await buckets(query)
  expect(page.names).toEqual(names)
  expect(page.told).toMatchObject({ ...OWNER, ...told })
  expect(Object.hasOwn(page.told, 'IsTruncated')).toBe('IsTruncated' in told)
  expect(Object.hasOwn(page.told, 'NextMarker')).toBe('NextMarker' in told)
})

it.each(['0', '1001', 'x', ''])('a page of %s buckets is refused', async (size) => {
  expect(errorOf(await as(KEYS, '/', `max-keys=${size}`))).toMatchObject({
    Code: 'InvalidArgument',
    ArgumentName: 'max-keys',
  })
})

it('a key that is for some buckets sees these', async () => {
  expect((await buckets('', LIMITED)).names).toEqual(['beta'])
  expect((await buckets('max-keys=1', LIMITED)).told).toEqual(OWNER)
  expect((await buckets('', READER)).names).toHaveLength(4)
})

it('buckets are not listed for everybody', async () => {
  expect(errorOf(await server.anonymous('GET', '/'))).toMatchObject({
    Code: 'AccessDenied',
    status: '403',
    EC: '0003-00001201',
  })
})

it('a bucket tells of itself', async () => {
  await server.storage.setBucketAcl('beta', 'public-read')
  const answer = await as(KEYS, '/beta', 'bucketInfo')
  const { createdAt } = await server.storage.getBucket('beta')
  expect(parseXml(answer.body).BucketInfo).toEqual({
    Bucket: {
      CreationDate: createdAt.toISOString(),
      ExtranetEndpoint: HOST,
      IntranetEndpoint: HOST,
      Location: 'oss-eu-central-1',
      StorageClass: 'Standard',
      DataRedundancyType: 'LRS',
      TransferAcceleration: 'Disabled',
      CrossRegionReplication: 'Disabled',
      Name: 'beta',
      ...OWNER,
      AccessControlList: { Grant: 'public-read' },
      Comment: '',
    },
  })
  await server.storage.setBucketAcl('beta', 'private')
})

it('the endpoint is the name that the server was called by, without the bucket', async () => {
  const headers = { host: 'beta.localhost:9000' }
  const proof = signed('GET', '/beta', { query: [['bucketInfo', '']], headers })
  const answer = await server.anonymous('GET', '/?bucketInfo', { headers: { ...headers, ...proof } })
  expect(answer.body).toContain('<ExtranetEndpoint>localhost:9000</ExtranetEndpoint>')
})

it('a bucket tells where it is', async () => {
  const answer = await as(KEYS, '/beta/', 'location')
  expect(answer.headers['content-type']).toBe('application/xml')
  expect(parseXml(answer.body)).toEqual({ '?xml': '', LocationConstraint: 'oss-eu-central-1' })
})

it('a bucket tells what it holds', async () => {
  const before = Math.floor(Date.now() / 1000)
  const { LastModifiedTime, ...counts } = parseXml((await as(KEYS, '/beta', 'stat')).body).BucketStat ?? {}
  expect(counts).toEqual({
    Storage: '17',
    ObjectCount: '2',
    MultipartUploadCount: '0',
    LiveChannelCount: '0',
  })
  expect(Number(LastModifiedTime)).toBeGreaterThanOrEqual(before)
  expect(Number(LastModifiedTime)).toBeLessThanOrEqual(Date.now() / 1000)
})

it.each(['bucketInfo', 'location', 'stat'])('?%s is for owners, who may be readers', async (query) => {
  expect(errorOf(await server.anonymous('GET', `/beta?${query}`))).toMatchObject({
    Code: 'AccessDenied',
    EC: '0003-00001201',
  })
  expect(errorOf(await as(LIMITED, '/alpha', query))).toMatchObject({ Code: 'AccessDenied', status: '403' })
  expect((await as(LIMITED, '/beta', query)).statusCode).toBe(200)
  expect((await as(READER, '/alpha', query)).statusCode).toBe(200)
  for (const answer of [
    await server.anonymous('GET', `/missing?${query}`),
    await as(KEYS, '/missing', query),
  ])
    expect(errorOf(answer)).toMatchObject({ Code: 'NoSuchBucket', status: '404' })
})

it('a key that is for other buckets lists as everybody does', async () => {
  expect(errorOf(await as(LIMITED, '/alpha'))).toMatchObject({ Code: 'AccessDenied', EC: '0003-00000001' })
  expect((await as(READER, '/alpha')).statusCode).toBe(200)
})
