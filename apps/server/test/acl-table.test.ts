import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { ACL_TABLE } from './acl-rows.ts'
import { body } from './bodies.ts'
import {
  createBucket,
  drawJpg,
  errorOf,
  KEYS,
  type Sent,
  signed,
  startServer,
  type TestServer,
} from './server.ts'

const key = (id: string) => ({ accessKeyId: id, accessKeySecret: `secret of ${id}` })
const HOLDERS = {
  reader: { name: 'reader', readOnly: true, buckets: undefined },
  elsewhere: { name: 'elsewhere', readOnly: false, buckets: ['other'] },
} as const

let server: TestServer
let picture: Buffer
beforeAll(async () => {
  const keys = Object.entries(HOLDERS).map(([id, holder]) => ({ ...key(id), holder }))
  server = await startServer({ keys: keyRing([ownerKey(KEYS), ...keys]) })
  picture = await drawJpg(40, 30)
  // Where copies come from and go to, open to all, so that only the row decides.
  await createBucket(server, 'open', 'public-read-write')
  await server.storage.putObject('open', 'source.jpg', body(picture))
  for (const acl of ['private', 'public-read', 'public-read-write'] as const)
    await createBucket(server, `is-${acl}`, acl)
})
afterAll(() => server.close())

const CALLERS = ['anonymous', 'owner', 'reader', 'elsewhere'] as const

function sendAs(caller: (typeof CALLERS)[number], method: string, path: string, sent: Sent = {}) {
  if (caller === 'anonymous') return server.anonymous(method, path, sent)
  if (caller === 'owner') return server.owner(method, path, sent)
  const headers = { ...sent.headers, ...signed(method, path, sent, key(caller)) }
  return server.anonymous(method, path, { ...sent, headers })
}

const b64 = (text: string) => Buffer.from(text).toString('base64url')
const saveTo = (bucket: string, name: string): Sent => ({
  query: [['x-oss-process', '']],
  body: `x-oss-process=image/resize,w_10|sys/saveas,o_${b64(name)},b_${b64(bucket)}`,
})
const copyOf = (source: string): Sent => ({ headers: { 'x-oss-copy-source': source } })

describe.each(ACL_TABLE)('a %s bucket, an object that is %s', (bucketAcl, objectAcl, anyRead, anyWrite) => {
  const bucket = `is-${bucketAcl}`
  const path = `/${bucket}/row.jpg`

  beforeEach(async () => {
    if (objectAcl === undefined) await server.storage.deleteObject(bucket, 'row.jpg')
    else await server.storage.putObject(bucket, 'row.jpg', body(picture), { acl: objectAcl })
  })

  describe.each(CALLERS)('%s', (caller) => {
    const mayRead = anyRead || caller === 'owner' || caller === 'reader'
    const mayWrite = anyWrite || caller === 'owner'
    /** The answer to what reads the object of the row. */
    const read = mayRead ? (objectAcl === undefined ? 404 : 200) : 403

    async function expectAnswer(status: number, method: string, target: string, sent: Sent = {}) {
      const answer = await sendAs(caller, method, target, sent)
      expect(answer.statusCode, answer.body.slice(0, 300)).toBe(status)
      if (status === 403) expect(errorOf(answer).Code).toBe('AccessDenied')
      if (status === 404) expect(errorOf(answer)).toMatchObject({ Code: 'NoSuchKey', Key: 'row.jpg' })
      return answer
    }

    it(`GET: ${read}`, async () => {
      const answer = await expectAnswer(read, 'GET', path)
      if (read === 200) expect(answer.rawPayload.equals(picture)).toBe(true)
      else expect(answer.rawPayload.includes(picture.subarray(0, 64))).toBe(false)
    })

    it(`processed GET: ${read}`, async () => {
      const answer = await expectAnswer(read, 'GET', path, {
        query: [['x-oss-process', 'image/resize,w_10']],
      })
      if (read === 200) expect(answer.headers['content-type']).toBe('image/jpeg')
    })

    it(`HEAD: ${read}`, async () => {
      const answer = await expectAnswer(read, 'HEAD', path)
      if (read === 200) expect(answer.headers['content-length']).toBe(String(picture.length))
    })

    it(`PUT: ${mayWrite ? 200 : 403}`, async () => {
      await expectAnswer(mayWrite ? 200 : 403, 'PUT', path, { body: 'new' })
      expect(await contentOf(bucket)).toBe(mayWrite ? 'new' : objectAcl && 'old')
    })

    it(`DELETE: ${mayWrite ? 204 : 403}`, async () => {
      await expectAnswer(mayWrite ? 204 : 403, 'DELETE', path)
      expect(await contentOf(bucket)).toBe(mayWrite ? undefined : objectAcl && 'old')
    })

    // Only a key may make pictures, whatever the ACLs.
    const saved = caller === 'anonymous' ? 403 : read
    it(`saveas from it: ${saved}`, async () => {
      await expectAnswer(saved, 'POST', path, saveTo('open', 'target.jpg'))
    })

    const saves = caller === 'anonymous' || !mayWrite ? 403 : 200
    it(`saveas to it: ${saves}`, async () => {
      await expectAnswer(saves, 'POST', '/open/source.jpg', saveTo(bucket, 'row.jpg'))
      expect(await contentOf(bucket)).toBe(saves === 200 ? 'another' : objectAcl && 'old')
    })

    it(`copy from it: ${read}`, async () => {
      await expectAnswer(read, 'PUT', '/open/target.jpg', copyOf(`/${bucket}/row.jpg`))
    })

    it(`copy to it: ${mayWrite ? 200 : 403}`, async () => {
      await server.storage.putObject('open', 'text', body('new'))
      await expectAnswer(mayWrite ? 200 : 403, 'PUT', path, copyOf('/open/text'))
      expect(await contentOf(bucket)).toBe(mayWrite ? 'new' : objectAcl && 'old')
    })
  })
})

/** What the object of a row is now; undefined: gone. */
async function contentOf(bucket: string): Promise<string | undefined> {
  const { objects } = await server.storage.listObjects(bucket, { prefix: 'row.jpg', limit: 1 })
  if (objects.length === 0) return undefined
  const reader = await server.storage.openObject(bucket, 'row.jpg')
  const bytes = await reader.bytes().finally(() => reader.close())
  if (bytes.equals(picture)) return 'old'
  return bytes.equals(Buffer.from('new')) ? 'new' : 'another'
}
