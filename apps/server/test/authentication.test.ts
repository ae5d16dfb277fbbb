import { signHeaders } from '@ossimg/signer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createBucket,
  errorOf,
  HOST,
  KEYS,
  signed,
  signedUrl,
  startServer,
  type TestServer,
} from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'shown', 'public-read')
  await createBucket(server, 'photos')
  for (const bucket of ['shown', 'photos']) await server.owner('PUT', `/${bucket}/a`, { body: 'hello' })
})
afterAll(() => server.close())

const now = () => Math.floor(Date.now() / 1000)

describe('a signature in the header', () => {
  it('of a wrong key is refused even where anyone may read', async () => {
    const other = { accessKeyId: 'other', accessKeySecret: 'x' }
    const refused = await server.anonymous('GET', '/shown/a', {
      headers: signed('GET', '/shown/a', {}, other),
    })
    expect(errorOf(refused)).toMatchObject({
      Code: 'InvalidAccessKeyId',
      OSSAccessKeyId: 'other',
      status: '403',
    })
  })

  it('made with a wrong secret is told what was to be signed', async () => {
    const headers = signed('GET', '/photos/a', {}, { ...KEYS, accessKeySecret: 'wrong' })
    const error = errorOf(await server.anonymous('GET', '/photos/a', { headers }))
    expect(error).toMatchObject({
      Code: 'SignatureDoesNotMatch',
      OSSAccessKeyId: KEYS.accessKeyId,
      status: '403',
    })
    expect(error.StringToSign).toMatch(/^GET\n\n\n.* GMT\nx-oss-date:.* GMT\n\/photos\/a$/)
    expect(error.StringToSignBytes).toMatch(/^47 45 54 0a( [\da-f]{2})+$/)
    expect(JSON.stringify(error)).not.toContain(KEYS.accessKeySecret)
  })

  it('covers method, path, query and headers', async () => {
    const headers = { ...signed('GET', '/photos/a'), 'x-oss-extra': '1' }
    expect(errorOf(await server.anonymous('GET', '/photos/a', { headers }))).toMatchObject({
      Code: 'SignatureDoesNotMatch',
    })
    const plain = signed('GET', '/photos/a')
    for (const [method, path] of [
      ['HEAD', '/photos/a'],
      ['GET', '/photos/b'],
      ['GET', '/photos/a?x-oss-process=image/info'],
    ] as const) {
      const refused = await server.anonymous(method, path, { headers: plain })
      expect(errorOf(refused)).toMatchObject({ Code: 'SignatureDoesNotMatch' })
    }
  })

  it('out of time is told the time', async () => {
    const date = new Date(Date.now() - 16 * 60_000)
    const headers = signHeaders({ method: 'GET', bucket: 'photos', key: 'a', query: [], headers: {} }, KEYS, {
      date,
    })
    expect(errorOf(await server.anonymous('GET', '/photos/a', { headers }))).toMatchObject({
      Code: 'RequestTimeTooSkewed',
      MaxAllowedSkewMilliseconds: '900000',
      RequestTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      ServerTime: expect.stringMatching(/\.000Z$/),
    })
  })

  it('is judged by the clock of the server', async () => {
    const late = await startServer({ clock: () => new Date(Date.now() + 3_600_000) })
    await createBucket(late, 'photos')
    expect(errorOf(await late.owner('PUT', '/photos/a', { body: 'x' }))).toMatchObject({
      Code: 'RequestTimeTooSkewed',
    })
    await late.close()
  })

  it.each(['Basic YTpi', 'OSS', 'OSS a', 'OSS :b', 'OSS a:', 'Bearer x'])(
    '%j is none',
    async (authorization) => {
      const refused = await server.anonymous('GET', '/shown/a', { headers: { authorization } })
      expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', status: '400' })
    },
  )

  it('over a header in UTF-8 is understood', async () => {
    const headers = { 'x-oss-meta-name': Buffer.from('照片').toString('latin1') }
    expect((await server.owner('PUT', '/photos/utf8', { headers, body: 'x' })).statusCode).toBe(200)
    expect((await server.owner('GET', '/photos/utf8')).headers).toMatchObject(headers)
  })

  it('does not depend on the way of addressing', async () => {
    const headers = signed('GET', '/photos/a')
    for (const [host, url] of [
      ['photos.localhost:9000', '/a'],
      ['photos.oss-cn-hangzhou.aliyuncs.com', '/a'],
      [HOST, '/photos/%61'],
    ])
      expect((await server.app.inject({ url: url ?? '', headers: { ...headers, host } })).body).toBe('hello')
  })
})

describe('a signature in the URL', () => {
  it('opens what is private', async () => {
    expect((await server.anonymous('GET', signedUrl('GET', '/photos/a'))).body).toBe('hello')
    const put = signedUrl('PUT', '/photos/by-url', { headers: { 'content-type': 'text/plain' } })
    const sent = { headers: { 'content-type': 'text/plain' }, body: 'x' }
    expect((await server.anonymous('PUT', put, sent)).statusCode).toBe(200)
  })

  it('ends', async () => {
    const refused = await server.anonymous('GET', signedUrl('GET', '/photos/a', {}, now() - 1))
    expect(errorOf(refused)).toMatchObject({
      Code: 'AccessDenied',
      Message: 'Request has expired.',
      status: '403',
    })
  })

  it('does not survive a change', async () => {
    const query = [['x-oss-process', 'image/resize,w_100']] as const
    const url = signedUrl('GET', '/photos/a', { query })
    const refused = await server.anonymous('GET', url.replace('w_100', 'w_200'))
    expect(errorOf(refused)).toMatchObject({ Code: 'SignatureDoesNotMatch' })
    const head = await server.anonymous('HEAD', signedUrl('GET', '/photos/a'))
    expect(errorOf(head)).toMatchObject({ Code: 'SignatureDoesNotMatch' })
  })

  it.each(['OSSAccessKeyId', 'Expires', 'Signature'])('needs %s', async (name) => {
    const url = signedUrl('GET', '/photos/a').replace(new RegExp(`${name}=[^&]*&?`), '')
    expect(errorOf(await server.anonymous('GET', url))).toMatchObject({ Code: 'AccessDenied', status: '403' })
  })

  it('and one in the header are too many', async () => {
    const refused = await server.anonymous('GET', signedUrl('GET', '/photos/a'), {
      headers: signed('GET', '/photos/a'),
    })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', status: '400' })
  })
})

it('long errors of HEAD fit into a header', async () => {
  const path = `/photos/a?x-oss-process=image/${'resize,w_1/'.repeat(600)}`
  const refused = await server.anonymous('HEAD', path, { headers: signed('GET', '/photos/a') })
  expect(errorOf(refused)).toMatchObject({ Code: 'SignatureDoesNotMatch' })
  expect(String(refused.headers['x-oss-err']).length).toBeLessThan(8192)
})
