import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { body } from './bodies.ts'
import { createBucket, drawJpg, errorOf, signedUrl, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos', 'public-read')
  await createBucket(server, 'plain', 'public-read')
  const picture = await drawJpg(400, 300)
  for (const bucket of ['photos', 'plain']) {
    await server.storage.putObject(bucket, 'a.jpg', body(picture))
    await server.storage.putStyle(bucket, 'thumb', 'image/resize,w_100')
  }
  await server.storage.putObject('photos', 'b.jpg', body(picture))
  await server.storage.putObject('photos', 'b.jpg!thumb', body('the whole name'))
  await server.storage.putObject('photos', 'private.jpg', body(picture), { acl: 'private' })
  await server.storage.changeBucketSettings('photos', { styleDelimiters: ['!', '/'] })
})
afterAll(() => server.close())

it.each([
  '/photos/a.jpg!thumb',
  '/photos/a.jpg/thumb',
  '/photos/a.jpg%21thumb',
  '/photos/a.jpg!thumb?x-oss-process=',
])('%s is the style of the object', async (path) => {
  const got = await server.anonymous('GET', path)
  expect((await sharp(got.rawPayload).metadata()).width).toBe(100)
  const asked = await server.anonymous('GET', '/photos/a.jpg', { query: [['x-oss-process', 'style/thumb']] })
  expect(got.headers.etag).toBe(asked.headers.etag)
  const head = await server.anonymous('HEAD', path)
  expect(head.headers['content-length']).toBe(String(got.rawPayload.length))
  const again = await server.anonymous('GET', path, {
    headers: { 'if-none-match': String(got.headers.etag) },
  })
  expect(again.statusCode).toBe(304)
})

it('prefers the object that has the whole name', async () => {
  expect((await server.anonymous('GET', '/photos/b.jpg!thumb')).body).toBe('the whole name')
})

it.each([
  ['a delimiter that is not set', '/photos/a.jpg-thumb', 'NoSuchKey', 'a.jpg-thumb'],
  ['a bucket without delimiters', '/plain/a.jpg!thumb', 'NoSuchKey', 'a.jpg!thumb'],
  ['no such object', '/photos/missing.jpg!thumb', 'NoSuchKey', 'missing.jpg!thumb'],
  ['no such style', '/photos/a.jpg!missing', 'NoSuchStyle', undefined],
])('tells of %s', async (_, path, code, key) => {
  const error = errorOf(await server.anonymous('GET', path))
  expect([error.Code, error.Key]).toEqual([code, key])
})

it('lets a process in the query stand for itself', async () => {
  const got = await server.anonymous('GET', '/photos/a.jpg!thumb', {
    query: [['x-oss-process', 'image/info']],
  })
  expect(errorOf(got)).toMatchObject({ Code: 'NoSuchKey', Key: 'a.jpg!thumb' })
})

it('asks the ACL of the object, not of the name', async () => {
  expect(errorOf(await server.anonymous('GET', '/photos/private.jpg!thumb')).Code).toBe('AccessDenied')
  const url = signedUrl('GET', '/photos/private.jpg!thumb')
  expect((await server.anonymous('GET', url)).statusCode).toBe(200)
})

it('is for reading: a PUT makes an object of that name', async () => {
  expect((await server.owner('PUT', '/photos/new.jpg!thumb', { body: 'new' })).statusCode).toBe(200)
  expect((await server.anonymous('GET', '/photos/new.jpg!thumb')).body).toBe('new')
})
