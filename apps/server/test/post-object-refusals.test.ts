import { createHash } from 'node:crypto'
import { signHeaders, v1 } from '@ossimg/signer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type FormEntry, formBody, permission } from './forms.ts'
import { FILE, type Posting, startPosting } from './posting.ts'
import { errorOf, KEYS } from './server.ts'

let server: Posting
beforeAll(async () => {
  server = await startPosting()
})
afterAll(() => server.close())

describe('forms that store nothing', () => {
  it.each([
    ['without key', [FILE], 'InvalidArgument'],
    ['with the key behind the file', [FILE, ['key', 'hostile']], 'InvalidArgument'],
    ['with an empty key', [['key', ''], FILE], 'InvalidObjectName'],
    ['with a key that is none', [['key', '/hostile'], FILE], 'InvalidObjectName'],
    ['with a key of 1024 bytes', [['key', 'x'.repeat(1024)], FILE], 'InvalidObjectName'],
    ['without file', [['key', 'hostile']], 'IncorrectNumberOfFilesInPOSTRequest'],
    ['with two files', [['key', 'hostile'], FILE, FILE], 'IncorrectNumberOfFilesInPOSTRequest'],
    [
      'with 1001 fields',
      [...Array.from({ length: 1001 }, (_, i) => [`f${i}`, 'x']), ['key', 'hostile'], FILE],
      'MaxPOSTPreDataLengthExceededError',
    ],
    [
      'with a huge field',
      [['key', 'hostile'], ['x', 'x'.repeat(1 << 20)], FILE],
      'MaxPOSTPreDataLengthExceededError',
    ],
    [
      'with a line break in a header',
      [['key', 'hostile'], ['x-oss-meta-a', 'a\r\nSet-Cookie: b'], FILE],
      'InvalidArgument',
    ],
    [
      'with a line break in a type',
      [['key', 'hostile'], ['x-oss-content-type', 'a\r\nb'], FILE],
      'InvalidArgument',
    ],
    ['with a header that is none', [['key', 'hostile'], ['x-oss-meta-a b', 'x'], FILE], 'InvalidArgument'],
    [
      'with a wrong ACL',
      [['key', 'hostile'], ...permission(KEYS), ['x-oss-object-acl', 'x'], FILE],
      'InvalidArgument',
    ],
    ['with a callback', [['key', 'hostile'], ['callback', 'e30='], FILE], 'NotImplemented'],
    [
      'to be encrypted',
      [['key', 'hostile'], ['x-oss-server-side-encryption', 'KMS'], FILE],
      'NotImplemented',
    ],
    ['with a policy nobody signed', [['key', 'hostile'], ['policy', 'e30='], FILE], 'InvalidArgument'],
  ] as [string, FormEntry[], string][])('%s', async (_, entries, code) => {
    expect(errorOf(await server.post('/open', entries))).toMatchObject({ status: '400', Code: code })
    await server.expectNone('/open/hostile')
  })

  it('over what is there, if they must not', async () => {
    await server.owner('PUT', '/open/there', { body: 'old' })
    const entries: FormEntry[] = [['key', 'there'], ['x-oss-forbid-overwrite', 'true'], FILE]
    expect(errorOf(await server.post('/open', entries))).toMatchObject({
      status: '409',
      Code: 'FileAlreadyExists',
    })
    expect(await server.stored('/open/there')).toBe('old')
  })

  it.each([
    ['no policy at all', ''],
    [
      'deep JSON',
      `{"expiration":"2099-01-01T00:00:00Z","conditions":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
    ],
    ['an unknown condition', '{"expiration":"2099-01-01T00:00:00Z","conditions":[["matches","$key","a"]]}'],
  ])('with %s, rightly signed', async (_, text) => {
    const policy = Buffer.from(text).toString('base64') || 'IA=='
    const refused = await server.post('/photos', [
      ['key', 'hostile'],
      ['policy', policy],
      ['OSSAccessKeyId', KEYS.accessKeyId],
      ['Signature', v1.computeSignature(policy, KEYS.accessKeySecret)],
      FILE,
    ])
    expect(errorOf(refused)).toMatchObject({ status: '400', Code: 'InvalidPolicyDocument' })
  })

  it('signed by way of another request', async () => {
    const request = { method: 'GET', bucket: 'photos', key: 'a', query: [], headers: {} }
    const { 'x-oss-date': date = '', authorization = '' } = signHeaders(request, KEYS, { date: new Date() })
    const refused = await server.post('/photos', [
      ['key', 'hostile'],
      ['policy', v1.stringToSign({ ...request, headers: { 'x-oss-date': date } })],
      ['OSSAccessKeyId', KEYS.accessKeyId],
      ['Signature', authorization.split(':')[1] ?? ''],
      FILE,
    ])
    expect(errorOf(refused).Code).toBe('InvalidPolicyDocument')
  })

  it('that are none', async () => {
    const types = ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain', '']
    for (const type of types) {
      const sent = { headers: { 'content-type': type }, body: 'key=hostile' }
      expect(errorOf(await server.anonymous('POST', '/open', sent))).toMatchObject({
        status: '400',
        Code: 'MalformedPOSTRequest',
      })
    }
  })

  it('of another Content-MD5', async () => {
    const entries: FormEntry[] = [['key', 'digest'], FILE]
    const md5 = (content: Buffer | string) => createHash('md5').update(content).digest('base64')
    const refused = await server.post('/open', entries, { 'content-md5': md5('hello') })
    expect(errorOf(refused).Code).toBe('InvalidDigest')
    await server.expectNone('/open/digest')
    expect((await server.post('/open', entries, { 'content-md5': md5(formBody(entries)) })).statusCode).toBe(
      204,
    )
  })
})
