import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { localWorkshop } from '../src/pictures/workshop.ts'
import { createBucket, drawJpg, errorOf, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos', 'public-read')
  await createBucket(server, 'secret')
  const headers = {
    'content-type': 'application/octet-stream',
    'cache-control': 'max-age=60',
    'content-encoding': 'identity',
    'x-oss-meta-author': 'me',
  }
  const body = await drawJpg()
  await server.owner('PUT', '/photos/a.jpg', { headers, body })
  await server.owner('PUT', '/secret/a.jpg', { body })
  await server.storage.putStyle('photos', 'thumb', 'image/resize,w_100')
})
afterAll(() => server.close())

const process = (text: string) => ({ query: [['x-oss-process', text]] as const })

describe('a processed object', () => {
  it('is answered with the headers of what was made', async () => {
    const got = await server.anonymous('GET', '/photos/a.jpg', process('image/resize,w_300'))
    expect(got.statusCode).toBe(200)
    const { format, width, height } = await sharp(got.rawPayload).metadata()
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 300, height: 200 })
    const source = await server.anonymous('HEAD', '/photos/a.jpg')
    expect(got.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(got.rawPayload.length),
      'last-modified': source.headers['last-modified'],
      'cache-control': 'max-age=60',
      'x-oss-meta-author': 'me',
      etag: expect.stringMatching(/^"[\dA-F]{32}"$/),
    })
    // SDKs hold the source's checksums against what they receive.
    for (const name of ['x-oss-hash-crc64ecma', 'content-md5', 'content-encoding', 'accept-ranges'])
      expect(got.headers).not.toHaveProperty(name)
  })

  it('is the same for HEAD, without the bytes', async () => {
    const got = await server.anonymous('GET', '/photos/a.jpg', process('image/resize,w_300'))
    const head = await server.anonymous('HEAD', '/photos/a.jpg', process('image/resize,w_300'))
    expect(head.statusCode).toBe(200)
    expect(head.body).toBe('')
    for (const name of ['content-type', 'content-length', 'etag', 'last-modified'])
      expect(head.headers[name]).toBe(got.headers[name])
  })

  it('may be a report', async () => {
    const got = await server.anonymous('GET', '/photos/a.jpg', process('image/info'))
    expect(got.headers['content-type']).toBe('application/json')
    expect(got.json()).toMatchObject({ ImageWidth: { value: '400' }, ImageHeight: { value: '267' } })
  })

  it('ignores a range', async () => {
    const headers = { range: 'bytes=0-1' }
    const got = await server.anonymous('GET', '/photos/a.jpg', { ...process('image/resize,w_9'), headers })
    expect(got.statusCode).toBe(200)
    expect(got.rawPayload.length).toBeGreaterThan(100)
  })

  it('takes response-* from signed callers only', async () => {
    const query = [...process('image/info').query, ['response-content-type', 'text/plain']] as const
    expect((await server.owner('GET', '/photos/a.jpg', { query })).headers['content-type']).toBe('text/plain')
    expect(errorOf(await server.anonymous('GET', '/photos/a.jpg', { query }))).toMatchObject({
      Code: 'InvalidRequest',
    })
  })

  it.each(['?x-oss-process', '?x-oss-process='])('is the object itself for %s', async (query) => {
    const got = await server.anonymous('GET', `/photos/a.jpg${query}`)
    expect(got.headers).toMatchObject({ 'content-type': 'application/octet-stream' })
    expect(got.headers).toHaveProperty('x-oss-hash-crc64ecma')
  })

  it('is never asked for by a header', async () => {
    const got = await server.anonymous('GET', '/photos/a.jpg', { headers: { 'x-oss-process': 'image/info' } })
    expect(got.headers['content-type']).toBe('application/octet-stream')
  })

  it('keeps a plus of base64', async () => {
    const query = 'x-oss-process=image/watermark,text_aGVsbG8g5Zu+54mH5pyN5Yqh77yB,color_ff6a00,'
    expect((await server.anonymous('GET', `/photos/a.jpg?${query}`)).statusCode).toBe(200)
  })
})

describe('the ETag of a processed object', () => {
  const etagOf = async (text: string, other = server) =>
    (await other.anonymous('GET', '/photos/a.jpg', process(text))).headers.etag

  it('is the same for the same, however it is written', async () => {
    expect(await etagOf('image/resize,h_100,w_100')).toBe(await etagOf('image/resize,w_100,h_100,m_lfit/'))
  })

  it('differs with process, style content and source', async () => {
    const thumb = await etagOf('style/thumb')
    expect(thumb).not.toBe(await etagOf('image/resize,w_101'))
    expect(thumb).toBe(await etagOf('image/resize,w_100'))
    await server.storage.putStyle('photos', 'thumb', 'image/resize,w_120')
    expect(await etagOf('style/thumb')).not.toBe(thumb)
    await server.owner('PUT', '/photos/b.jpg', { body: await drawJpg(300) })
    const b = await server.anonymous('GET', '/photos/b.jpg', process('image/resize,w_100'))
    expect(b.headers.etag).not.toBe(thumb)
  })

  it('differs with the way of resampling and the fonts, or is the source’s when configured so', async () => {
    const etags = await Promise.all(
      [{}, { resampling: 'fast' as const }, { fontRevision: '2' }, { processedEtag: 'source' as const }].map(
        async (options) => {
          const other = await startServer(options)
          await createBucket(other, 'photos', 'public-read')
          const put = await other.owner('PUT', '/photos/a.jpg', { body: await drawJpg() })
          const etag = await etagOf('image/resize,w_100', other)
          await other.close()
          return etag === put.headers.etag ? 'the source’s' : etag
        },
      ),
    )
    expect(new Set(etags).size).toBe(4)
    expect(etags[3]).toBe('the source’s')
  })

  it('is what conditions are held against', async () => {
    const etag = String(await etagOf('image/resize,w_100'))
    const source = String((await server.anonymous('HEAD', '/photos/a.jpg')).headers.etag)
    const status = async (headers: Record<string, string>, text = 'image/resize,w_100') =>
      (await server.anonymous('GET', '/photos/a.jpg', { ...process(text), headers })).statusCode
    expect(await status({ 'if-none-match': etag })).toBe(304)
    expect(await status({ 'if-none-match': source })).toBe(200)
    expect(await status({ 'if-match': etag })).toBe(200)
    expect(await status({ 'if-match': source })).toBe(200)
    expect(await status({ 'if-match': '"other"' })).toBe(412)
    const since = 'Fri, 01 Jan 2100 00:00:00 GMT'
    expect(await status({ 'if-modified-since': since })).toBe(304)
    // A style can change while its source does not.
    expect(await status({ 'if-modified-since': since }, 'style/thumb')).toBe(200)
  })

  it('spares the work when it matches', async () => {
    await server.owner('PUT', '/photos/text.txt', { body: 'no picture' })
    const first = await server.anonymous('GET', '/photos/text.txt', process('image/info'))
    expect(errorOf(first)).toMatchObject({
      Code: 'BadRequest',
      Message: 'This image format is not supported.',
    })
    const headers = { 'if-none-match': '*' }
    expect(
      (await server.anonymous('GET', '/photos/text.txt', { ...process('image/info'), headers })).statusCode,
    ).toBe(304)
  })
})

describe('what cannot be processed', () => {
  it.each([
    ['image/resize,w_0', 'InvalidArgument', 'The value: 0 of parameter: w is invalid.'],
    ['image/nonsense', 'InvalidArgument', expect.anything()],
    ['image/', 'InvalidArgument', expect.anything()],
    ['nonsense', 'InvalidArgument', expect.anything()],
    ['image/resize', 'MissingArgument', expect.anything()],
    ['image/watermark,text_notbase64', 'BadRequest', 'Input is not base64 decoding.'],
    ['image/resize,w_100|sys/saveas,o_YQ', 'InvalidArgument', 'sys/saveas is for POST requests only.'],
    ['image/crop,x_400,y_0,w_1,h_1', 'CutEdgeExceedRange', expect.anything()],
    ['image/resize,m_fixed,w_16384,h_16384,limit_0', 'ImageTooLarge', expect.anything()],
  ])('%s: %s', async (text, code, message) => {
    const got = await server.anonymous('GET', '/photos/a.jpg', process(text))
    expect(errorOf(got)).toMatchObject({ Code: code, Message: message, status: '400' })
    const head = await server.anonymous('HEAD', '/photos/a.jpg', process(text))
    expect(errorOf(head)).toMatchObject({ Code: code, status: '400' })
  })

  it('names the argument', async () => {
    const got = await server.anonymous('GET', '/photos/a.jpg', process('image/resize,w_a<b>'))
    expect(errorOf(got)).toMatchObject({ ArgumentName: 'w', ArgumentValue: 'a<b>' })
  })

  it('is told in this order: bucket, permission, syntax, object, style', async () => {
    const bad = process('image/resize,w_0')
    expect(errorOf(await server.anonymous('GET', '/none/a.jpg', bad))).toMatchObject({ Code: 'NoSuchBucket' })
    expect(errorOf(await server.anonymous('GET', '/secret/a.jpg', bad))).toMatchObject({
      Code: 'AccessDenied',
    })
    expect(errorOf(await server.anonymous('GET', '/photos/none.jpg', bad))).toMatchObject({
      Code: 'InvalidArgument',
    })
    const style = process('style/none')
    expect(errorOf(await server.anonymous('GET', '/photos/none.jpg', style))).toMatchObject({
      Code: 'NoSuchKey',
    })
    expect(errorOf(await server.anonymous('GET', '/photos/a.jpg', style))).toMatchObject({
      Code: 'NoSuchStyle',
    })
  })

  it('is not loaded when it is too large', async () => {
    await server.owner('PUT', '/photos/large', { body: Buffer.alloc(20 * 1024 * 1024 + 1) })
    const got = await server.anonymous('GET', '/photos/large', process('image/info'))
    expect(errorOf(got)).toMatchObject({ Code: 'ImageTooLarge', status: '400' })
  })

  it('needs the same permission as the object', async () => {
    const text = process('image/info')
    expect(errorOf(await server.anonymous('GET', '/secret/a.jpg', text))).toMatchObject({
      Code: 'AccessDenied',
    })
    expect((await server.owner('GET', '/secret/a.jpg', text)).statusCode).toBe(200)
  })
})

it('refuses pictures that could not have their turn in time, and nothing else', async () => {
  const workshop = localWorkshop({ limits: { jobs: 1, queueMs: 1 } })
  const busy = await startServer({ workshop })
  await createBucket(busy, 'photos', 'public-read')
  await busy.owner('PUT', '/photos/a.jpg', { body: await drawJpg(3000, 2000) })
  const get = (width: number) => busy.anonymous('GET', '/photos/a.jpg', process(`image/resize,w_${width}`))
  const [answers, original] = await Promise.all([
    Promise.all([get(2000), get(2001), get(2002), get(2003)]),
    busy.anonymous('GET', '/photos/a.jpg'),
  ])
  expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 503, 503, 503])
  for (const answer of answers.filter(({ statusCode }) => statusCode === 503)) {
    expect(errorOf(answer)).toMatchObject({ Code: 'ServiceUnavailable' })
    expect(Number(answer.headers['retry-after'])).toBeGreaterThanOrEqual(1)
  }
  expect(original.statusCode).toBe(200)
  expect((await get(2004)).statusCode).toBe(200)
  await busy.close()
})
