import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseQuery, verify } from '@ossimg/signer'
import OSS from 'ali-oss'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { KEY } from '../live-server.ts'

/** Answers nothing but `{}`, so that calls may end as they like: what they send counts. */
const server = createServer((_, response) => response.end('{}'))
let client: OSS

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const options = {
    ...KEY,
    bucket: 'photos',
    endpoint: `http://localhost:${port}`,
    sldEnable: true,
    region: 'oss-cn-hangzhou',
    authorizationV4: true,
  }
  client = new OSS(options)
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

it.each<[call: string, sent: string, send: () => Promise<unknown>]>([
  [
    'list',
    '/photos/?prefix=&delimiter=&max-keys=5',
    () => client.list({ prefix: '', delimiter: '', 'max-keys': 5 }),
  ],
  [
    'listV2',
    '/photos/?list-type=2&prefix=&start-after=',
    () => client.listV2({ prefix: '', 'start-after': '', 'continuation-token': '' }),
  ],
  [
    'listV2 of the next page',
    '/photos/?list-type=2&prefix=&continuation-token=abc',
    () => client.listV2({ prefix: '', 'continuation-token': 'abc' }),
  ],
  ['listBuckets', '/?prefix=&marker=', () => client.listBuckets({ prefix: '', marker: '' })],
  ['getBucketACL', '/photos/?acl=', () => client.getBucketACL('photos')],
  ['getBucketInfo', '/photos/?bucketInfo=', () => client.getBucketInfo('photos')],
  ['getBucketVersions', '/photos/?prefix=&versions=', () => client.getBucketVersions({ prefix: '' })],
  ['listUploads', '/photos/?max-uploads=3&uploads=', () => client.listUploads({ 'max-uploads': 3 })],
  [
    'listUploads with empty values',
    '/photos/?prefix=&key-marker=&uploads=',
    () => client.listUploads({ prefix: '', 'key-marker': '' }),
  ],
  ['getACL', '/photos/a?acl=', () => client.getACL('a')],
  ['getObjectMeta', '/photos/a?objectMeta=', () => client.getObjectMeta('a')],
  ['initMultipartUpload', '/photos/a?uploads=', () => client.initMultipartUpload('a')],
  [
    'listParts',
    '/photos/a?encoding-type=&uploadId=ID',
    () => client.listParts('a', 'ID', { 'encoding-type': '' }),
  ],
  ['processObjectSave', '/photos/a?x-oss-process=', () => client.processObjectSave('a', 'b', 'image/info')],
])('version 4 of %s verifies: %s', async (_, sent, send) => {
  const arrival = once(server, 'request') as Promise<[IncomingMessage]>
  const call = send().catch(() => undefined)
  const [{ method = '', url = '', headers }] = await arrival
  await call
  expect(url).toBe(sent)
  const [, bucket = '', key = '', query = ''] = /^\/([^/?]*)\/?([^?]*)\?(.*)$/.exec(url) ?? []
  const request = { method, bucket, key, query: parseQuery(query), headers }
  expect(verify(request, { find: () => KEY, now: new Date() })).toMatchObject({
    version: 4,
    region: 'cn-hangzhou',
  })
})
