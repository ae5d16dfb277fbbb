import { afterAll, beforeAll, expect, it } from 'vitest'
import type { CorsRule } from '../src/storage/bucket-settings.ts'
import { body } from './bodies.ts'
import { createBucket, errorOf, startServer, type TestServer } from './server.ts'

const ORIGIN = 'https://shop.example'
const RULES = `<CORSConfiguration><CORSRule><AllowedOrigin>${ORIGIN}</AllowedOrigin><AllowedMethod>GET</AllowedMethod><AllowedMethod>PUT</AllowedMethod><AllowedHeader>*</AllowedHeader><ExposeHeader>ETag</ExposeHeader><ExposeHeader>x-oss-request-id</ExposeHeader><MaxAgeSeconds>600</MaxAgeSeconds></CORSRule></CORSConfiguration>`

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos', 'public-read')
  await createBucket(server, 'plain', 'public-read')
  for (const bucket of ['photos', 'plain']) await server.storage.putObject(bucket, 'a', body('hello'))
  expect((await server.owner('PUT', '/photos', { query: [['cors', '']], body: RULES })).statusCode).toBe(200)
})
afterAll(() => server.close())

const preflight = (path: string, headers: Record<string, string>) =>
  server.anonymous('OPTIONS', path, { headers })

const ASKED = {
  origin: ORIGIN,
  'access-control-request-method': 'PUT',
  'access-control-request-headers': 'authorization, content-md5,x-oss-date',
}

it.each(['/photos', '/photos/a', '/photos/missing', '/photos/a?uploads'])(
  'allows a request for %s',
  async (path) => {
    const answer = await preflight(path, ASKED)
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('')
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      'access-control-allow-methods': 'GET, PUT',
      'access-control-allow-headers': 'authorization, content-md5, x-oss-date',
      'access-control-expose-headers': 'ETag, x-oss-request-id',
      'access-control-max-age': '600',
      vary: 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers',
    })
  },
)

it.each([
  ['another origin', '/photos/a', { ...ASKED, origin: 'https://other.example' }, 403, 'AccessForbidden'],
  [
    'another method',
    '/photos/a',
    { ...ASKED, 'access-control-request-method': 'DELETE' },
    403,
    'AccessForbidden',
  ],
  ['a bucket without rules', '/plain/a', ASKED, 403, 'AccessForbidden'],
  ['a bucket that is not there', '/missing/a', ASKED, 403, 'AccessForbidden'],
  ['the service', '/', ASKED, 403, 'AccessForbidden'],
  ['no origin', '/photos/a', { 'access-control-request-method': 'GET' }, 400, 'BadRequest'],
  ['no method', '/photos/a', { origin: ORIGIN }, 400, 'BadRequest'],
])('refuses %s', async (_, path, headers, status, code) => {
  const answer = await preflight(path, headers)
  expect([answer.statusCode, errorOf(answer).Code]).toEqual([status, code])
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
})

it('asks no preflight for a signature', async () => {
  const answer = await preflight('/photos/a', { ...ASKED, authorization: 'OSS nobody:nothing' })
  expect(answer.statusCode).toBe(200)
})

it.each([
  ['an object', 'GET', '/photos/a', 200],
  ['what is missing', 'GET', '/photos/missing', 404],
  ['what is refused', 'PUT', '/photos/a', 403],
])('lets a page read the answer about %s', async (_, method, path, status) => {
  const answer = await server.anonymous(method, path, { headers: { origin: ORIGIN } })
  expect(answer.statusCode).toBe(status)
  expect(answer.headers).toMatchObject({
    'access-control-allow-origin': ORIGIN,
    'access-control-expose-headers': 'ETag, x-oss-request-id',
    vary: 'Origin',
  })
})

it.each([
  ['another origin', '/photos/a', 'https://other.example', 'Origin'],
  ['no origin', '/photos/a', undefined, 'Origin'],
  ['a bucket without rules', '/plain/a', ORIGIN, undefined],
])('tells a page nothing with %s, and caches the truth', async (_, path, origin, vary) => {
  const answer = await server.anonymous('GET', path, { headers: origin === undefined ? {} : { origin } })
  expect(answer.statusCode).toBe(200)
  expect(answer.headers['access-control-allow-origin']).toBeUndefined()
  expect(answer.headers.vary).toBe(vary)
})

it('gives the rules back and forgets them', async () => {
  await createBucket(server, 'fleeting')
  const cors = { query: [['cors', '']] } as const
  expect(errorOf(await server.owner('GET', '/fleeting', cors))).toMatchObject({
    Code: 'NoSuchCORSConfiguration',
    status: '404',
  })
  await server.owner('PUT', '/fleeting', { ...cors, body: RULES })
  const got = await server.owner('GET', '/fleeting', cors)
  expect(got.body).toBe(`<?xml version="1.0" encoding="UTF-8"?>\n${RULES}`)
  expect(errorOf(await server.anonymous('DELETE', '/fleeting', cors)).Code).toBe('AccessDenied')
  expect((await server.owner('DELETE', '/fleeting', cors)).statusCode).toBe(204)
  expect(errorOf(await server.owner('GET', '/fleeting', cors)).Code).toBe('NoSuchCORSConfiguration')
  expect(errorOf(await preflight('/fleeting/a', ASKED)).Code).toBe('AccessForbidden')
})

it('refuses rules that are wrong and keeps the old ones', async () => {
  const bad = RULES.replace('<AllowedMethod>GET', '<AllowedMethod>PATCH')
  const refused = await server.owner('PUT', '/photos', { query: [['cors', '']], body: bad })
  expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', ArgumentValue: 'PATCH' })
  expect((await preflight('/photos/a', ASKED)).statusCode).toBe(200)
})

it('falls back on the rules of the server', async () => {
  const any: CorsRule = {
    allowedOrigins: ['*'],
    allowedMethods: ['GET', 'HEAD'],
    allowedHeaders: [],
    exposeHeaders: [],
    maxAgeSeconds: undefined,
  }
  const open = await startServer({ defaultCors: [any] })
  await createBucket(open, 'plain', 'public-read')
  await createBucket(open, 'photos', 'public-read')
  await open.owner('PUT', '/photos', { query: [['cors', '']], body: RULES })
  const headers = { origin: 'https://any.example' }
  expect((await open.anonymous('GET', '/plain/a', { headers })).headers['access-control-allow-origin']).toBe(
    '*',
  )
  expect((await open.anonymous('GET', '/photos/a', { headers })).headers).not.toHaveProperty(
    'access-control-allow-origin',
  )
  expect(errorOf(await open.owner('GET', '/plain', { query: [['cors', '']] })).Code).toBe(
    'NoSuchCORSConfiguration',
  )
  await open.close()
})
