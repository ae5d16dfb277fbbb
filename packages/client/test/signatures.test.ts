import { SignerError } from '@ossimg/signer'
import { describe, expect, it } from 'vitest'
import type { SigningOptions } from '../src/index.ts'
import { credentials, REGION, temporary, useOssServer } from './oss-server.ts'

const server = useOssServer()
const { clientWith } = server

const versions: readonly [version: 1 | 4, options: SigningOptions, date: string][] = [
  [1, {}, 'Thu, 15 Jan 2026 08:30:00 GMT'],
  [1, { signatureVersion: 1, region: 'cn-beijing' }, 'Thu, 15 Jan 2026 08:30:00 GMT'],
  [4, { signatureVersion: 4, region: REGION }, '20260115T083000Z'],
]

describe.each(versions)('signatures of version %i, by %j', (version, options, date) => {
  it('prove who asks', async () => {
    server.answer({})
    await clientWith(options).get('a b+c.jpg', { process: 'image/resize,w_100|style/a' })
    expect(server.request).toMatchObject({
      signedBy: credentials.accessKeyId,
      signatureVersion: version,
      headers: { 'x-oss-date': date },
    })
  })

  it('cover what is stored', async () => {
    server.answer({})
    await clientWith(options).put('图.jpg', 'hello', { acl: 'private', metadata: { author: '李雷' } })
    expect(server.request).toMatchObject({
      signedBy: credentials.accessKeyId,
      signatureVersion: version,
      headers: { 'x-oss-meta-author': '李雷' },
    })
  })

  it('cover sub-resources', async () => {
    server.answer({ status: 204 })
    await clientWith(options).deleteStyle('thumb')
    expect(server.request).toMatchObject({ signedBy: credentials.accessKeyId, signatureVersion: version })
  })

  it('carry the token of temporary credentials', async () => {
    server.answer({})
    await clientWith({ ...options, credentials: temporary }).get('a.jpg')
    expect(server.request).toMatchObject({
      signedBy: temporary.accessKeyId,
      signatureVersion: version,
      headers: { 'x-oss-security-token': temporary.securityToken },
    })
  })

  it('are left out without credentials', async () => {
    server.answer({})
    await clientWith({ ...options, credentials: undefined }).get('a.jpg')
    expect(server.request.signedBy).toBeUndefined()
    expect(server.request.headers).not.toHaveProperty('x-oss-date')
  })

  it('are refused with another secret', async () => {
    const stranger = clientWith({ ...options, credentials: { ...credentials, accessKeySecret: 'another' } })
    await expect(stranger.get('a.jpg')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 })
  })

  it('cannot be made with an empty secret', async () => {
    const client = clientWith({ ...options, credentials: { ...credentials, accessKeySecret: '' } })
    await expect(client.get('a.jpg')).rejects.toThrow(SignerError)
  })
})

describe('the region', () => {
  it('must be that of the server', async () => {
    const client = clientWith({ signatureVersion: 4, region: 'cn-beijing' })
    await expect(client.get('a.jpg')).rejects.toMatchObject({
      code: 'InvalidArgument',
      message: expect.stringContaining('signing region'),
    })
  })

  it('cannot be empty with version 4', () => {
    const refused = { code: 'InvalidArgument', fields: { ArgumentName: 'region' } }
    expect(() => clientWith({ signatureVersion: 4, region: '' })).toThrow(expect.objectContaining(refused))
    // @ts-expect-error version 4 demands it
    expect(() => clientWith({ signatureVersion: 4 })).toThrow(expect.objectContaining(refused))
  })
})
