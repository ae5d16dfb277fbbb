import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { FORM_TYPE, type FormEntry, formBody, permission } from './forms.ts'
import { FILE, type Posting, postForm, startPosting } from './posting.ts'
import { createBucket, errorOf, KEYS, startServer } from './server.ts'

let server: Posting
beforeAll(async () => {
  server = await startPosting()
})
afterAll(() => server.close())

describe('who may', () => {
  it('anybody sends a form without signature where anybody writes', async () => {
    expect((await server.post('/open', [['key', 'anon'], FILE])).statusCode).toBe(204)
    expect(await server.stored('/open/anon')).toBe('hello')
    for (const bucket of ['photos', 'shown'])
      expect(errorOf(await server.post(`/${bucket}`, [['key', 'anon'], FILE]))).toMatchObject({
        status: '403',
        Code: 'AccessDenied',
      })
    expect(errorOf(await server.post('/no-such-bucket', [['key', 'anon'], FILE]))).toMatchObject({
      status: '404',
      Code: 'NoSuchBucket',
    })
  })

  it('but sets no ACL, in the form or beside it', async () => {
    const acl: FormEntry = ['X-Oss-Object-Acl', 'private']
    expect(errorOf(await server.post('/open', [['key', 'acl'], acl, FILE])).Code).toBe('AccessDenied')
    const beside = await server.post('/open', [['key', 'acl'], FILE], { 'x-oss-object-acl': 'private' })
    expect(errorOf(beside).Code).toBe('AccessDenied')
    await server.expectNone('/open/acl')
  })

  it('nobody replaces what the ACL of the object keeps', async () => {
    await server.owner('PUT', '/open/kept', { body: 'old', headers: { 'x-oss-object-acl': 'public-read' } })
    expect(errorOf(await server.post('/open', [['key', 'kept'], FILE])).Code).toBe('AccessDenied')
    expect(await server.stored('/open/kept')).toBe('old')
  })

  it('the signature of the request does not count', async () => {
    const body = formBody([['key', 'owner'], FILE])
    const refused = await server.owner('POST', '/photos/', { headers: FORM_TYPE, body })
    expect(errorOf(refused)).toMatchObject({ status: '403', Code: 'AccessDenied' })
    const signed = formBody([['key', 'owner'], ...permission(KEYS), FILE])
    expect((await server.owner('POST', '/photos/', { headers: FORM_TYPE, body: signed })).statusCode).toBe(
      204,
    )
  })

  it('keys for some buckets, and those that only read, have their bounds', async () => {
    const holder = { name: 'some', readOnly: false, buckets: ['shown'] }
    const some = { ...KEYS, accessKeyId: 'SOME' }
    const reader = { ...KEYS, accessKeyId: 'READER' }
    const keys = keyRing([
      ownerKey(KEYS),
      { ...some, holder },
      { ...reader, holder: { name: 'reader', readOnly: true, buckets: undefined } },
    ])
    const bounded = await startServer({ keys, storage: server.storage })
    const send = (bucket: string, key: typeof KEYS) =>
      postForm(bounded, `/${bucket}`, [['key', 'bounded'], ...permission(key), FILE])
    expect((await send('shown', some)).statusCode).toBe(204)
    expect(errorOf(await send('photos', some)).Code).toBe('AccessDenied')
    expect(errorOf(await send('shown', reader)).Code).toBe('AccessDenied')
    await bounded.app.close()
  })

  it('temporary keys need their token', async () => {
    const temporary = { ...KEYS, accessKeyId: 'STS.KEY', securityToken: 'token' }
    const sts = await startServer({ keys: keyRing([ownerKey(temporary)]) })
    await createBucket(sts, 'photos')
    const send = (entries: FormEntry[]) => postForm(sts, '/photos', [['key', 'a'], ...entries, FILE])
    expect((await send(permission(temporary))).statusCode).toBe(204)
    expect(errorOf(await send(permission({ ...KEYS, accessKeyId: 'STS.KEY' }))).Code).toBe(
      'InvalidAccessKeyId',
    )
    await sts.close()
  })
})
