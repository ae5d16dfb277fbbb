import { SignerError } from '@ossimg/signer'
import { describe, expect, it } from 'vitest'
import { credentials, temporary, useOssServer } from './oss-server.ts'

const server = useOssServer()
const { clientWith } = server

describe('signatures', () => {
  it('prove who asks', async () => {
    server.answer({})
    await clientWith().get('a.jpg')
    expect(server.request).toMatchObject({
      signedBy: credentials.accessKeyId,
      headers: { 'x-oss-date': 'Thu, 15 Jan 2026 08:30:00 GMT' },
    })
  })

  it('carry the token of temporary credentials', async () => {
    server.answer({})
    await clientWith({ credentials: temporary }).get('a.jpg')
    expect(server.request).toMatchObject({
      signedBy: temporary.accessKeyId,
      headers: { 'x-oss-security-token': temporary.securityToken },
    })
  })

  it('are left out without credentials', async () => {
    server.answer({})
    await clientWith({ credentials: undefined }).get('a.jpg')
    expect(server.request.signedBy).toBeUndefined()
    expect(server.request.headers).not.toHaveProperty('x-oss-date')
  })

  it('are refused with another secret', async () => {
    const stranger = clientWith({ credentials: { ...credentials, accessKeySecret: 'another' } })
    await expect(stranger.get('a.jpg')).rejects.toMatchObject({ code: 'SignatureDoesNotMatch', status: 403 })
  })

  it('cannot be made with an empty secret', async () => {
    const client = clientWith({ credentials: { ...credentials, accessKeySecret: '' } })
    await expect(client.get('a.jpg')).rejects.toThrow(SignerError)
  })
})
