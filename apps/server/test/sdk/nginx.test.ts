import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@ossimg/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KEY } from '../live-server.ts'
import { send } from './fetch-by-name.ts'
import { hasNginx, type Nginx, startNginx } from './nginx.ts'
import { type PageServer, replaced, sizeOf, startPageServer } from './page-server.ts'
import { clientsPage } from './page-snippets.ts'

const page = clientsPage((language) => language === 'nginx')
const code = page.take('proxy_pass')

const there = await hasNginx()
if (!there) console.warn('The configuration for nginx is not run: install nginx.')
const when = it.skipIf(!there)

describe('nginx in front', () => {
  let server: PageServer
  let nginx: Nginx
  let origin: string

  beforeAll(async () => {
    if (!there) return
    server = await startPageServer()
    nginx = await startNginx((kept, port) =>
      replaced(server.filledIn(code), {
        'listen 80;': `listen 127.0.0.1:${port};`,
        '/var/cache/nginx/ossimg': join(kept, 'cache'),
      }),
    )
    origin = `http://127.0.0.1:${nginx.port}`
  })
  afterAll(async () => {
    await nginx?.stop()
    await server?.close()
  })

  when('a processed picture comes from the cache the second time', async () => {
    await server.put('cached.jpg', server.picture)
    const url = `${origin}/demo/cached.jpg?x-oss-process=image/resize,w_300`
    const first = await send(url)
    expect([first.status, first.headers['x-cache']]).toEqual([200, 'MISS'])
    expect(await sizeOf(first.body)).toEqual(['jpeg', 300, 200])
    await server.storage.deleteObject('demo', 'cached.jpg')
    const second = await send(url)
    expect([second.status, second.headers['x-cache'], second.headers.etag]).toEqual([
      200,
      'HIT',
      first.headers.etag,
    ])
    expect(second.body.equals(first.body)).toBe(true)
    const other = await send(url.replace('w_300', 'w_301'))
    expect(other.status).toBe(404)
  })

  when.each([1, 4] as const)('what was signed is not kept: version %i', async (version) => {
    await server.storage.createBucket('closed')
    const client = new Client({
      endpoint: origin,
      bucket: 'closed',
      credentials: KEY,
      signatureVersion: version,
      region: 'cn-hangzhou',
    })
    await client.put('closed.jpg', server.picture)
    for (let count = 0; count < 2; count++) {
      const process = 'image/resize,w_300'
      const byHeader = await client.getResponse('closed.jpg', { process })
      const byUrl = await send(client.signedUrl('closed.jpg', { process }))
      expect([byHeader.headers.get('x-cache'), byUrl.headers['x-cache']]).toEqual(['BYPASS', 'BYPASS'])
      expect(await sizeOf(byUrl.body)).toEqual(['jpeg', 300, 200])
      await byHeader.body?.cancel()
      expect((await send(client.url('closed.jpg', { process }))).status).toBe(403)
    }
  })

  when.each([
    ['two slashes', 'a//b//c.bin', '/demo/a//b//c.bin'],
    ['a slash in another form', 'dir/a b.bin', '/demo/dir%2Fa%20b.bin'],
    ['a percent sign', '100%2F.bin', '/demo/100%252F.bin'],
    ['Chinese, plus and points', '照片/a+b/../c.bin', '/demo/%E7%85%A7%E7%89%87/a+b/../c.bin'],
  ])('1 MB under a key with %s', async (_, key, path) => {
    const content = Buffer.alloc(2 ** 20, key)
    const signer = new Client({ endpoint: origin, bucket: 'demo', credentials: KEY })
    const query = new URL(signer.signedUrl(key, { method: 'PUT' })).search
    const { status, body } = await send(`${origin}${path}${query}`, { method: 'PUT', body: content })
    expect(status, body.toString()).toBe(200)
    expect((await server.storage.headObject('demo', key)).size).toBe(content.length)
    expect((await send(`${origin}${path}`)).body.equals(content)).toBe(true)
  })

  when('with a path in proxy_pass a key would be another', async () => {
    await server.put('dir/a.jpg', server.picture)
    await server.put('dir//a.jpg', Buffer.from('another'))
    const wrong = await startNginx(
      (_, port) => `server { listen 127.0.0.1:${port}; location / { proxy_pass ${server.origin}/; } }`,
    )
    try {
      const { body } = await send(`http://127.0.0.1:${wrong.port}/demo/dir//a.jpg`)
      expect(body.equals(server.picture)).toBe(true)
    } finally {
      await wrong.stop()
    }
  })

  when('a process of 8 KB reaches the server', async () => {
    const process = encodeURIComponent(`image/${'resize,w_30/'.repeat(680)}rotate,0`)
    const { status, body } = await send(`${origin}/demo/example.jpg?x-oss-process=${process}`)
    expect([status, body.toString()]).toEqual([400, expect.stringContaining('more than 32 operations')])
  })

  when('a cached picture is asked for again in its time, and a changed style counts', async () => {
    await server.storage.putStyle('demo', 'thumb', 'image/resize,w_100')
    await server.put('short.jpg', server.picture, { 'cache-control': 'max-age=1' })
    const get = async () => {
      const { headers, body } = await send(`${origin}/demo/short.jpg?x-oss-process=style/thumb`)
      return [headers['x-cache'], ...(await sizeOf(body))]
    }
    expect(await get()).toEqual(['MISS', 'jpeg', 100, 67])
    await sleep(2100)
    expect(await get()).toEqual(['REVALIDATED', 'jpeg', 100, 67])
    await server.storage.putStyle('demo', 'thumb', 'image/resize,w_120')
    await sleep(2100)
    expect(await get()).toEqual(['EXPIRED', 'jpeg', 120, 80])
  })
})

describe('what the page says of its snippets', () => {
  it.each(page.snippets)('$heading: $language', (each) => {
    expect(each.runs).toBe(page.isTaken(each))
  })
})
