import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { eventually } from './eventually.ts'
import { openWire } from './raw-http.ts'
import { readError } from './replies.ts'
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

it.each(['GET', 'HEAD'])('%s /-/ready says that the server can serve', async (method) => {
  const got = await server.anonymous(method, '/-/ready')
  expect(got.statusCode).toBe(200)
  expect(got.headers).toMatchObject({
    'content-type': 'application/json',
    'content-length': '18',
    'cache-control': 'no-store',
  })
  expect(got.body).toBe(method === 'GET' ? '{"status":"ready"}' : '')
})

it.each(['GET', 'HEAD'])('%s /-/ready says when the storage cannot serve', async (method) => {
  const other = await startServer()
  await other.storage.close()
  const got = await other.anonymous(method, '/-/ready')
  expect(errorOf(got)).toMatchObject({
    Code: 'ServiceUnavailable',
    Message: 'The storage cannot serve at the moment.',
    status: '503',
  })
  expect((await other.anonymous(method, '/-/health')).statusCode).toBe(200)
  await other.close()
})

it('/-/ready says when the server is about to end', async () => {
  const other = await startServer()
  const { endpoint, close } = await listen(other.app, '127.0.0.1', 0)
  const port = Number(new URL(endpoint).port)
  const connected = once(other.app.server, 'connection')
  const wire = await openWire(port)
  const [socket] = await connected
  const request = 'GET /-/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'
  wire.write(request)
  expect((await wire.receive()).status).toBe(200)
  // A request that has begun keeps its connection.
  wire.write(request.slice(0, 10))
  await eventually(() => expect(socket.bytesRead).toBe(request.length + 10))
  const closing = close(60_000)
  await eventually(() => expect(openWire(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' }))
  wire.write(request.slice(10))
  const reply = await wire.receive()
  expect([reply.status, readError(reply)]).toMatchObject([
    503,
    { Code: 'ServiceUnavailable', Message: 'The server is about to end.' },
  ])
  await closing
  await other.close()
})

it.each(['/-/health', '/-/ready'])('%s asks nobody for a signature', async (path) => {
  const headers = { authorization: 'Bearer x' }
  expect((await server.anonymous('GET', path, { headers })).statusCode).toBe(200)
})

it('has nothing else there', async () => {
  expect(errorOf(await server.anonymous('GET', '/-/other'))).toMatchObject({
    Code: 'NoSuchKey',
    status: '404',
  })
  const refused = await server.anonymous('PUT', '/-/ready')
  expect(errorOf(refused)).toMatchObject({ Code: 'MethodNotAllowed', ResourceType: 'Server' })
  expect(refused.headers.allow).toBe('GET, HEAD')
})

it("leaves the path to a bucket's own host", async () => {
  await server.owner('PUT', '/photos/-/health', { body: 'an object' })
  const got = await server.app.inject({ url: '/-/health', headers: { host: 'photos.localhost' } })
  expect(got.body).toBe('an object')
})
