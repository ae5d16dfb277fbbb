import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { etagOf } from '../bodies.ts'
import { type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { connect, FORMS, refusal, signUrl } from './ali-oss-clients.ts'
import { send } from './fetch-by-name.ts'

const MEGABYTE = 1024 * 1024

let server: LiveServer
/** Signs as of an hour ago, as far as this one can tell. */
let late: LiveServer
let folder: string
let source: Buffer
beforeAll(async () => {
  server = await startServer()
  late = await startServer({ clock: () => new Date(Date.now() + 3_600_000) })
  folder = await mkdtemp(join(tmpdir(), 'ossimg-smoke-'))
  source = await drawPicture({ width: 400, height: 267, format: 'jpg', bytes: 21839 })
})
afterAll(async () => {
  await server.close()
  await late.close()
  await rm(folder, { recursive: true })
})

/** From the first bucket to the last upload, each flow on what those before it left. */
describe.each(FORMS)('every flow, $name', (form) => {
  const bucket = `smoke-${form.slug}`
  let client: OSS
  beforeAll(() => {
    client = connect(server, form, { bucket })
  })

  const url = (key: string) => `${server.origin}/${bucket}/${key}`

  it('1: a private bucket is created; what is put is got', async () => {
    expect((await client.putBucket(bucket)).res.status).toBe(200)
    expect((await client.getBucketACL(bucket)).acl).toBe('private')
    const put = await client.put('example.jpg', source)
    const { content, res } = await client.get('example.jpg')
    expect(content.equals(source)).toBe(true)
    for (const name of ['etag', 'content-md5', 'x-oss-hash-crc64ecma'])
      expect(res.headers[name]).toBe(put.res.headers[name])
    expect(res.headers['content-md5']).toBe(createHash('md5').update(source).digest('base64'))
  })

  it('2: a processed picture is got into a file, and has no CRC of another', async () => {
    const file = join(folder, `${form.slug}.jpg`)
    const process = 'image/resize,m_fixed,w_100,h_100'
    const { res } = await client.get('example.jpg', file, { process })
    expect(res.headers['x-oss-hash-crc64ecma']).toBeUndefined()
    expect(res.headers['content-length']).toBe(String((await readFile(file)).length))
    expect(await sharp(file).metadata()).toMatchObject({ width: 100, height: 100, format: 'jpeg' })
  })

  it('3: nobody reads what is private, anybody what is public; wrong keys are told apart', async () => {
    const process = '?x-oss-process=image/resize,m_fixed,w_100,h_100'
    const refused = await send(url(`example.jpg${process}`))
    expect(refused.status).toBe(403)
    expect(refused.headers['content-type']).toBe('application/xml')
    expect(refused.body.toString()).toContain('<Code>AccessDenied</Code>')
    await client.putACL('example.jpg', 'public-read')
    expect((await send(url(`example.jpg${process}`))).status).toBe(200)
    expect((await send(url('example.jpg'))).body.equals(source)).toBe(true)
    const stranger = connect(server, form, { bucket, accessKeyId: 'NOBODY' })
    expect((await refusal(stranger.get('example.jpg'))).code).toBe('InvalidAccessKeyId')
    const impostor = connect(server, form, { bucket, accessKeySecret: 'wrong' })
    expect((await refusal(impostor.get('example.jpg'))).code).toBe('SignatureDoesNotMatch')
  })

  it('4: a signed URL is for one process and for a time', async () => {
    const signed = await signUrl(client, form, 'example.jpg', { process: 'image/resize,w_100' })
    expect((await send(signed)).status).toBe(200)
    expect((await send(signed.replace('w_100', 'w_101'))).status).toBe(403)
    const bucketThere = connect(late, form, { bucket })
    await late.storage.createBucket(bucket, { acl: 'public-read' })
    const expired = await send(await signUrl(bucketThere, form, 'example.jpg', { expires: 3000 }))
    expect(expired.status).toBe(403)
    expect(expired.body.toString()).toContain('<Code>AccessDenied</Code>')
  })

  it('5: what is saved by a process is an object', async () => {
    const { status, res } = await client.processObjectSave(
      'example.jpg',
      'saved/a 1.jpg',
      'image/resize,w_100',
    )
    expect({ status, type: res.headers['content-type'] }).toEqual({ status: 200, type: 'application/json' })
    const saved = await client.get('saved/a 1.jpg')
    expect(saved.res.headers['content-type']).toBe('image/jpeg')
    expect(await sharp(saved.content).metadata()).toMatchObject({ width: 100, height: 67 })
  })

  it('6: a style is used by GET, by signed URL and when saving; an unknown one is not found', async () => {
    await client.request({
      method: 'PUT',
      bucket,
      subres: { style: '', styleName: 'thumb' },
      content: '<Style><Content>image/resize,w_50</Content></Style>',
      successStatuses: [200],
    })
    const widthOf = async (bytes: Buffer) => (await sharp(bytes).metadata()).width
    const process = 'style/thumb'
    expect(await widthOf((await client.get('example.jpg', { process })).content)).toBe(50)
    expect(await widthOf((await send(await signUrl(client, form, 'example.jpg', { process }))).body)).toBe(50)
    await client.processObjectSave('example.jpg', 'styled.jpg', process)
    expect(await widthOf((await client.get('styled.jpg')).content)).toBe(50)
    const unknown = client.get('example.jpg', { process: 'style/unknown' })
    expect(await refusal(unknown)).toMatchObject({ code: 'NoSuchStyle', status: 404 })
  })

  it('7: both listings by prefix and delimiter, page by page, of keys of every kind', async () => {
    const keys = ['list/a b.txt', 'list/a&b.txt', 'list/a+b.txt', 'list/sub/1.txt', 'list/照片.txt']
    for (const key of keys) await client.put(key, Buffer.from(key))
    const rolled = { prefix: 'list/', delimiter: '/', 'max-keys': 2 }

    const first = await client.list({ ...rolled })
    const second = await client.list({ ...rolled, marker: first.nextMarker ?? '' })
    const third = await client.list({ ...rolled, marker: second.nextMarker ?? '' })
    const pages = [first, second, third]
    expect(pages.map(({ isTruncated }) => isTruncated)).toEqual([true, true, false])
    const found = pages.flatMap(({ objects }) => objects.map(({ name }) => name))
    expect(found).toEqual(keys.filter((key) => !key.includes('sub')))
    expect(pages.flatMap(({ prefixes }) => prefixes ?? [])).toEqual(['list/sub/'])

    const one = await client.listV2({ prefix: 'list/', 'max-keys': 3 })
    const token = one.nextContinuationToken ?? ''
    const two = await client.listV2({ prefix: 'list/', 'max-keys': 3, 'continuation-token': token })
    expect([one.keyCount, two.keyCount]).toEqual([3, 2])
    expect([...one.objects, ...two.objects].map(({ name }) => name)).toEqual(keys)
  })

  it('8: what exists is deleted, alone and together, and then the bucket', async () => {
    expect((await client.head('example.jpg')).status).toBe(200)
    expect((await refusal(client.head('none.jpg'))).code).toBe('NoSuchKey')
    expect((await client.delete('example.jpg')).res.status).toBe(204)
    expect((await client.delete('example.jpg')).res.status).toBe(204)
    expect(await refusal(client.deleteBucket(bucket))).toMatchObject({ code: 'BucketNotEmpty', status: 409 })
    const rest = (await client.list({ 'max-keys': 1000 })).objects.map(({ name }) => name)
    const [quiet, verbose] = [rest.slice(0, 3), rest.slice(3)]
    expect((await client.deleteMulti(quiet, { quiet: true })).deleted).toEqual([])
    expect((await client.deleteMulti(verbose)).deleted.map(({ Key }) => Key)).toEqual(verbose)
    expect((await client.deleteBucket(bucket)).res.status).toBe(204)
    expect((await refusal(client.head('none.jpg'))).status).toBe(404)
  })

  it('9: 12 MB are uploaded in parts; a range of them; 304', async () => {
    await client.putBucket(bucket)
    const large = randomBytes(12 * MEGABYTE)
    const shares: number[] = []
    const uploaded = await client.multipartUpload('large.bin', large, {
      meta: { from: 'parts' },
      mime: 'application/x-large',
      progress: (share) => shares.push(share),
    })
    expect(uploaded.etag).toMatch(/^"[0-9A-F]{32}-12"$/)
    expect(shares.at(-1)).toBe(1)
    const { content, res } = await client.get('large.bin')
    expect(etagOf(content)).toBe(etagOf(large))
    expect(res.headers).toMatchObject({
      etag: uploaded.etag,
      'content-type': 'application/x-large',
      'x-oss-meta-from': 'parts',
      'x-oss-object-type': 'Multipart',
    })
    const from = 5 * MEGABYTE - 10
    const ranged = await client.get('large.bin', { headers: { Range: `bytes=${from}-${from + 19}` } })
    expect(ranged.res.status).toBe(206)
    expect(ranged.content.equals(large.subarray(from, from + 20))).toBe(true)
    const headers = { 'If-None-Match': uploaded.etag }
    expect((await client.get('large.bin', { headers })).res.status).toBe(304)
  })
})
