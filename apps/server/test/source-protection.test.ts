import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { body } from './bodies.ts'
import {
  createBucket,
  drawJpg,
  errorOf,
  KEYS,
  type Sent,
  signed,
  signedUrl,
  startServer,
  type TestServer,
} from './server.ts'

const OTHER = { accessKeyId: 'elsewhere', accessKeySecret: 'secret' }

let server: TestServer
let picture: Buffer
beforeAll(async () => {
  const holder = { name: 'elsewhere', readOnly: false, buckets: ['other'] }
  server = await startServer({ keys: keyRing([ownerKey(KEYS), { ...OTHER, holder }]) })
  picture = await drawJpg(400, 300)
  await createBucket(server, 'photos', 'public-read-write')
  for (const name of ['a.jpg', 'open.png', 'originals/b', 'secret.jpg'])
    await server.storage.putObject('photos', name, body(picture))
  await server.storage.setObjectAcl('photos', 'secret.jpg', 'private')
  await server.storage.putStyle('photos', 'thumb', 'image/resize,w_100')
  await server.storage.putStyle(
    'photos',
    'marked',
    `image/watermark,image_${b64('a.jpg?x-oss-process=image/resize,P_20')}`,
  )
  await server.storage.changeBucketSettings('photos', {
    styleDelimiters: ['!'],
    sourceProtection: {
      extensions: ['jpg'],
      rules: [{ prefix: 'originals/', suffix: '', ignoreCase: false }],
    },
  })
})
afterAll(() => server.close())

const b64 = (text: string) => Buffer.from(text).toString('base64url')
const processed = (text: string): Sent => ({ query: [['x-oss-process', text]] })

const REFUSED: readonly [string, method: string, path: string, sent: Sent][] = [
  ['the original', 'GET', '/photos/a.jpg', {}],
  ['its length', 'HEAD', '/photos/a.jpg', {}],
  ['its metadata', 'HEAD', '/photos/a.jpg', { query: [['objectMeta', '']] }],
  ['by its prefix', 'GET', '/photos/originals/b', {}],
  ["a process of one's own", 'GET', '/photos/a.jpg', processed('image/resize,w_399')],
  ['what it is', 'GET', '/photos/a.jpg', processed('image/info')],
  ['a style and more', 'GET', '/photos/a.jpg', processed('style/thumb|image/rotate,90')],
  ['more and a style', 'GET', '/photos/a.jpg', processed('image/rotate,90|style/thumb')],
  ['a process that is none', 'GET', '/photos/a.jpg', processed('style')],
  ['a copy', 'PUT', '/photos/copy', { headers: { 'x-oss-copy-source': '/photos/a.jpg' } }],
  ['drawn on another', 'GET', '/photos/open.png', processed(`image/watermark,image_${b64('a.jpg')}`)],
]

describe('what the public does not get of a protected object', () => {
  it.each(REFUSED)('%s', async (_, method, path, sent) => {
    const answer = await server.anonymous(method, path, sent)
    expect(errorOf(answer)).toMatchObject({
      status: '403',
      Code: 'AccessDenied',
      Message: expect.stringMatching(/^The channel can be only accessed using style/),
      EC: '0040-00000031',
    })
  })

  it.each(REFUSED)('nor a key for other buckets: %s', async (_, method, path, sent) => {
    const headers = { ...sent.headers, ...signed(method, path, sent, OTHER) }
    const answer = await server.anonymous(method, path, { ...sent, headers })
    expect(errorOf(answer)).toMatchObject({ status: '403', EC: '0040-00000031' })
  })
})

it.each([
  ['a style', '/photos/a.jpg', processed('style/thumb')],
  ['two styles', '/photos/a.jpg', processed('style/thumb|style/thumb')],
  ['a style in its name', '/photos/a.jpg!thumb', {}],
  ['a style that draws it', '/photos/open.png', processed('style/marked')],
  ['what is not protected', '/photos/open.png', processed('image/resize,w_100')],
])('shows the public %s', async (_, path, sent) => {
  for (const method of ['GET', 'HEAD']) {
    const answer = await server.anonymous(method, path, sent)
    expect(answer.statusCode, answer.body.slice(0, 300)).toBe(200)
    expect(answer.headers['content-type']).toBe('image/jpeg')
  }
})

it('leaves the owner alone, signed in a header or in a URL', async () => {
  expect((await server.owner('GET', '/photos/a.jpg')).rawPayload.equals(picture)).toBe(true)
  const url = signedUrl('GET', '/photos/a.jpg', processed('image/resize,w_399'))
  expect((await server.anonymous('GET', url)).statusCode).toBe(200)
})

it('comes after the ACL: what nobody may read stays unreadable through a style', async () => {
  const answer = await server.anonymous('GET', '/photos/secret.jpg', processed('style/thumb'))
  expect(errorOf(answer)).toMatchObject({
    Code: 'AccessDenied',
    Message: 'You do not have read permission on this object.',
  })
})
