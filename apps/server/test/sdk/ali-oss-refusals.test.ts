import type OSS from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startServer } from '../live-server.ts'
import { connect, FORMS, refusal } from './ali-oss-clients.ts'

/** Calls by the sub-resource that each is about. */
const CALLS: readonly (readonly [
  resource: string,
  call: string,
  (client: OSS, bucket: string) => Promise<unknown>,
])[] = [
  ['logging', 'putBucketLogging', (client, bucket) => client.putBucketLogging(bucket, 'logs/')],
  ['logging', 'getBucketLogging', (client, bucket) => client.getBucketLogging(bucket)],
  ['logging', 'deleteBucketLogging', (client, bucket) => client.deleteBucketLogging(bucket)],
  [
    'website',
    'putBucketWebsite',
    (client, bucket) => client.putBucketWebsite(bucket, { index: 'index.html' }),
  ],
  ['website', 'getBucketWebsite', (client, bucket) => client.getBucketWebsite(bucket)],
  ['website', 'deleteBucketWebsite', (client, bucket) => client.deleteBucketWebsite(bucket)],
  [
    'referer',
    'putBucketReferer',
    (client, bucket) => client.putBucketReferer(bucket, true, ['http://a.example']),
  ],
  ['referer', 'getBucketReferer', (client, bucket) => client.getBucketReferer(bucket)],
  ['referer', 'deleteBucketReferer', (client, bucket) => client.deleteBucketReferer(bucket)],
  [
    'lifecycle',
    'putBucketLifecycle',
    (client, bucket) =>
      client.putBucketLifecycle(bucket, [
        { id: 'all', prefix: '', status: 'Enabled', expiration: { days: 1 } },
      ]),
  ],
  ['lifecycle', 'getBucketLifecycle', (client, bucket) => client.getBucketLifecycle(bucket)],
  ['lifecycle', 'deleteBucketLifecycle', (client, bucket) => client.deleteBucketLifecycle(bucket)],
  [
    'requestPayment',
    'putBucketRequestPayment',
    (client, bucket) => client.putBucketRequestPayment(bucket, 'Requester'),
  ],
  ['requestPayment', 'getBucketRequestPayment', (client, bucket) => client.getBucketRequestPayment(bucket)],
  [
    'encryption',
    'putBucketEncryption',
    (client, bucket) => client.putBucketEncryption(bucket, { SSEAlgorithm: 'AES256' }),
  ],
  ['encryption', 'getBucketEncryption', (client, bucket) => client.getBucketEncryption(bucket)],
  ['encryption', 'deleteBucketEncryption', (client, bucket) => client.deleteBucketEncryption(bucket)],
  ['tagging', 'putBucketTags', (client, bucket) => client.putBucketTags(bucket, { a: 'b' })],
  ['tagging', 'getBucketTags', (client, bucket) => client.getBucketTags(bucket)],
  ['tagging', 'deleteBucketTags', (client, bucket) => client.deleteBucketTags(bucket)],
  [
    'policy',
    'putBucketPolicy',
    (client, bucket) => client.putBucketPolicy(bucket, { Version: '1', Statement: [] }),
  ],
  ['policy', 'deleteBucketPolicy', (client, bucket) => client.deleteBucketPolicy(bucket)],
  ['versioning', 'getBucketVersioning', (client, bucket) => client.getBucketVersioning(bucket)],
  ['versions', 'getBucketVersions', (client) => client.getBucketVersions()],
  ['inventory', 'putBucketInventory', (client, bucket) => client.putBucketInventory(bucket, INVENTORY)],
  ['inventory', 'getBucketInventory', (client, bucket) => client.getBucketInventory(bucket, 'daily')],
  ['inventory', 'listBucketInventory', (client, bucket) => client.listBucketInventory(bucket)],
  ['inventory', 'deleteBucketInventory', (client, bucket) => client.deleteBucketInventory(bucket, 'daily')],
  ['worm', 'initiateBucketWorm', (client, bucket) => client.initiateBucketWorm(bucket, '1')],
  ['worm', 'getBucketWorm', (client, bucket) => client.getBucketWorm(bucket)],
  ['wormExtend', 'extendBucketWorm', (client, bucket) => client.extendBucketWorm(bucket, 'ID', '2')],
  ['tagging', 'putObjectTagging', (client) => client.putObjectTagging('kept.txt', { a: 'b' })],
  ['tagging', 'getObjectTagging', (client) => client.getObjectTagging('kept.txt')],
  ['tagging', 'deleteObjectTagging', (client) => client.deleteObjectTagging('kept.txt')],
  ['symlink', 'putSymlink', (client) => client.putSymlink('kept.txt', 'other.txt')],
  ['symlink', 'getSymlink', (client) => client.getSymlink('kept.txt')],
  ['restore', 'restore', (client) => client.restore('kept.txt', { type: 'Archive' })],
  ['asyncFetch', 'postAsyncFetch', (client) => client.postAsyncFetch('kept.txt', 'http://a.example/b.jpg')],
  ['asyncFetch', 'getAsyncFetch', (client) => client.getAsyncFetch('ID')],
  ['live', 'putChannel', (client) => client.putChannel('kept.txt', { Description: 'none' })],
  ['live', 'listChannels', (client) => client.listChannels()],
  ['live', 'deleteChannel', (client) => client.deleteChannel('kept.txt')],
  ['vod', 'createVod', (client) => client.createVod('kept.txt', 'a.m3u8', { startTime: 1, endTime: 2 })],
  [
    'versionId',
    'a version of an object',
    (client) => client.get('kept.txt', { subres: { versionId: 'ID' } }),
  ],
  [
    'versionId',
    'a deletion of a version',
    (client) => client.delete('kept.txt', { subres: { versionId: 'ID' } }),
  ],
]

const INVENTORY = {
  id: 'daily',
  isEnabled: true,
  OSSBucketDestination: { format: 'CSV', accountId: '1', rolename: 'role', bucket: 'bucket' },
  frequency: 'Daily',
  includedObjectVersions: 'All',
}

/** Calls whose promise the SDK fulfils whatever the answer. */
const CARELESS: readonly (readonly [
  call: string,
  (client: OSS, bucket: string) => Promise<{ status: number }>,
])[] = [
  ['getBucketPolicy', (client, bucket) => client.getBucketPolicy(bucket)],
  ['putBucketVersioning', (client, bucket) => client.putBucketVersioning(bucket, 'Enabled')],
  ['completeBucketWorm', (client, bucket) => client.completeBucketWorm(bucket, 'ID')],
  ['abortBucketWorm', (client, bucket) => client.abortBucketWorm(bucket)],
]

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

describe.each(FORMS)('calls that are not answered, $name', (form) => {
  const bucket = `refused-${form.slug}`
  let client: OSS
  beforeAll(async () => {
    client = connect(server, form, { bucket })
    await client.putBucket(bucket)
    await client.put('kept.txt', Buffer.from('text'), { meta: { a: '1' } })
  })

  /** All that a call could have changed. */
  async function everything() {
    const { storage } = server
    return {
      buckets: await storage.listBuckets(),
      stat: await storage.statBucket(bucket),
      object: await storage.headObject(bucket, 'kept.txt'),
    }
  }

  it.each(CALLS)('%s: %s', async (resource, _call, run) => {
    const before = await everything()
    const refused = await refusal(run(client, bucket))
    expect(refused).toMatchObject({ code: 'NotImplemented', status: 400 })
    expect(refused.message).toContain(resource)
    expect(await everything()).toEqual(before)
  })

  it.each(CARELESS)('%s, of which the SDK tells only the status', async (_call, run) => {
    const before = await everything()
    expect((await run(client, bucket)).status).toBe(400)
    expect(await everything()).toEqual(before)
  })

  it('the same calls create no bucket', async () => {
    const name = `${bucket}-none`
    for (const run of [
      () => client.putBucketLifecycle(name, [{ prefix: '', status: 'Enabled', days: 1 }]),
      () => client.putBucketWebsite(name, { index: 'index.html' }),
      () => client.putBucketTags(name, { a: 'b' }),
    ])
      expect((await refusal(run())).status).toBeGreaterThanOrEqual(400)
    expect(await refusal(client.getBucketInfo(name))).toMatchObject({ code: 'NoSuchBucket' })
  })
})
