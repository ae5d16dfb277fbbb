import { afterAll, beforeAll, expect, it } from 'vitest'
import { errorOf, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server.close())

const acl = [['acl', '']] as const
const grantOf = async (bucket: string) =>
  /<Grant>(.*)<\/Grant>/.exec((await server.owner('GET', `/${bucket}/`, { query: acl })).body)?.[1]

it('is made, found, and deleted when it is empty', async () => {
  const made = await server.owner('PUT', '/photos/')
  expect(made.statusCode).toBe(200)
  expect(made.headers).toMatchObject({ location: '/photos', 'content-length': '0' })
  expect(await grantOf('photos')).toBe('private')
  expect((await server.owner('HEAD', '/photos')).statusCode).toBe(200)

  await server.owner('PUT', '/photos/a', { body: 'a' })
  expect(errorOf(await server.owner('DELETE', '/photos'))).toMatchObject({
    Code: 'BucketNotEmpty',
    status: '409',
  })
  await server.owner('DELETE', '/photos/a')
  expect((await server.owner('DELETE', '/photos')).statusCode).toBe(204)
  expect(errorOf(await server.owner('HEAD', '/photos'))).toMatchObject({
    Code: 'NoSuchBucket',
    BucketName: 'photos',
  })
  expect(errorOf(await server.owner('DELETE', '/photos'))).toMatchObject({
    Code: 'NoSuchBucket',
    status: '404',
  })
})

it('has an ACL, which making it again sets only if given', async () => {
  await server.owner('PUT', '/shown', { headers: { 'x-oss-acl': 'public-read' } })
  expect(await grantOf('shown')).toBe('public-read')
  await server.owner('PUT', '/shown')
  expect(await grantOf('shown')).toBe('public-read')
  await server.owner('PUT', '/shown', { query: acl, headers: { 'x-oss-acl': 'private' } })
  expect(await grantOf('shown')).toBe('private')
  expect(
    errorOf(await server.owner('PUT', '/none', { query: acl, headers: { 'x-oss-acl': 'private' } })),
  ).toMatchObject({
    Code: 'NoSuchBucket',
  })
})

it.each([
  ['/another', undefined, 'everyone'],
  ['/shown', acl, 'default'],
  ['/shown', acl, ''],
])('%s takes no ACL of another kind', async (path, query, value) => {
  const refused = await server.owner('PUT', path, {
    headers: { 'x-oss-acl': value },
    ...(query ? { query } : {}),
  })
  expect(errorOf(refused)).toMatchObject({
    Code: 'InvalidArgument',
    Message: 'no such bucket access control exists',
    ArgumentName: 'x-oss-acl',
    ArgumentValue: value,
  })
})

it.each([
  ['PUT', '/photos2'],
  ['DELETE', '/shown'],
  ['HEAD', '/shown'],
  ['GET', '/shown?acl'],
  ['PUT', '/shown?acl'],
])('%s %s is for the owner', async (method, path) => {
  expect(errorOf(await server.anonymous(method, path))).toMatchObject({
    Code: 'AccessDenied',
    EC: '0003-00001201',
  })
})

it.each([
  ['PUT', '/shown?lifecycle', 'lifecycle'],
  ['GET', '/shown?versioning', 'versioning'],
  ['POST', '/shown/a?x-oss-async-process', 'AsyncProcessObject'],
  ['PUT', '/shown/a?tagging', 'tagging'],
])('%s %s is refused by name', async (method, path, name) => {
  expect(errorOf(await server.anonymous(method, path))).toMatchObject({
    Code: 'NotImplemented',
    Message: expect.stringContaining(name),
    status: '400',
  })
})

it.each([
  ['PATCH', '/shown/a', 'Object'],
  ['PROPFIND', '/shown/a', 'Object'],
  ['DELETE', '/', 'Service'],
])('%s %s is no method', async (method, path, resource) => {
  const refused = await server.anonymous(method, path)
  expect(errorOf(refused)).toMatchObject({
    Code: 'MethodNotAllowed',
    Method: method,
    ResourceType: resource,
    status: '405',
  })
  expect(refused.headers.allow).toBeTruthy()
})
