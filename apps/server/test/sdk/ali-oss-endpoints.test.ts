import OSS, { type Options } from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { connect, refusal, SIGNATURES, signUrl } from './ali-oss-clients.ts'
import { loopbackAgent, send } from './fetch-by-name.ts'

let server: LiveServer
let source: Buffer
beforeAll(async () => {
  server = await startServer({
    cnames: { 'img.example': 'cname-1', 'pic.example': 'cname-4' },
    baseHosts: ['localhost', 'oss.example'],
  })
  source = await drawPicture({ width: 80, height: 40, format: 'jpg' })
})
afterAll(() => server.close())

/** Works through the calls that a client needs every day. */
async function workThrough(client: OSS, bucket: string): Promise<void> {
  await client.put('dir/照片 1+2.jpg', source, { meta: { a: '1' } })
  expect((await client.get('dir/照片 1+2.jpg')).content.equals(source)).toBe(true)
  expect((await client.head('dir/照片 1+2.jpg')).meta).toEqual({ a: '1' })
  const { content } = await client.get('dir/照片 1+2.jpg', { process: 'image/resize,w_20' })
  expect((await sharp(content).metadata()).width).toBe(20)
  const saved = await client.processObjectSave('dir/照片 1+2.jpg', 'saved.jpg', 'image/rotate,90')
  expect(saved.status).toBe(200)
  await client.copy('copy.jpg', 'saved.jpg')
  expect((await sharp((await client.get('copy.jpg')).content).metadata()).width).toBe(40)
  await client.putACL('copy.jpg', 'public-read')
  expect((await client.getACL('copy.jpg')).acl).toBe('public-read')
  const listed = await client.list({ prefix: '', delimiter: '/' })
  expect(listed.objects.map(({ name }) => name)).toEqual(['copy.jpg', 'saved.jpg'])
  expect(listed.prefixes).toEqual(['dir/'])
  expect((await client.listV2({ 'max-keys': 1 })).isTruncated).toBe(true)
  expect((await client.getBucketInfo(bucket)).bucket).toMatchObject({ Name: bucket })
  expect(await refusal(client.get('none'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
  const { deleted } = await client.deleteMulti(['copy.jpg', 'saved.jpg', 'dir/照片 1+2.jpg'])
  expect(deleted).toHaveLength(3)
  await client.delete('none')
  expect((await client.list({})).objects).toEqual([])
}

describe.each(SIGNATURES)('the address of the server, $name of the others', ({ version }) => {
  const bucket = `by-address-${version}`
  /** Connects to the address, names the bucket by a host of the public service, and not in the path. */
  const byAddress = (options: Partial<Options> = {}) =>
    new OSS({
      ...KEY,
      bucket,
      endpoint: server.origin,
      agent: loopbackAgent,
      ...(version === 4 ? { authorizationV4: true, region: 'oss-cn-hangzhou' } : {}),
      ...options,
    })

  it("every day's calls", async () => {
    const client = byAddress()
    expect((await client.putBucket(bucket)).bucket).toBe(bucket)
    await workThrough(client, bucket)
  })

  it('listBuckets, by a host without a bucket', async () => {
    const { buckets } = await byAddress().listBuckets({ prefix: bucket })
    expect(buckets?.map(({ name }) => name)).toEqual([bucket])
  })

  it("another region's host", async () => {
    const client = byAddress({ region: 'oss-us-west-1' })
    await client.put('elsewhere', Buffer.from('text'))
    expect((await byAddress().get('elsewhere')).content.toString()).toBe('text')
  })

  it('signs no URLs, says the SDK', () => {
    expect(() => byAddress().signatureUrl('example.jpg')).toThrow('endpoint is IP')
    expect(() => byAddress().generateObjectUrl('example.jpg')).toThrow('endpoint is IP')
  })
})

describe.each(SIGNATURES)("a domain of the bucket's own, signature version $version", (form) => {
  const bucket = `cname-${form.version}`
  beforeAll(() => server.storage.createBucket(bucket))

  /** Sends no bucket: the host stands for it. */
  const byDomain = (host: string) =>
    connect(server, form, {
      bucket,
      cname: true,
      sldEnable: false,
      endpoint: `http://${host}:${server.port}`,
    })

  it("of the configuration: every day's calls and a signed URL", async () => {
    const client = byDomain(form.version === 1 ? 'img.example' : 'pic.example')
    await workThrough(client, bucket)
    await client.put('a b.jpg', source)
    const url = await signUrl(client, form, 'a b.jpg', { process: 'image/resize,w_20' })
    expect(url).toContain(`.example:${server.port}/a%20b.jpg?`)
    expect((await sharp((await send(url)).body).metadata()).width).toBe(20)
  })

  it("of the bucket's settings", async () => {
    const domain = `set-${form.version}.example`
    await server.storage.changeBucketSettings(bucket, { domains: [domain] })
    const client = byDomain(domain)
    await client.put('by-setting', Buffer.from('text'))
    expect((await client.get('by-setting')).content.toString()).toBe('text')
    expect((await server.storage.headObject(bucket, 'by-setting')).size).toBe(4)
  })
})

describe.each(SIGNATURES)("a base host of the server's own, signature version $version", (form) => {
  const bucket = `based-${form.version}`

  it.each([
    ['in the path', true],
    ['by host', false],
  ])('the bucket %s', async (_where, sldEnable) => {
    const client = connect(server, form, {
      bucket,
      sldEnable,
      endpoint: `http://oss.example:${server.port}`,
    })
    await client.putBucket(bucket)
    await workThrough(client, bucket)
    await client.put('example.jpg', source)
    const url = await signUrl(client, form, 'example.jpg')
    expect(new URL(url).host).toBe(`${sldEnable ? '' : `${bucket}.`}oss.example:${server.port}`)
    expect((await send(url)).body.equals(source)).toBe(true)
    await client.delete('example.jpg')
  })
})

describe('the region of a version 4 signature', () => {
  const form = { sldEnable: true, version: 4 } as const

  it('may be any, unless the server insists on its own', async () => {
    const bucket = 'regions'
    await connect(server, form, { region: 'oss-us-west-1' }).putBucket(bucket)
    const strict = await startServer({ regionEnforced: true })
    try {
      expect(
        await refusal(connect(strict, form, { region: 'oss-us-west-1' }).putBucket(bucket)),
      ).toMatchObject({ code: 'InvalidArgument', status: 400 })
      const client = connect(strict, form, { bucket })
      await client.putBucket(bucket)
      await client.put('example.jpg', source)
      const stranger = connect(strict, form, { bucket, region: 'oss-us-west-1' })
      expect((await send(await signUrl(stranger, form, 'example.jpg'))).status).toBe(400)
      expect((await send(await signUrl(client, form, 'example.jpg'))).status).toBe(200)
    } finally {
      await strict.close()
    }
  })
})
