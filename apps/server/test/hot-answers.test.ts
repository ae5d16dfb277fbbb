import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { HotAnswers } from '../src/hot-answers.ts'
import { listen } from '../src/listen.ts'
import { openMetrics } from '../src/metrics.ts'
import type { Storage } from '../src/storage/storage.ts'
import { body } from './bodies.ts'
import { eventually } from './eventually.ts'
import { ANY_ORIGIN, type Ask, asking, common, type Live, put, request, startLive } from './live-wire.ts'
import { before, drawing, GREEN, RED, square } from './marked-pictures.ts'
import { exchange, header, openWire, type WireHeader, type WireReply, written } from './raw-http.ts'
import { drawJpg, HOST, signed, signedUrl, startServer } from './server.ts'

const isHot = (reply: WireReply) => header(reply, 'Server-Timing') === 'cache;desc=hot, total;dur=0.0'

/** Asks until the answer is a hot one. */
function warm(ask: Ask, target: string, method = 'GET'): Promise<WireReply> {
  return eventually(async () => {
    const reply = await ask(target, [], method)
    expect(isHot(reply)).toBe(true)
    return reply
  })
}

const STYLED = 'x-oss-process=style/thumb'
const MARKED = `x-oss-process=${drawing('mark.png')}`

describe('are those of the long way, header for header', () => {
  let live: Live
  let ask: Ask
  beforeAll(async () => {
    live = await startLive()
    ask = asking(live)
    const { storage } = live
    const headers = {
      'cache-control': 'max-age=60',
      'content-disposition': 'attachment; filename="ü.txt"',
      'content-language': 'de',
      expires: 'Fri, 01 Jan 2100 00:00:00 GMT',
    }
    await storage.putObject('photos', 'told.txt', body('told'), { headers, userMetadata: { author: 'a' } })
    await storage.putObject('photos', 'told.jpg', body(await drawJpg()), {
      headers,
      contentType: 'image/jpeg',
    })
    await storage.putObject('photos', 'empty', body(''))
    await storage.appendObject('photos', 'log', 0, body('one'))
    await storage.createBucket('open', { acl: 'public-read-write' })
    await storage.putObject('open', 'a', body('hello'))
    await storage.changeBucketSettings('open', {
      cors: [ANY_ORIGIN],
      styleDelimiters: ['!'],
      domains: ['img.example.com'],
    })
    await storage.putObject('open', 'b.jpg', body(await drawJpg()))
    await storage.putStyle('open', 'thumb', 'image/resize,w_20')
  })
  afterAll(() => live.close())

  it.each([
    ['GET', '/photos/a.txt'],
    ['HEAD', '/photos/a.txt'],
    ['GET', '/photos/told.txt'],
    ['HEAD', '/photos/told.txt'],
    ['GET', '/photos/empty'],
    ['GET', '/photos/log'],
    ['GET', `/photos/a.jpg?${STYLED}`],
    ['HEAD', `/photos/a.jpg?${STYLED}`],
    ['GET', `/photos/told.jpg?${MARKED}`],
    ['GET', '/photos/a.jpg?x-oss-process=image/info'],
    ['GET', '/photos/a.jpg?x-oss-process=image/format,png&unknown=1'],
    ['GET', '/open/a'],
    ['GET', '/open/b.jpg!thumb'],
    ['GET', 'http://img.example.com/b.jpg!thumb'],
  ])('%s %s', async (method, target) => {
    const slow = await ask(target, [], method)
    expect([slow.status, isHot(slow)]).toEqual([200, false])
    const hot = await warm(ask, target, method)
    expect(common(hot)).toEqual(common(slow))
    const ids = [slow, hot, await warm(ask, target, method)].map((reply) => header(reply, 'x-oss-request-id'))
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^[\dA-F]{24}$/)
    expect(Math.abs(Date.parse(header(hot, 'Date') ?? '') - Date.now())).toBeLessThan(60_000)
  })

  it.each(['/photos/told.txt', `/photos/told.jpg?${STYLED}`, '/open/a'])('304 for %s', async (target) => {
    const etag = header(await ask(target), 'ETag') ?? ''
    const since: WireHeader = ['If-Modified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT']
    const known = [[etag], ['*'], [`"x", W/${etag.toLowerCase()}`], [etag, since]] as const
    // Whoever sends a Range header goes the long way.
    const long: WireHeader = ['Range', 'bytes=0-0']
    for (const [value, more] of known) {
      const asked: WireHeader[] = [['If-None-Match', value], ...(more ? [more] : [])]
      const slow = await ask(target, [...asked, long])
      await warm(ask, target)
      const hot = await ask(target, asked)
      expect([slow.status, hot.status, isHot(slow), isHot(hot)]).toEqual([304, 304, false, true])
      expect(common(hot)).toEqual(common(slow))
    }
    const other = await ask(target, [['If-None-Match', '"x"']])
    expect([other.status, isHot(other)]).toEqual([200, true])
  })
})

describe('are given to nobody', () => {
  let live: Live
  let ask: Ask
  beforeAll(async () => {
    live = await startLive()
    ask = asking(live)
  })
  afterAll(() => live.close())

  it.each<[string, string]>([
    ['Range', 'bytes=0-1'],
    ['If-Range', '"x"'],
    ['If-Match', '*'],
    ['If-Modified-Since', 'Thu, 01 Jan 1970 00:00:00 GMT'],
    ['If-Unmodified-Since', 'Fri, 01 Jan 2100 00:00:00 GMT'],
    ['Origin', 'https://example.com'],
    ['x-oss-range-behavior', 'standard'],
    ['Expect', '200-ok'],
    ['Content-Length', '0'],
  ])('who sends %s: %s', async (name, value) => {
    await warm(ask, '/photos/a.txt')
    const reply = await ask('/photos/a.txt', [[name, value]])
    expect(isHot(reply)).toBe(false)
    expect(reply.status).toBeLessThan(300)
    await warm(ask, '/photos/a.txt')
  })

  it('who sends credentials, good or bad', async () => {
    await warm(ask, '/photos/a.txt')
    const good = Object.entries(signed('GET', '/photos/a.txt'))
    const replies = [await ask('/photos/a.txt', good), await ask('/photos/a.txt', good)]
    expect(replies.map((reply) => [reply.status, isHot(reply)])).toEqual([
      [200, false],
      [200, false],
    ])
    for (const authorization of ['OSS nobody:c2ln', 'nonsense'])
      expect((await ask('/photos/a.txt', [['Authorization', authorization]])).status).toBeGreaterThan(399)
  })

  it('who signs the URL', async () => {
    const url = signedUrl('GET', '/photos/a.txt')
    for (const _ of [1, 2, 3]) {
      const reply = await ask(url)
      expect([reply.status, isHot(reply)]).toEqual([200, false])
    }
  })

  it('who sends two Host headers, or speaks HTTP/1.0', async () => {
    await warm(ask, '/photos/a.txt')
    expect((await ask('/photos/a.txt', [['Host', HOST]])).status).toBe(400)
    const old = await exchange(live.port, Buffer.from(`GET /photos/a.txt HTTP/1.0\r\nHost: ${HOST}\r\n\r\n`))
    expect([old.status, isHot(old)]).toEqual([200, false])
  })

  it('who asks another method, host or target', async () => {
    await warm(ask, '/photos/a.txt')
    for (const target of ['/photos/a.txt?', '/photos/a%2Etxt', '/photos/a.txt?x=1'])
      expect(isHot(await ask(target))).toBe(false)
    expect(isHot(await ask('/photos/a.txt', [], 'HEAD'))).toBe(false)
    const elsewhere = { method: 'GET', target: '/photos/a.txt', headers: [['Host', 'localhost']] } as const
    expect(isHot(await exchange(live.port, elsewhere))).toBe(false)
    expect((await ask('/photos/a.txt', [], 'POST')).status).toBe(405)
  })

  it('who may not read, whoever has read before', async () => {
    await live.storage.createBucket('secret')
    await live.storage.putObject('secret', 'a', body('secret'))
    const headers = Object.entries(signed('GET', '/secret/a'))
    for (const _ of [1, 2]) {
      expect((await ask('/secret/a', headers)).status).toBe(200)
      expect((await ask(signedUrl('GET', '/secret/a'))).status).toBe(200)
      expect((await ask('/secret/a')).status).toBe(403)
    }
  })

  it('who asks for what is no object, or more than fits', async () => {
    await live.storage.putObject('photos', 'large', body(Buffer.alloc(3 * 1024 * 1024), 1 << 20))
    await live.storage.changeBucketSettings('photos', { anonymousListing: true })
    const noise = await square(RED).resize(900, 900).tiff({ compression: 'none' }).toBuffer()
    await put(live.storage, 'noise.tif', noise)
    const targets = [
      '/photos/none',
      '/photos',
      '/photos/a.txt?objectMeta',
      '/-/health',
      '/photos/large',
      '/photos/noise.tif?x-oss-process=image/format,bmp',
    ]
    for (const target of targets)
      for (const _ of [1, 2, 3, 4]) expect(isHot(await ask(target)), target).toBe(false)
  })
})

describe('end with', () => {
  let live: Live
  let ask: Ask
  beforeAll(async () => {
    live = await startLive()
    ask = asking(live)
  })
  afterAll(() => live.close())

  const CODE = /<Code>(\w+)</

  /** What the next answer is. */
  async function next(target: string): Promise<string> {
    const reply = await ask(target)
    expect(isHot(reply)).toBe(false)
    return CODE.exec(reply.body.toString())?.[1] ?? reply.body.toString('latin1')
  }

  const restore = async () => {
    const { storage } = live
    await storage.createBucket('photos', { acl: 'public-read' })
    await storage.changeBucketSettings('photos', {
      sourceProtection: undefined,
      cors: [],
      styleDelimiters: [],
    })
    await put(storage, 'a.txt', 'hello')
    await put(storage, 'mark.png', await square(RED).png().toBuffer())
    await storage.putStyle('photos', 'thumb', 'image/resize,w_20')
  }
  afterEach(restore)

  it.each<[string, string, (storage: Storage) => Promise<unknown>, string]>([
    ['another content', '/photos/a.txt', (storage) => put(storage, 'a.txt', 'other'), 'other'],
    ['a deletion', '/photos/a.txt', (storage) => storage.deleteObject('photos', 'a.txt'), 'NoSuchKey'],
    [
      'the ACL of the object',
      '/photos/a.txt',
      (storage) => storage.setObjectAcl('photos', 'a.txt', 'private'),
      'AccessDenied',
    ],
    [
      'the ACL of the bucket',
      '/photos/a.txt',
      (storage) => storage.setBucketAcl('photos', 'private'),
      'AccessDenied',
    ],
    [
      'source protection',
      '/photos/a.txt',
      (storage) =>
        storage.changeBucketSettings('photos', { sourceProtection: { rules: [], extensions: ['txt'] } }),
      'AccessDenied',
    ],
    [
      'a deleted style',
      `/photos/a.jpg?${STYLED}`,
      (storage) => storage.deleteStyle('photos', 'thumb'),
      'NoSuchStyle',
    ],
    [
      'a deleted watermark image',
      `/photos/a.jpg?${MARKED}`,
      (storage) => storage.deleteObject('photos', 'mark.png'),
      'NoSuchKey',
    ],
  ])('%s', async (_, target, change, expected) => {
    await warm(ask, target)
    await change(live.storage)
    expect(await next(target)).toBe(expected)
  })

  it.each<[string, string, (storage: Storage) => Promise<unknown>]>([
    ['another style', STYLED, (storage) => storage.putStyle('photos', 'thumb', 'image/resize,w_30')],
    [
      'another watermark image',
      MARKED,
      async (storage) => put(storage, 'mark.png', await square(GREEN).png().toBuffer()),
    ],
  ])('%s', async (_, query, change) => {
    const first = await warm(ask, `/photos/a.jpg?${query}`)
    await change(live.storage)
    const second = await ask(`/photos/a.jpg?${query}`)
    expect([second.status, isHot(second)]).toEqual([200, false])
    expect(second.body).not.toEqual(first.body)
    expect(common(await warm(ask, `/photos/a.jpg?${query}`))).toEqual(common(second))
  })

  it('rules for other origins', async () => {
    expect(header(await warm(ask, '/photos/a.txt'), 'Vary')).toBeUndefined()
    await live.storage.changeBucketSettings('photos', { cors: [ANY_ORIGIN] })
    expect(header(await ask('/photos/a.txt'), 'Vary')).toBe('Origin')
    expect(header(await warm(ask, '/photos/a.txt'), 'Vary')).toBe('Origin')
  })

  it('the bucket', async () => {
    const { storage } = live
    await warm(ask, '/photos/a.txt')
    for (const { key } of (await storage.listObjects('photos', { limit: 100 })).objects)
      await storage.deleteObject('photos', key)
    await storage.deleteBucket('photos')
    expect(await next('/photos/a.txt')).toBe('NoSuchBucket')
  })

  it('a purge', async () => {
    await warm(ask, '/photos/a.txt')
    const target = '/-/admin/cache'
    const query = [['bucket', 'photos']] as const
    const headers = Object.entries(signed('DELETE', target, { query }))
    expect((await ask(`${target}?bucket=photos`, headers, 'DELETE')).status).toBe(200)
    expect(isHot(await ask('/photos/a.txt'))).toBe(false)
  })
})

it('a change under way is seen by the very next request', async () => {
  let change: (() => Promise<void>) | undefined
  const live = await startServer()
  const { storage } = live
  const changing = before(storage, async () => change?.())
  const other = await startServer({ storage: changing })
  await storage.createBucket('photos', { acl: 'public-read' })
  await put(storage, 'a.txt', 'hello')
  const listening = await listen(other.app, '127.0.0.1', 0)
  const ask = (target: string) => exchange(Number(new URL(listening.endpoint).port), request(target))
  change = async () => {
    change = undefined
    await storage.setBucketAcl('photos', 'private')
  }
  expect((await ask('/photos/a.txt')).status).toBe(200)
  expect((await ask('/photos/a.txt')).status).toBe(403)
  await listening.close(1000)
  await other.close()
  await live.close()
})

describe('on one connection', () => {
  let live: Live
  beforeAll(async () => {
    live = await startLive()
  })
  afterAll(() => live.close())

  it('come before what follows is refused', async () => {
    await warm(asking(live), '/photos/a.txt')
    const wire = await openWire(live.port)
    wire.write(Buffer.concat([written(request('/photos/a.txt')), Buffer.from('nonsense\r\n\r\n')]))
    expect(isHot(await wire.receive())).toBe(true)
    expect((await wire.receive()).status).toBe(400)
    wire.hangUp()
  })

  it('come in their order, one behind the other', async () => {
    await warm(asking(live), '/photos/a.txt')
    await warm(asking(live), `/photos/a.jpg?${STYLED}`)
    const wire = await openWire(live.port)
    const targets = ['/photos/a.txt', `/photos/a.jpg?${STYLED}`, '/photos/a.txt', '/photos/a.txt']
    wire.write(Buffer.concat(targets.map((target) => written(request(target)))))
    const replies = []
    for (const _ of targets) replies.push(await wire.receive())
    expect(replies.map(isHot)).toEqual([true, true, true, true])
    expect(replies.map((reply) => header(reply, 'Content-Type'))).toEqual([
      'application/octet-stream',
      'image/jpeg',
      'application/octet-stream',
      'application/octet-stream',
    ])
    wire.hangUp()
  })

  it('wait for what was asked before them', async () => {
    await warm(asking(live), '/photos/a.txt')
    const wire = await openWire(live.port)
    const content = 'put before'
    const putting = {
      method: 'PUT',
      target: '/photos/a.txt',
      headers: [
        ['Host', HOST],
        ['Content-Length', String(content.length)],
        ...Object.entries(signed('PUT', '/photos/a.txt')),
      ] as const,
      body: content,
    }
    const slow = request('/photos/a.jpg?x-oss-process=image/resize,w_33')
    wire.write(Buffer.concat([written(slow), written(putting), written(request('/photos/a.txt'))]))
    const [picture, stored, got] = [await wire.receive(), await wire.receive(), await wire.receive()]
    expect([picture, stored, got].map(({ status }) => status)).toEqual([200, 200, 200])
    expect(header(picture, 'Content-Type')).toBe('image/jpeg')
    expect([got.body.toString(), isHot(got)]).toEqual([content, false])
    wire.hangUp()
  })

  it('leave the connection open, unless the client wants it closed', async () => {
    await warm(asking(live), '/photos/a.txt')
    const wire = await openWire(live.port)
    for (const _ of [1, 2, 3]) {
      wire.write(written(request('/photos/a.txt')))
      expect(isHot(await wire.receive())).toBe(true)
    }
    wire.write(written(request('/photos/a.txt', [['Connection', 'close']])))
    const last = await wire.receive()
    expect([isHot(last), header(last, 'Connection')]).toEqual([true, 'close'])
    expect(await wire.rest()).toHaveLength(0)
  })
})

it('end when the server is about to end', async () => {
  const live = await startLive()
  await warm(asking(live), '/photos/a.txt')
  const connected = once(live.app.server, 'connection')
  const wire = await openWire(live.port)
  const [socket] = await connected
  const bytes = written(request('/photos/a.txt'))
  wire.write(bytes)
  expect(isHot(await wire.receive())).toBe(true)
  // A request that has begun keeps its connection.
  wire.write(bytes.subarray(0, 10))
  await eventually(() => expect(socket.bytesRead).toBe(bytes.length + 10))
  const closing = live.close(60_000)
  await eventually(() => expect(openWire(live.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' }))
  wire.write(bytes.subarray(10))
  const reply = await wire.receive()
  expect([reply.status, isHot(reply), header(reply, 'Connection')]).toEqual([200, false, 'close'])
  await closing
})

it('are counted, as they are and among all others', async () => {
  const live = await startLive({ metrics: 'open' })
  const ask = asking(live)
  await warm(ask, '/photos/a.txt')
  const read = async (name: string) => {
    const { body } = await ask('/-/metrics')
    return Number(
      body
        .toString()
        .split('\n')
        .find((line) => line.startsWith(`${name} `))
        ?.split(' ')
        .at(-1),
    )
  }
  const all = 'ossimg_requests_total{call="GetObject",status="200",code=""}'
  const [hits, requests] = [await read('ossimg_hot_answers_total'), await read(all)]
  await ask('/photos/a.txt')
  expect([await read('ossimg_hot_answers_total'), await read(all)]).toEqual([hits + 1, requests + 1])
  expect(await read('ossimg_hot_answers_entries')).toBe(1)
  expect(await read('ossimg_hot_answers_bytes')).toBeGreaterThan('hello'.length)
  await live.close()
})

it.each([
  ['no memory', 0, 0],
  ['memory for one', 1500, 1],
])('are kept in so much memory: %s', async (_, hotBytes, most) => {
  const live = await startLive({ metrics: 'open', hotBytes })
  const ask = asking(live)
  for (const target of ['/photos/a.txt', '/photos/a.txt?1', '/photos/a.txt?2', '/photos/a.txt?3'])
    for (const _ of [1, 2, 3]) expect((await ask(target)).status).toBe(200)
  const { body } = await ask('/-/metrics')
  const [, entries] = /^ossimg_hot_answers_entries (\d+)$/m.exec(body.toString()) ?? []
  expect(Number(entries)).toBe(most)
  await live.close()
})

it('have their line in the log', async () => {
  const server = await startServer({ hotBytes: 0 })
  await server.storage.createBucket('photos', { acl: 'public-read' })
  await put(server.storage, 'a.txt', 'hello')
  const lines: (readonly [line: object, message: string])[] = []
  const log = { info: (line: object, message: string) => void lines.push([line, message]) }
  const hot = new HotAnswers({ storage: server.storage, metrics: openMetrics(), log: log as never })
  hot.standBefore(server.app)
  const { endpoint, close } = await listen(server.app, '127.0.0.1', 0)
  const port = Number(new URL(endpoint).port)
  const reply = await warm((target) => exchange(port, request(target)), '/photos/a.txt')
  await eventually(() => expect(lines).toHaveLength(1))
  expect(lines).toEqual([
    [
      {
        requestId: header(reply, 'x-oss-request-id'),
        method: 'GET',
        host: HOST,
        target: '/photos/a.txt',
        status: 200,
        code: undefined,
        caller: 'anonymous',
        address: '127.0.0.1',
        milliseconds: expect.any(Number),
      },
      'answered',
    ],
  ])
  await close(1000)
  await server.close()
})
