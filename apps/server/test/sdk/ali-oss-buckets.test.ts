import type OSS from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LiveServer, startServer } from '../live-server.ts'
import { connect, FORMS, refusal } from './ali-oss-clients.ts'
import { send } from './fetch-by-name.ts'

/** A time as documents have it. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

describe.each(FORMS)('the calls on buckets, $name', (form) => {
  let client: OSS
  let named = 0
  /** A bucket that no other test has. */
  const fresh = (what: string) => `${what}-${form.slug}-${++named}`

  beforeAll(() => {
    client = connect(server, form)
  })

  describe('putBucket', () => {
    it('creates a private bucket, and again', async () => {
      const name = fresh('put')
      const { bucket, res } = await client.putBucket(name)
      expect({ bucket, status: res.status }).toEqual({ bucket: name, status: 200 })
      expect((await client.getBucketACL(name)).acl).toBe('private')
      expect((await client.putBucket(name)).res.status).toBe(200)
    })

    it.each(['private', 'public-read', 'public-read-write'])('acl %s', async (acl) => {
      const name = fresh('acl')
      await client.putBucket(name, { acl })
      expect((await client.getBucketACL(name)).acl).toBe(acl)
      // A second creation changes only what it names.
      await client.putBucket(name)
      expect((await client.getBucketACL(name)).acl).toBe(acl)
    })

    it('storage class and redundancy, in a body, beside an ACL', async () => {
      const name = fresh('class')
      await client.putBucket(name, {
        acl: 'public-read',
        storageClass: 'Standard',
        dataRedundancyType: 'LRS',
      })
      const { bucket } = await client.getBucketInfo(name)
      expect(bucket).toMatchObject({ Name: name, StorageClass: 'Standard', DataRedundancyType: 'LRS' })
      expect((await client.getBucketACL(name)).acl).toBe('public-read')
    })

    it('an unknown ACL creates nothing', async () => {
      const name = fresh('bad')
      expect(await refusal(client.putBucket(name, { acl: 'public' }))).toMatchObject({
        code: 'InvalidArgument',
        status: 400,
        message: 'no such bucket access control exists',
      })
      expect(await refusal(client.getBucketInfo(name))).toMatchObject({ code: 'NoSuchBucket' })
    })
  })

  describe('listBuckets', () => {
    const prefix = `list-${form.slug}-`
    const names = ['a', 'b', 'c', 'd', 'e'].map((end) => prefix + end)
    beforeAll(async () => {
      for (const name of names) await client.putBucket(name)
    })

    it('tells of all buckets', async () => {
      const { buckets, owner, isTruncated } = await client.listBuckets()
      expect(buckets?.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
      expect(buckets?.find(({ name }) => name === names[0])).toMatchObject({
        region: 'oss-cn-hangzhou',
        creationDate: expect.stringMatching(TIME),
        storageClass: 'Standard',
      })
      expect(owner.id).not.toBe('')
      expect(owner.displayName).not.toBe('')
      expect(isTruncated).toBe(false)
    })

    it('by prefix: some, one, none', async () => {
      const listed = async (by: string) => (await client.listBuckets({ prefix: by })).buckets
      expect((await listed(prefix))?.map(({ name }) => name)).toEqual(names)
      expect((await listed(`${prefix}c`))?.map(({ name }) => name)).toEqual([`${prefix}c`])
      expect(await listed('none-such-')).toBeNull()
    })

    it('page by page', async () => {
      const seen: string[] = []
      let marker: string | null = ''
      let pages = 0
      do {
        const page = await client.listBuckets({ prefix, marker, 'max-keys': 2 })
        seen.push(...(page.buckets ?? []).map(({ name }) => name))
        expect(page.isTruncated).toBe(page.nextMarker !== null)
        marker = page.nextMarker
        pages += 1
      } while (marker !== null && pages < 9)
      expect(seen).toEqual(names)
      expect(pages).toBe(3)
    })

    it.each(['0', '-1', '1001', 'many'])('max-keys %s is refused', async (limit) => {
      expect(await refusal(client.listBuckets({ 'max-keys': limit }))).toMatchObject({
        code: 'InvalidArgument',
        status: 400,
      })
    })
  })

  it('getBucketInfo', async () => {
    const name = fresh('info')
    await client.putBucket(name, { acl: 'public-read' })
    const { bucket } = await client.getBucketInfo(name)
    const endpoint = `localhost:${server.port}`
    expect(bucket).toEqual({
      Name: name,
      CreationDate: expect.stringMatching(TIME),
      ExtranetEndpoint: endpoint,
      IntranetEndpoint: endpoint,
      Location: 'oss-cn-hangzhou',
      StorageClass: 'Standard',
      DataRedundancyType: 'LRS',
      TransferAcceleration: 'Disabled',
      CrossRegionReplication: 'Disabled',
      Owner: { ID: expect.stringMatching(/./), DisplayName: expect.stringMatching(/./) },
      AccessControlList: { Grant: 'public-read' },
      Comment: '',
    })
  })

  it('getBucketLocation', async () => {
    const name = fresh('place')
    await client.putBucket(name)
    expect((await client.getBucketLocation(name)).location).toBe('oss-cn-hangzhou')
  })

  it('getBucketStat counts objects and bytes', async () => {
    const name = fresh('stat')
    await client.putBucket(name)
    expect((await client.getBucketStat(name)).stat).toMatchObject({ Storage: '0', ObjectCount: '0' })
    client.useBucket(name)
    await client.put('a', Buffer.alloc(1000))
    await client.put('b', Buffer.alloc(24))
    await client.put('b', Buffer.alloc(25))
    const { stat } = await client.getBucketStat(name)
    expect(stat).toMatchObject({ Storage: '1025', ObjectCount: '2', MultipartUploadCount: '0' })
  })

  it('putBucketACL and getBucketACL', async () => {
    const name = fresh('grant')
    await client.putBucket(name)
    for (const acl of ['public-read', 'public-read-write', 'private']) {
      expect((await client.putBucketACL(name, acl)).res.status).toBe(200)
      const read = await client.getBucketACL(name)
      expect(read.acl).toBe(acl)
      expect(read.owner.id).not.toBe('')
    }
    expect(await refusal(client.putBucketACL(name, 'default'))).toMatchObject({ code: 'InvalidArgument' })
    expect((await client.getBucketACL(name)).acl).toBe('private')
  })

  it('putBucketCORS, getBucketCORS and deleteBucketCORS', async () => {
    const name = fresh('cors')
    await client.putBucket(name)
    expect(await refusal(client.getBucketCORS(name))).toMatchObject({
      code: 'NoSuchCORSConfiguration',
      status: 404,
    })
    const rules = [
      {
        allowedOrigin: ['https://one.example', 'https://*.two.example'],
        allowedMethod: ['GET', 'PUT'],
        allowedHeader: 'x-oss-*',
        exposeHeader: ['ETag', 'x-oss-request-id'],
        maxAgeSeconds: '600',
      },
      { allowedOrigin: '*', allowedMethod: 'HEAD' },
    ]
    expect((await client.putBucketCORS(name, rules)).res.status).toBe(200)
    expect((await client.getBucketCORS(name)).rules).toEqual(rules)

    const ask = (origin: string, method: string) =>
      send(`${server.origin}/${name}/key`, {
        method: 'OPTIONS',
        headers: { origin, 'access-control-request-method': method },
      })
    const allowed = await ask('https://a.two.example', 'PUT')
    expect(allowed.status).toBe(200)
    expect(allowed.headers['access-control-allow-origin']).toBe('https://a.two.example')
    expect((await ask('https://three.example', 'PUT')).status).toBe(403)

    expect((await client.deleteBucketCORS(name)).res.status).toBe(204)
    expect(await refusal(client.getBucketCORS(name))).toMatchObject({ code: 'NoSuchCORSConfiguration' })
    expect((await ask('https://one.example', 'GET')).status).toBe(403)
    expect((await client.deleteBucketCORS(name)).res.status).toBe(204)
  })

  it('deleteBucket: not while it holds anything', async () => {
    const name = fresh('gone')
    await client.putBucket(name)
    client.useBucket(name)
    await client.put('a', Buffer.from('text'))
    expect(await refusal(client.deleteBucket(name))).toMatchObject({ code: 'BucketNotEmpty', status: 409 })
    expect((await client.get('a')).content.toString()).toBe('text')
    await client.delete('a')
    expect((await client.deleteBucket(name)).res.status).toBe(204)
    expect(await refusal(client.deleteBucket(name))).toMatchObject({ code: 'NoSuchBucket', status: 404 })
  })

  it('useBucket and setBucket', async () => {
    const [one, two] = [fresh('use'), fresh('use')]
    await client.putBucket(one)
    await client.putBucket(two)
    await client.useBucket(one).put('key', Buffer.from('one'))
    await client.setBucket(two).put('key', Buffer.from('two'))
    expect(client.getBucket()).toBe(two)
    expect((await client.get('key')).content.toString()).toBe('two')
    client.useBucket(one)
    expect((await client.get('key')).content.toString()).toBe('one')
  })

  it('every call on a bucket that is not there', async () => {
    const name = fresh('none')
    client.useBucket(name)
    const calls = [
      () => client.getBucketInfo(name),
      () => client.getBucketLocation(name),
      () => client.getBucketStat(name),
      () => client.getBucketACL(name),
      () => client.putBucketACL(name, 'private'),
      () => client.getBucketCORS(name),
      () => client.deleteBucketCORS(name),
      () => client.list({}),
      () => client.listV2({}),
      () => client.put('key', Buffer.from('text')),
      () => client.get('key'),
      () => client.delete('key'),
      () => client.deleteMulti(['key']),
      () => client.copy('key', 'other'),
    ]
    for (const call of calls)
      expect(await refusal(call()), String(call)).toMatchObject({
        code: 'NoSuchBucket',
        status: 404,
        requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
      })
    expect((await server.storage.listBuckets()).some((bucket) => bucket.name === name)).toBe(false)
  })
})
