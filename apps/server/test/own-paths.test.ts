import { afterAll, beforeAll, expect, it } from 'vitest'
import { createBucket, errorOf, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos', 'public-read')
})
afterAll(() => server.close())

it.each(['GET', 'HEAD'])('%s /-/health says that the server lives', async (method) => {
  const got = await server.anonymous(method, '/-/health')
  expect(got.statusCode).toBe(200)
  expect(got.headers).toMatchObject({ 'content-type': 'application/json', 'content-length': '15' })
  expect(got.body).toBe(method === 'GET' ? '{"status":"ok"}' : '')
})

it('asks nobody for a signature', async () => {
  expect(
    (await server.anonymous('GET', '/-/health', { headers: { authorization: 'Bearer x' } })).statusCode,
  ).toBe(200)
})

it('has nothing else there', async () => {
  expect(errorOf(await server.anonymous('GET', '/-/other'))).toMatchObject({
    Code: 'NoSuchKey',
    status: '404',
  })
  const refused = await server.anonymous('PUT', '/-/health')
  expect(errorOf(refused)).toMatchObject({ Code: 'MethodNotAllowed', ResourceType: 'Server' })
  expect(refused.headers.allow).toBe('GET, HEAD')
})

it("leaves the path to a bucket's own host", async () => {
  await server.owner('PUT', '/photos/-/health', { body: 'an object' })
  const got = await server.app.inject({ url: '/-/health', headers: { host: 'photos.localhost' } })
  expect(got.body).toBe('an object')
})
