import type OSS from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { keyRing, ownerKey } from '../../src/configuration/key-ring.ts'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { connect, FORMS, refusal, signUrl } from './ali-oss-clients.ts'
import { send } from './fetch-by-name.ts'

/** Temporary keys, as a service that hands them out would have told the server. */
const LASTING = {
  accessKeyId: 'STS.LASTING',
  accessKeySecret: 'lasting-secret',
  securityToken: 'lasting/token+1=',
}
const ENDED = { accessKeyId: 'STS.ENDED', accessKeySecret: 'ended-secret', securityToken: 'ended-token' }

/** Keeps the SDK from recommending a renewal on the console. */
const quiet = { refreshSTSTokenInterval: 300_000 } as const

function temporary({ accessKeyId, accessKeySecret, securityToken }: typeof LASTING) {
  return { accessKeyId, accessKeySecret, stsToken: securityToken }
}

let server: LiveServer
let source: Buffer

beforeAll(async () => {
  const keys = keyRing([
    ownerKey(KEY),
    { ...ownerKey(LASTING), expiration: new Date(Date.now() + 3_600_000) },
    { ...ownerKey(ENDED), expiration: new Date(Date.now() - 1000) },
  ])
  server = await startServer({ keys })
  source = await drawPicture({ width: 40, height: 27, format: 'jpg' })
})
afterAll(() => server.close())

describe('anonymous access, row by row of the table of access control lists', () => {
  // An absent object falls back to what its bucket allows.
  const rows = [
    // bucket, object, read, write
    ['private', 'default', 403, 403],
    ['public-read', 'default', 200, 403],
    ['public-read-write', 'default', 200, 200],
    ['public-read-write', 'private', 403, 403],
    ['private', 'public-read', 200, 403],
    ['private', 'public-read-write', 200, 200],
    ['private', undefined, 403, 403],
    ['public-read', undefined, 404, 403],
    ['public-read-write', undefined, 404, 200],
  ] as const

  it.each(rows)('bucket %s, object %s: read %i, write %i', async (bucketAcl, objectAcl, read, write) => {
    const bucket = `acl-${bucketAcl}-${objectAcl ?? 'absent'}`
    const client = connect(server, { sldEnable: true, version: 1 }, { bucket })
    await client.putBucket(bucket)
    await client.putBucketACL(bucket, bucketAcl)
    expect((await client.getBucketACL(bucket)).acl).toBe(bucketAcl)
    if (objectAcl !== undefined) {
      await client.put('example.jpg', source)
      await client.putACL('example.jpg', objectAcl)
      expect((await client.getACL('example.jpg')).acl).toBe(objectAcl)
    }
    const url = `${server.origin}/${bucket}/example.jpg`
    expect((await send(url)).status).toBe(read)
    expect((await send(`${url}?x-oss-process=image/resize,w_100`)).status).toBe(read)
    expect((await send(url, { method: 'HEAD' })).status).toBe(read)
    if (objectAcl !== undefined)
      expect((await client.get('example.jpg', { process: 'image/info' })).res.status).toBe(200)
    // Writing comes last: an anonymous overwrite sets the object's own list back to the bucket's.
    expect((await send(url, { method: 'PUT', body: source })).status).toBe(write)
  })
})

describe.each(FORMS)('keys, $name', (form) => {
  const bucket = `keys-${form.slug}`
  beforeAll(async () => {
    const client = connect(server, form, { bucket })
    await client.putBucket(bucket)
    await client.put('example.jpg', source)
  })

  const wrong = [
    ['an unknown key', { accessKeyId: 'NOBODY' }, 'InvalidAccessKeyId'],
    ['a wrong secret', { accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
    ['a token with a key that lasts', { stsToken: 'some-token' }, 'InvalidSecurityToken'],
  ] as const

  it.each(wrong)('%s', async (_what, options, code) => {
    const client = connect(server, form, { bucket, ...quiet, ...options })
    const calls = [
      () => client.get('example.jpg'),
      () => client.put('example.jpg', Buffer.from('text')),
      () => client.list({}),
      () => client.delete('example.jpg'),
      () => client.listBuckets(),
    ]
    for (const call of calls) expect(await refusal(call())).toMatchObject({ code, status: 403 })
    const reply = await send(await signUrl(client, form, 'example.jpg', { process: 'image/info' }))
    expect(reply.status).toBe(403)
    expect(reply.body.toString()).toContain(`<Code>${code}</Code>`)
  })

  it('the answer to HEAD tells a wrong secret in its header', async () => {
    const client = connect(server, form, { bucket, accessKeySecret: 'wrong' })
    expect(await refusal(client.head('example.jpg'))).toMatchObject({
      code: 'SignatureDoesNotMatch',
      status: 403,
    })
  })
})

describe.each(FORMS)('temporary keys, $name', (form) => {
  const bucket = `sts-${form.slug}`
  let client: OSS
  beforeAll(async () => {
    client = connect(server, form, { bucket, ...temporary(LASTING), ...quiet })
    await client.putBucket(bucket)
  })

  it('put, get, head, list, process and delete', async () => {
    await client.put('a b+c.jpg', source, { meta: { from: 'sts' } })
    expect((await client.get('a b+c.jpg')).content.equals(source)).toBe(true)
    expect((await client.head('a b+c.jpg')).meta).toEqual({ from: 'sts' })
    expect((await client.list({})).objects.map(({ name }) => name)).toEqual(['a b+c.jpg'])
    const { content } = await client.get('a b+c.jpg', { process: 'image/info' })
    expect(JSON.parse(content.toString())).toMatchObject({ ImageWidth: { value: '40' } })
    expect((await client.processObjectSave('a b+c.jpg', 'saved.jpg', 'image/rotate,90')).status).toBe(200)
    await client.deleteMulti(['a b+c.jpg', 'saved.jpg'])
    expect((await client.list({})).objects).toEqual([])
  })

  it('a signed URL carries the token', async () => {
    await client.put('example.jpg', source)
    const url = await signUrl(client, form, 'example.jpg', { process: 'image/resize,w_20' })
    expect(
      new URL(url).searchParams.get(form.version === 1 ? 'security-token' : 'x-oss-security-token'),
    ).toBe(LASTING.securityToken)
    expect((await send(url)).status).toBe(200)
    const other = url.replace(encodeURIComponent(LASTING.securityToken), ENDED.securityToken)
    expect((await send(other)).body.toString()).toContain('<Code>AccessKeyIdAndSecurityTokenNotMatch</Code>')
  })

  const refused = [
    ['a wrong token', { ...temporary(LASTING), stsToken: 'wrong' }, 'InvalidSecurityToken'],
    [
      'the token of another key',
      { ...temporary(LASTING), stsToken: ENDED.securityToken },
      'AccessKeyIdAndSecurityTokenNotMatch',
    ],
    ['an ended token', temporary(ENDED), 'SecurityTokenExpired'],
    [
      'no token',
      { accessKeyId: LASTING.accessKeyId, accessKeySecret: LASTING.accessKeySecret },
      'InvalidAccessKeyId',
    ],
    ['a wrong secret', { ...temporary(LASTING), accessKeySecret: 'wrong' }, 'SignatureDoesNotMatch'],
  ] as const

  it.each(refused)('%s is refused', async (_what, options, code) => {
    const stranger = connect(server, form, { bucket, ...quiet, ...options })
    expect(await refusal(stranger.get('example.jpg'))).toMatchObject({ code, status: 403 })
    expect(await refusal(stranger.put('x', Buffer.from('x')))).toMatchObject({ code, status: 403 })
    const reply = await send(await signUrl(stranger, form, 'example.jpg'))
    expect(reply.status).toBe(403)
    expect(reply.body.toString()).toContain(`<Code>${code}</Code>`)
  })

  it('keys that the SDK renews by itself', async () => {
    const renewed = vi.fn(async () => temporary(LASTING))
    const patient = connect(server, form, {
      bucket,
      ...temporary(ENDED),
      refreshSTSToken: renewed,
      refreshSTSTokenInterval: 0,
    })
    expect((await patient.list({ prefix: 'none' })).objects).toEqual([])
    expect(renewed).toHaveBeenCalledOnce()
  })
})
