import { type SignableRequest, verify } from '@ossimg/signer'
import { describe, expect, it } from 'vitest'
import { image, type SigningOptions } from '../src/index.ts'
import { BUCKET, credentials, NOW, REGION, temporary, useOssServer } from './oss-server.ts'

const server = useOssServer()
const { clientWith } = server

describe('url', () => {
  it.each([
    [undefined, '/demo/a%20b.jpg'],
    ['style/a', '/demo/a%20b.jpg?x-oss-process=style%2Fa'],
    [image().rotate(90), '/demo/a%20b.jpg?x-oss-process=image%2Frotate%2C90'],
  ])('for the process %s', (process, target) => {
    expect(clientWith().url('a b.jpg', { process })).toBe(`${server.endpoint()}${target}`)
  })

  it('refuses a key that no object has', () => {
    expect(() => clientWith().url('')).toThrow(expect.objectContaining({ code: 'InvalidObjectName' }))
  })
})

const versions: readonly [version: 1 | 4, options: SigningOptions, expiry: readonly string[]][] = [
  [1, {}, ['Expires', String(NOW.getTime() / 1000 + 1800)]],
  [4, { signatureVersion: 4, region: REGION }, ['x-oss-expires', '1800']],
]

describe.each(versions)('signedUrl, version %i', (version, options, expiry) => {
  it('works by itself', async () => {
    server.answer({ body: 'hello' })
    const url = clientWith(options).signedUrl('a b+c.jpg', {
      process: image().resize({ width: 100 }),
      responseHeaders: { 'content-disposition': 'attachment; filename="a b.jpg"' },
    })
    expect(await (await fetch(url)).text()).toBe('hello')
    expect(server.request).toMatchObject({
      key: 'a b+c.jpg',
      signedBy: credentials.accessKeyId,
      signatureVersion: version,
    })
    expect(server.request.query).toContainEqual([
      'response-content-disposition',
      'attachment; filename="a b.jpg"',
    ])
    expect(server.request.query).toContainEqual(expiry)
  })

  it('carries the token of temporary credentials', async () => {
    server.answer({})
    await fetch(clientWith({ ...options, credentials: temporary }).signedUrl('a.jpg'))
    expect(server.request.signedBy).toBe(temporary.accessKeyId)
  })

  it('lets somebody else upload', async () => {
    server.answer({})
    const url = clientWith(options).signedUrl('a.jpg', {
      method: 'PUT',
      contentType: 'image/jpeg',
      expires: 60,
    })
    await fetch(url, { method: 'PUT', body: 'x', headers: { 'content-type': 'image/jpeg' } })
    expect(server.request).toMatchObject({ method: 'PUT', signedBy: credentials.accessKeyId })
  })

  it.each([
    [60, 60],
    [60.5, 61], // from 999 ms past the second on
  ])('is good until the second it names: %d s on, %i', (expires, seconds) => {
    const url = new URL(
      clientWith({ ...options, clock: () => new Date(NOW.getTime() + 999) }).signedUrl('a.jpg', { expires }),
    )
    const until = NOW.getTime() + seconds * 1000
    const request: SignableRequest = {
      method: 'GET',
      bucket: BUCKET,
      key: 'a.jpg',
      query: [...url.searchParams],
      headers: {},
    }
    const at = (time: number) => () => verify(request, { find: () => credentials, now: new Date(time) })
    expect(at(until)).not.toThrow()
    expect(at(until + 1000)).toThrow(expect.objectContaining({ code: 'AccessDenied', stage: 'expiry' }))
  })

  it('needs credentials', () => {
    const client = clientWith({ ...options, credentials: undefined })
    expect(() => client.signedUrl('a.jpg')).toThrow(expect.objectContaining({ code: 'InvalidArgument' }))
  })

  it('refuses a key that no object has', () => {
    expect(() => clientWith(options).signedUrl('')).toThrow(
      expect.objectContaining({ code: 'InvalidObjectName' }),
    )
  })
})

it('signedUrl, version 4, is good for seven days at most', () => {
  const client = clientWith({ signatureVersion: 4, region: REGION })
  expect(client.signedUrl('a.jpg', { expires: 604_800 })).toContain('x-oss-expires=604800')
  expect(() => client.signedUrl('a.jpg', { expires: 604_801 })).toThrow(
    expect.objectContaining({ name: 'SignerError', code: 'InvalidArgument', stage: 'expiry' }),
  )
})
