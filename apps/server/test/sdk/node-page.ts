import type OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LiveServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { pixelAt, type RawPicture, rawOf } from '../vectors/pixels.ts'
import { connect, FORMS, type Reached, refusal, signUrl } from './ali-oss-clients.ts'
import { type Reply, send } from './fetch-by-name.ts'
import { darkPixels, expectNear, steepestBlue } from './picture-samples.ts'

const b64 = (text: string) => Buffer.from(text).toString('base64url')

/** The buckets that the walk through the page makes, for those who must know their hosts beforehand. */
export const PAGE_BUCKETS = FORMS.flatMap(({ slug }) => [`node-${slug}`, `node-${slug}-other`])

/**
 * Walks through the vendor's Node.js page on image processing, and the calls it takes for granted, in every form of
 * client, each against a bucket of its own. Source: OSS, "Image processing" in the Node.js SDK's reference.
 */
export function testNodePage(start: () => Promise<LiveServer & Reached>): void {
  let server: LiveServer & Reached
  let source: Buffer
  let original: RawPicture

  beforeAll(async () => {
    server = await start()
    source = await drawPicture({ width: 400, height: 267, format: 'jpg', bytes: 21839 })
    original = await rawOf(source)
  })
  afterAll(() => server.close())

  describe.each(FORMS)("the vendor's Node.js page, $name", (form) => {
    const bucket = `node-${form.slug}`
    let client: OSS

    beforeAll(async () => {
      client = connect(server, form, { bucket })
      await client.putBucket(bucket)
      expect((await client.put('example.jpg', source)).res.status).toBe(200)
    })

    /** Signs as the page does and fetches as a browser would. */
    async function processed(process: string): Promise<Reply> {
      const url = await signUrl(client, form, 'example.jpg', { process })
      const scheme = server.ca === undefined ? 'http' : 'https'
      const place = form.sldEnable
        ? `localhost:${server.port}/${bucket}/`
        : `${bucket}.localhost:${server.port}/`
      expect(url.startsWith(`${scheme}://${place}example.jpg?`), url).toBe(true)
      return send(url, { ca: server.ca })
    }

    async function picture(process: string, format: string): Promise<RawPicture> {
      const reply = await processed(process)
      expect(reply.status, reply.body.toString('latin1', 0, 300)).toBe(200)
      expect(reply.headers['content-type']).toBe(`image/${format}`)
      expect(reply.headers['x-oss-hash-crc64ecma']).toBeUndefined()
      expect((await sharp(reply.body).metadata()).format).toBe(format)
      return rawOf(reply.body)
    }

    it('get returns what was put, CRC and MD5 included', async () => {
      const { content, res } = await client.get('example.jpg')
      expect(content.equals(source)).toBe(true)
      expect(res.headers['content-type']).toBe('image/jpeg')
      expect(res.headers['x-oss-hash-crc64ecma']).toMatch(/^\d+$/)
    })

    it('resize', async () => {
      const made = await picture('image/resize,m_fixed,w_100,h_100', 'jpeg')
      expect(made).toMatchObject({ width: 100, height: 100 })
      expectNear(pixelAt(made, 70, 30), pixelAt(original, 280, 80))
    })

    it('crop with the ignored r_1', async () => {
      const made = await picture('image/crop,w_100,h_100,x_100,y_100,r_1', 'jpeg')
      expect(made).toMatchObject({ width: 100, height: 100 })
      expectNear(pixelAt(made, 50, 50), pixelAt(original, 150, 150))
    })

    it('rotate', async () => {
      const made = await picture('image/rotate,90', 'jpeg')
      expect(made).toMatchObject({ width: 267, height: 400 })
      expectNear(pixelAt(made, 256, 10), pixelAt(original, 10, 10))
    })

    it('sharpen', async () => {
      const made = await picture('image/sharpen,100', 'jpeg')
      expect(made).toMatchObject({ width: 400, height: 267 })
      // Edges are steeper, and far from edges nothing changes.
      expectNear(pixelAt(made, 100, 200), pixelAt(original, 100, 200))
      expect(steepestBlue(made)).toBeGreaterThan(steepestBlue(original) * 1.1)
    })

    it('the watermark in Chinese', async () => {
      const made = await picture(`image/watermark,text_${b64('Hello 图片服务!')}`, 'jpeg')
      expect(made).toMatchObject({ width: 400, height: 267 })
      expectNear(pixelAt(made, 5, 5), pixelAt(original, 5, 5))
      expect(darkPixels(made)).toBeGreaterThan(darkPixels(original) + 500)
    })

    it('format', async () => {
      const made = await picture('image/format,png', 'png')
      expect(made).toMatchObject({ width: 400, height: 267, channels: 3 })
      expect(made.data.equals(original.data)).toBe(true)
    })

    it('info', async () => {
      const reply = await processed('image/info')
      expect(reply.headers['content-type']).toBe('application/json')
      expect(JSON.parse(reply.body.toString())).toMatchObject({
        FileSize: { value: '21839' },
        Format: { value: 'jpg' },
        ImageHeight: { value: '267' },
        ImageWidth: { value: '400' },
      })
    })

    it('a style', async () => {
      await server.storage.putStyle(bucket, 'example-sytle', 'image/resize,w_100')
      expect(await picture('style/example-sytle', 'jpeg')).toMatchObject({ width: 100, height: 67 })
      expect((await processed('style/none')).body.toString()).toContain('<Code>NoSuchStyle</Code>')
    })

    it('a cascade', async () => {
      const made = await picture('image/resize,m_fixed,w_100,h_100/rotate,90', 'jpeg')
      expect(made).toMatchObject({ width: 100, height: 100 })
      expectNear(pixelAt(made, 90, 20), pixelAt(original, 80, 27))
    })

    it('a changed process does not pass with the old signature', async () => {
      const url = await signUrl(client, form, 'example.jpg', { process: 'image/resize,w_100' })
      const reply = await send(url.replace('w_100', 'w_101'), { ca: server.ca })
      expect(reply.status).toBe(403)
      expect(reply.body.toString()).toContain('<Code>SignatureDoesNotMatch</Code>')
    })

    it('saveas into the same and into another bucket', async () => {
      const process = 'image/resize,m_fixed,w_100,h_100'
      const saved = await client.processObjectSave('example.jpg', 'saved/中文 1.jpg', process)
      expect(saved.status).toBe(200)
      const { content } = await client.get('saved/中文 1.jpg')
      expect(await rawOf(content)).toMatchObject({ width: 100, height: 100 })

      const other = connect(server, form, { bucket: `${bucket}-other` })
      await other.putBucket(`${bucket}-other`)
      const into = await client.processObjectSave(
        'example.jpg',
        'to.jpg',
        'image/rotate,90',
        `${bucket}-other`,
      )
      expect(into.status).toBe(200)
      const turned = await other.get('to.jpg')
      expect(turned.res.headers['content-type']).toBe('image/jpeg')
      expect(await rawOf(turned.content)).toMatchObject({ width: 267, height: 400 })

      // The SDK takes any answer for a success: only the status tells.
      const nowhere = await client.processObjectSave('example.jpg', 'x', process, 'no-such-bucket')
      expect(nowhere.status).toBe(404)
    })

    it('head, then delete, twice', async () => {
      await client.put('gone.txt', Buffer.from('text'))
      expect((await client.head('gone.txt')).status).toBe(200)
      expect((await client.delete('gone.txt')).res.status).toBe(204)
      expect((await client.delete('gone.txt')).res.status).toBe(204)
      expect(await refusal(client.head('gone.txt'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
    })

    it('errors carry code, status and request id', async () => {
      expect(await refusal(client.get('example.jpg', { process: 'image/resize,w_0' }))).toMatchObject({
        code: 'InvalidArgument',
        status: 400,
        requestId: expect.stringMatching(/^[0-9A-F]{24}$/),
        message: 'The value: 0 of parameter: w is invalid.',
      })
      const stranger = connect(server, form, { bucket, accessKeySecret: 'wrong' })
      expect(await refusal(stranger.get('example.jpg'))).toMatchObject({
        code: 'SignatureDoesNotMatch',
        status: 403,
      })
    })
  })
}
