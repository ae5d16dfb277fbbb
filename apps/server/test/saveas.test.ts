import { createHash } from 'node:crypto'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createBucket, drawJpg, errorOf, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos', 'public-read-write')
  await createBucket(server, 'target')
  await server.owner('PUT', '/photos/a.jpg', {
    headers: { 'x-oss-meta-author': 'me' },
    body: await drawJpg(),
  })
  await server.storage.putStyle('photos', 'thumb', 'image/resize,w_50')
})
afterAll(() => server.close())

const query = [['x-oss-process', '']] as const
const url = (text: string) => Buffer.from(text).toString('base64url')
const standard = (text: string) => Buffer.from(text).toString('base64')
const post = (body: string, headers = {}) => server.owner('POST', '/photos/a.jpg', { query, headers, body })

// A name whose standard base64 holds a plus, a slash and padding.
const AWKWARD = '图片服务?>~x.jpg'

describe('a result is stored', () => {
  it('and reported as SDKs expect', async () => {
    const saved = await post(
      `x-oss-process=image/resize,m_fixed,w_100,h_100|sys/saveas,o_${url('b.jpg')},b_${url('target')}`,
    )
    expect(saved.statusCode).toBe(200)
    expect(saved.headers['content-type']).toBe('application/json')
    const got = await server.owner('GET', '/target/b.jpg')
    expect(saved.body).toBe(
      `{\n    "bucket": "target",\n    "fileSize": ${got.rawPayload.length},\n    "object": "b.jpg",\n    "status": "OK"}`,
    )
    expect(await sharp(got.rawPayload).metadata()).toMatchObject({ width: 100, height: 100, format: 'jpeg' })
    expect(got.headers).toMatchObject({
      'content-type': 'image/jpeg',
      etag: `"${createHash('md5').update(got.rawPayload).digest('hex').toUpperCase()}"`,
      'x-oss-object-type': 'Normal',
    })
    expect(got.headers).not.toHaveProperty('x-oss-meta-author')
    expect((await server.anonymous('GET', '/target/b.jpg')).statusCode).toBe(403)
  })

  it.each([
    ['URL-safe, padded', `o_${standard(AWKWARD).replaceAll('+', '-').replaceAll('/', '_')}`],
    ['URL-safe, unpadded', `o_${url(AWKWARD)}`],
    ['standard', `o_${standard(AWKWARD)}`],
  ])('under a name in base64: %s, raw', async (_, name) => {
    const saved = await post(`x-oss-process=image/resize,w_20|sys/saveas,${name}`)
    expect(saved.json()).toMatchObject({ bucket: '', object: AWKWARD, status: 'OK' })
  })

  it('from a form-encoded body, in any order, whatever the content type', async () => {
    const process = `image/resize,w_30|sys/saveas,b_${standard('target')},o_${standard(AWKWARD)}`
    const headers = { 'content-type': 'image/jpeg' }
    const saved = await post(`x-oss-process=${encodeURIComponent(process)}`, headers)
    expect(saved.json()).toMatchObject({ bucket: 'target', object: AWKWARD })
    const got = await server.owner('GET', `/target/${encodeURIComponent(AWKWARD)}`)
    expect(await sharp(got.rawPayload).metadata()).toMatchObject({ width: 30 })
  })

  it.each([
    ['a style', `style/thumb|sys/saveas,o_${url('style.jpg')}`, '/photos/style.jpg', 'image/jpeg'],
    ['another format', `image/format,png|sys/saveas,o_${url('c')}`, '/photos/c', 'image/png'],
    ['a report', `image/info|sys/saveas,o_${url('info.json')}`, '/photos/info.json', 'application/json'],
  ])('of %s', async (_, process, path, type) => {
    expect((await post(`x-oss-process=${process}`)).statusCode).toBe(200)
    expect((await server.anonymous('GET', path)).headers['content-type']).toBe(type)
  })

  it('in the place of its source', async () => {
    await server.owner('PUT', '/photos/same.jpg', { body: await drawJpg() })
    const body = `x-oss-process=image/resize,w_40|sys/saveas,o_${url('same.jpg')}`
    expect((await server.owner('POST', '/photos/same.jpg', { query, body })).statusCode).toBe(200)
    const got = await server.anonymous('GET', '/photos/same.jpg')
    expect(await sharp(got.rawPayload).metadata()).toMatchObject({ width: 40 })
  })

  it('from the query when there is no body', async () => {
    const process = `image/resize,w_20|sys/saveas,o_${url('query.jpg')}`
    const saved = await server.owner('POST', '/photos/a.jpg', { query: [['x-oss-process', process]] })
    expect(saved.json()).toMatchObject({ object: 'query.jpg' })
  })
})

describe('it is refused', () => {
  const saveas = `|sys/saveas,o_${url('x.jpg')}`

  it.each([
    ['an empty body', '', 'InvalidRequest', '400'],
    ['an empty process', 'x-oss-process=', 'InvalidRequest', '400'],
    ['another body', 'image/info', 'InvalidArgument', '400'],
    ['nothing to store', 'x-oss-process=image/resize,w_20', 'InvalidArgument', '400'],
    [
      'a stage without kind',
      `x-oss-process=image/resize,w_20|saveas,o_${url('x')}`,
      'InvalidArgument',
      '400',
    ],
    // The documents allow either code.
    [
      'no name',
      'x-oss-process=image/info|sys/saveas',
      expect.stringMatching(/^(Missing|Invalid)Argument$/),
      '400',
    ],
    ['no base64', 'x-oss-process=image/resize,w_20|sys/saveas,o_!', 'InvalidArgument', '400'],
    [
      'an impossible name',
      `x-oss-process=image/resize,w_20|sys/saveas,o_${url('/x')}`,
      'InvalidArgument',
      '400',
    ],
    ['an impossible bucket', `x-oss-process=image/info${saveas},b_${url('No')}`, 'InvalidArgument', '400'],
    ['no such bucket', `x-oss-process=image/info${saveas},b_${url('nothere')}`, 'NoSuchBucket', '404'],
    ['no such style', `x-oss-process=style/none${saveas}`, 'NoSuchStyle', '404'],
    ['a body too long', `x-oss-process=image/info${'/'.repeat(40_000)}`, 'InvalidArgument', '400'],
  ])('for %s', async (_, body, code, status) => {
    expect(errorOf(await post(body))).toMatchObject({ Code: code, status })
  })

  it('when the process is in body and query', async () => {
    const sent = {
      query: [['x-oss-process', `image/info${saveas}`]] as const,
      body: `x-oss-process=image/info${saveas}`,
    }
    expect(errorOf(await server.owner('POST', '/photos/a.jpg', sent))).toMatchObject({
      Code: 'InvalidArgument',
    })
  })

  it('when the body is not the one announced', async () => {
    const refused = await post(`x-oss-process=image/info${saveas}`, {
      'content-md5': 'AAAAAAAAAAAAAAAAAAAAAA==',
    })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidDigest', CalculatedDigest: expect.any(String) })
  })

  it('without a signature, even where anyone may write', async () => {
    const refused = await server.anonymous('POST', '/photos/a.jpg', {
      query,
      body: `x-oss-process=image/info${saveas}`,
    })
    expect(errorOf(refused)).toMatchObject({ Code: 'AccessDenied', status: '403' })
  })

  it('for a source that is missing', async () => {
    const refused = await server.owner('POST', '/photos/none', {
      query,
      body: `x-oss-process=image/info${saveas}`,
    })
    expect(errorOf(refused)).toMatchObject({ Code: 'NoSuchKey', Key: 'none', status: '404' })
  })
})
