import OSS from 'ali-oss'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body, collect } from '../bodies.ts'
import { KEY, type LiveServer, startServer } from '../live-server.ts'
import { drawPicture } from '../vectors/pictures.ts'
import { connect, FORMS, refusal, SIGNATURES, signUrl } from './ali-oss-clients.ts'
import { loopbackAgent, send } from './fetch-by-name.ts'

let server: LiveServer
let source: Buffer
beforeAll(async () => {
  server = await startServer()
  source = await drawPicture({ width: 80, height: 40, format: 'jpg' })
})
afterAll(() => server.close())

describe.each(FORMS)('pictures, $name', (form) => {
  const bucket = `images-${form.slug}`
  let client: OSS
  beforeAll(async () => {
    client = connect(server, form, { bucket })
    await client.putBucket(bucket)
    await client.put('example.jpg', source)
    await client.put('text.jpg', Buffer.from('no picture'))
  })

  /** How large a stored picture is, and of what format. */
  async function measured(name: string) {
    const { content, res } = await client.get(name)
    const { width, height, format } = await sharp(content).metadata()
    return { width, height, format, type: res.headers['content-type'] }
  }

  describe('get with a process', () => {
    it.each([
      ['image/resize,m_fixed,w_20,h_30', 'jpeg', 20, 30],
      ['image/resize,p_50/rotate,90', 'jpeg', 20, 40],
      ['image/crop,w_30,h_20,g_se/format,png', 'png', 30, 20],
      ['image/format,webp/quality,q_50', 'webp', 80, 40],
    ])('%s', async (process, format, width, height) => {
      const { content, res } = await client.get('example.jpg', { process })
      expect(res.status).toBe(200)
      expect(res.headers).toMatchObject({
        'content-type': `image/${format}`,
        'content-length': String(content.length),
        etag: expect.stringMatching(/^"[0-9A-F]{32}"$/),
      })
      expect(res.headers['x-oss-hash-crc64ecma']).toBeUndefined()
      expect(res.headers['content-md5']).toBeUndefined()
      expect(await sharp(content).metadata()).toMatchObject({ format, width, height })
    })

    it('what is no picture but JSON', async () => {
      const info = await client.get('example.jpg', { process: 'image/info' })
      expect(info.res.headers['content-type']).toBe('application/json')
      expect(JSON.parse(info.content.toString())).toMatchObject({ ImageHeight: { value: '40' } })
      const hue = await client.get('example.jpg', { process: 'image/average-hue' })
      expect(JSON.parse(hue.content.toString())).toEqual({ RGB: expect.stringMatching(/^0x[0-9a-f]{6}$/) })
    })

    it.each([
      ['example.jpg', 'image/resize,w_0', 'InvalidArgument', 400],
      ['example.jpg', 'image/nothing', 'InvalidArgument', 400],
      ['example.jpg', 'image/resize,w_10|sys/saveas,o_eA', 'InvalidArgument', 400],
      ['example.jpg', 'style/none', 'NoSuchStyle', 404],
      ['text.jpg', 'image/resize,w_10', 'BadRequest', 400],
      ['none.jpg', 'image/resize,w_10', 'NoSuchKey', 404],
    ])('%s with %s is refused', async (name, process, code, status) => {
      expect(await refusal(client.get(name, { process }))).toMatchObject({ code, status })
    })

    it('a watermark of the same bucket', async () => {
      const mark = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#ff0000' } })
        .png()
        .toBuffer()
      await client.put('marks/红 1.png', mark)
      const name = Buffer.from('marks/红 1.png').toString('base64url')
      const process = `image/watermark,image_${name},g_nw,x_0,y_0/format,png`
      const { content } = await client.get('example.jpg', { process })
      const { data } = await sharp(content).raw().toBuffer({ resolveWithObject: true })
      expect([...data.subarray(0, 3)]).toEqual([255, 0, 0])
    })
  })

  describe('processObjectSave', () => {
    it.each(['saved.jpg', '保存/a b+c&d=e.jpg', 'many//slashes/'])('as %s', async (name) => {
      const { status, res } = await client.processObjectSave('example.jpg', name, 'image/resize,w_20')
      expect({ status, type: res.headers['content-type'] }).toEqual({ status: 200, type: 'application/json' })
      expect(await measured(name)).toEqual({ width: 20, height: 10, format: 'jpeg', type: 'image/jpeg' })
    })

    it('over its own source, and of a name with all sorts of characters', async () => {
      await client.put('源 1+2&.jpg', source)
      await client.processObjectSave('源 1+2&.jpg', '源 1+2&.jpg', 'image/rotate,90/format,png')
      expect(await measured('源 1+2&.jpg')).toMatchObject({ width: 40, height: 80, type: 'image/png' })
    })

    // The SDK takes any answer for a success: only the status tells.
    it.each([
      ['none.jpg', 'image/resize,w_10', undefined, 404],
      ['example.jpg', 'image/resize,w_0', undefined, 400],
      ['example.jpg', 'style/none', undefined, 404],
      ['example.jpg', 'image/resize,w_10', 'no-such-bucket', 404],
      ['text.jpg', 'image/resize,w_10', undefined, 400],
    ])('of %s by %s into %s stores nothing', async (name, process, into, status) => {
      expect((await client.processObjectSave(name, 'refused.jpg', process, into)).status).toBe(status)
      expect(await refusal(client.head('refused.jpg'))).toMatchObject({ code: 'NoSuchKey' })
    })
  })

  describe('styles, for which the SDK has no calls of its own', () => {
    const style = (method: string, name?: string, content?: string) =>
      client.request({
        method,
        bucket,
        subres: { style: '', ...(name === undefined ? {} : { styleName: name }) },
        successStatuses: [method === 'DELETE' ? 204 : 200],
        ...(content === undefined ? {} : { content: `<Style><Content>${content}</Content></Style>` }),
        xmlResponse: method === 'GET',
        mime: 'xml',
      })

    it('are put, used, told, listed and deleted', async () => {
      await style('PUT', 'thumb', 'image/resize,w_20')
      await style('PUT', 'Thumb-2.x_y', 'image/resize,w_30/format,png')
      const told = {
        Name: 'thumb',
        Content: 'image/resize,w_20',
        Category: 'image',
        CreateTime: expect.stringMatching(/ GMT$/),
        LastModifyTime: expect.stringMatching(/ GMT$/),
      }
      expect((await style('GET', 'thumb')).data).toEqual(told)
      expect((await style('GET')).data).toMatchObject({ Style: [{ Name: 'Thumb-2.x_y' }, told] })

      const got = await client.get('example.jpg', { process: 'style/thumb' })
      expect((await sharp(got.content).metadata()).width).toBe(20)
      const signed = await send(await signUrl(client, form, 'example.jpg', { process: 'style/Thumb-2.x_y' }))
      expect(await sharp(signed.body).metadata()).toMatchObject({ width: 30, format: 'png' })
      await client.processObjectSave('example.jpg', 'styled.jpg', 'style/thumb')
      expect(await measured('styled.jpg')).toMatchObject({ width: 20, height: 10 })

      await style('DELETE', 'thumb')
      await style('DELETE', 'thumb')
      expect(await refusal(style('GET', 'thumb'))).toMatchObject({ code: 'NoSuchStyle', status: 404 })
      expect(await refusal(client.get('example.jpg', { process: 'style/thumb' }))).toMatchObject({
        code: 'NoSuchStyle',
        status: 404,
      })
    })

    it('of a bad name or content are refused', async () => {
      expect(await refusal(style('PUT', 'a!b', 'image/resize,w_20'))).toMatchObject({
        code: 'InvalidArgument',
      })
      expect(await refusal(style('PUT', 'bad', 'image/resize;w_20'))).toMatchObject({ code: 'BadRequest' })
      expect(await refusal(style('PUT', 'bad', ''))).toMatchObject({ status: 400 })
      expect(await refusal(style('GET', 'bad'))).toMatchObject({ code: 'NoSuchStyle' })
    })
  })
})

describe.each(SIGNATURES)('the client of the retired image service, $name', ({ version }) => {
  const bucket = `retired-${version}`
  const imageHost = () => `http://localhost:${server.port}`
  const retired = () =>
    new OSS.ImageClient({
      ...KEY,
      bucket,
      imageHost: imageHost(),
      endpoint: imageHost(),
      sldEnable: true,
      agent: loopbackAgent,
      ...(version === 4 ? { authorizationV4: true, region: 'oss-cn-hangzhou' } : {}),
    })
  beforeAll(async () => {
    await server.storage.createBucket(bucket)
    await server.storage.putObject(bucket, 'example.jpg', body(source))
  })

  it('gets objects and signs URLs', async () => {
    expect((await retired().get('example.jpg')).content.equals(source)).toBe(true)
    const { stream } = await retired().getStream('example.jpg', { process: 'image/resize,w_20' })
    expect((await sharp(await collect(stream)).metadata()).width).toBe(20)
    expect((await send(retired().signatureUrl('example.jpg'))).status).toBe(200)
  })

  it('finds nothing under the names that asked for exif data', async () => {
    expect(await refusal(retired().getInfo('example.jpg'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
    expect(await refusal(retired().getExif('example.jpg'))).toMatchObject({ code: 'NoSuchKey', status: 404 })
  })
})
