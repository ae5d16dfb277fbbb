import { Client, ClientError, image, style } from '@ossimg/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY, type LiveServer, startServer } from './live-server.ts'
import { drawPicture } from './vectors/pictures.ts'
import { rawOf } from './vectors/pixels.ts'

describe('@ossimg/client against this server', () => {
  let server: LiveServer
  let client: Client
  let picture: Buffer

  beforeAll(async () => {
    server = await startServer()
    client = new Client({ endpoint: server.origin, bucket: 'photos', credentials: KEY })
    picture = await drawPicture({ width: 400, height: 267, format: 'jpg' })
    await client.createBucket({ acl: 'private' })
    await client.put('a/照片 1+.jpg', picture, { metadata: { author: 'alice' } })
  })
  afterAll(() => server.close())

  it('puts, gets, heads and deletes', async () => {
    const got = await client.get('a/照片 1+.jpg')
    expect(Buffer.from(got.data).equals(picture)).toBe(true)
    expect(got).toMatchObject({ contentType: 'image/jpeg', metadata: { author: 'alice' } })
    expect(await client.head('a/照片 1+.jpg')).toMatchObject({ contentLength: picture.length })
    await client.put('b.txt', 'text')
    expect(await client.exists('b.txt')).toBe(true)
    await client.delete('b.txt')
    expect(await client.exists('b.txt')).toBe(false)
  })

  it('processes by builder, by style, by signed URL and by saveas', async () => {
    const process = image().resize({ width: 100 }).rotate(90)
    const { data, contentType } = await client.get('a/照片 1+.jpg', { process })
    expect(contentType).toBe('image/jpeg')
    expect(await rawOf(Buffer.from(data))).toMatchObject({ width: 67, height: 100 })

    await client.putStyle('thumb', image().resize({ width: 40 }).format('png'))
    expect(await client.getStyle('thumb')).toMatchObject({ content: 'image/resize,w_40/format,png' })
    const signed = await fetch(client.signedUrl('a/照片 1+.jpg', { process: style('thumb') }))
    expect(signed.headers.get('content-type')).toBe('image/png')
    expect(await rawOf(Buffer.from(await signed.arrayBuffer()))).toMatchObject({ width: 40, height: 27 })

    const saved = await client.saveAs('a/照片 1+.jpg', process, { key: 'turned.jpg' })
    expect(saved).toMatchObject({ object: 'turned.jpg', status: 'OK' })
    expect(await client.info('turned.jpg')).toMatchObject({ ImageWidth: '67', ImageHeight: '100' })
  })

  it('reads and changes who may read', async () => {
    const url = client.url('a/照片 1+.jpg', { process: 'image/resize,w_50' })
    expect((await fetch(url)).status).toBe(403)
    await client.putAcl('a/照片 1+.jpg', 'public-read')
    expect(await client.getAcl('a/照片 1+.jpg')).toBe('public-read')
    expect((await fetch(url)).status).toBe(200)
    await client.putBucketAcl('public-read')
    expect(await client.getBucketAcl()).toBe('public-read')
  })

  it('tells what OSS says of an error', async () => {
    const wrong = client.get('a/照片 1+.jpg', { process: 'image/resize,w_0' })
    await expect(wrong).rejects.toThrow(ClientError)
    await expect(wrong).rejects.toMatchObject({ code: 'InvalidArgument', status: 400, ec: '0040-00000312' })
    await expect(client.head('none')).rejects.toMatchObject({ code: 'NoSuchKey', status: 404 })
  })
})
