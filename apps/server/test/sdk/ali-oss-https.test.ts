import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { makeAuthority } from '../certificates.ts'
import { type SecureLiveServer, startSecureServer } from '../live-server.ts'
import { connect, FORMS, signUrl } from './ali-oss-clients.ts'
import { loopbackHttpsAgent, send } from './fetch-by-name.ts'
import { PAGE_BUCKETS, testNodePage } from './node-page.ts'

testNodePage(() => startSecureServer(['localhost', ...PAGE_BUCKETS.map((bucket) => `${bucket}.localhost`)]))

describe.each(FORMS)('HTTPS by a certificate for all buckets, $name', (form) => {
  const bucket = `secret-${form.slug}`
  let server: SecureLiveServer
  // Node knows no wildcard right under a top-level domain, such as `*.localhost`.
  beforeAll(async () => {
    server = await startSecureServer(['oss.localhost', '*.oss.localhost', '127.0.0.1', '::1'], {
      baseHosts: ['oss.localhost'],
    })
  })
  afterAll(() => server.close())
  const reach = (options = {}) =>
    connect(server, form, { bucket, endpoint: `https://oss.localhost:${server.port}`, ...options })

  it('what is put is got, by the client and by a signed URL', async () => {
    const client = reach()
    await client.putBucket(bucket)
    await client.put('a b.txt', Buffer.from('text'))
    expect((await client.get('a b.txt')).content.toString()).toBe('text')
    const url = await signUrl(client, form, 'a b.txt')
    expect(url.startsWith('https://')).toBe(true)
    expect((await send(url, { ca: server.ca })).body.toString()).toBe('text')
  })

  it('nothing is sent to whom nobody known vouches for', async () => {
    const stranger = reach({ httpsAgent: loopbackHttpsAgent(makeAuthority('Another').certificate) })
    await expect(stranger.put('b.txt', Buffer.from('text'))).rejects.toMatchObject({ status: -1 })
    expect((await server.storage.statBucket(bucket)).objects).toBe(1)
  })
})
