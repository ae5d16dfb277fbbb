import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presign, signHeaders } from '@ossimg/signer'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { localWorkshop } from '../src/pictures/workshop.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { Storage } from '../src/storage/storage.ts'
import { body } from './bodies.ts'
import { blobNames, temporaryNames } from './disk-files.ts'
import { hostileFiles } from './hostile-files.ts'
import { AT_ONCE, GARBAGE, get, HOST, REFUSED, THUMB } from './hostile-requests.ts'
import { KEY, type LiveServer, startServer } from './live-server.ts'
import { bestOfThree, countingPixels, openFiles } from './measuring.ts'
import {
  exchange,
  header,
  openWire,
  type WireHeader,
  type WireReply,
  type WireRequest,
  written,
} from './raw-http.ts'
import { readError, readHeadError } from './replies.ts'
import { drawPicture } from './vectors/pictures.ts'

/** Milliseconds within which what can be refused is refused. */
const QUICK = 100

let directory: string
let storage: Storage
let server: LiveServer
let files: Readonly<Record<string, Buffer>>
let good: Buffer

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ossimg-hostile-'))
  storage = await openDiskStorage({ directory })
  server = await startServer({ storage })
  good = await drawPicture({ width: 400, height: 267, format: 'jpg' })
  files = await hostileFiles()
  await storage.createBucket('pictures', { acl: 'public-read' })
  await storage.createBucket('open', { acl: 'public-read-write' })
  for (const [key, content] of Object.entries({ ...files, 'good.jpg': good }))
    await storage.putObject('pictures', key, body(content), { contentType: 'image/x-claimed' })
})
afterAll(async () => {
  await server.close()
  await storage.close()
  await rm(directory, { recursive: true, force: true })
})

/** An upload by nobody in particular. */
function upload(target: string, content: string): WireRequest {
  return { ...get(target, ['Content-Length', String(content.length)]), method: 'PUT', body: content }
}

const ask = (request: WireRequest | Buffer): Promise<WireReply> => exchange(server.port, request)

/** Sends a request and gives the code and status of its refusal. */
async function refusal(request: WireRequest | Buffer): Promise<readonly [status: number, code: unknown]> {
  const reply = await ask(request)
  const isHead = !Buffer.isBuffer(request) && request.method === 'HEAD'
  return [reply.status, (isHead ? readHeadError(reply) : readError(reply)).Code]
}

/** Expects that a picture is still made. */
async function expectService(): Promise<void> {
  const reply = await ask(get(`/pictures/good.jpg${THUMB}`))
  expect(reply.status).toBe(200)
  expect(await sharp(reply.body).metadata()).toMatchObject({ width: 100, height: 67 })
}

describe('refused at once, before a pixel is decoded', () => {
  it('the count of pixel work sees a picture made', async () => {
    expect((await countingPixels(expectService))[1]).toBeGreaterThan(0)
  })

  it.each(AT_ONCE)('%s', async (_, request, status, code, message) => {
    const [reply, jobs] = await countingPixels(() => ask(request()))
    expect(reply.status, reply.body.toString('latin1', 0, 300)).toBe(status)
    const told = readError(reply)
    expect(told.Code).toBe(code)
    if (message !== undefined) expect(told.Message).toBe(message)
    expect(jobs).toBe(0)
    expect(await refusal({ ...request(), method: 'HEAD' })).toEqual([status, code])
    expect(await bestOfThree(() => ask(request()))).toBeLessThanOrEqual(QUICK)
    await expectService()
  })

  it.each(['dot.gif', 'dot.bmp', 'dot.tiff', 'bomb.gif', 'drawing.png', 'cut.jpg', 'large.png'])(
    '%s is served as it was stored',
    async (key) => {
      const reply = await ask(get(`/pictures/${key}`))
      expect([reply.status, header(reply, 'Content-Type')]).toEqual([200, 'image/x-claimed'])
      expect(reply.body.equals(files[key] ?? Buffer.alloc(0))).toBe(true)
    },
  )

  it.each(['dot.gif', 'dot.bmp', 'dot.tiff'])('%s, though a single pixel, is a picture', async (key) => {
    const reply = await ask(get(`/pictures/${key}?x-oss-process=image/resize,w_9/format,png`))
    expect(await sharp(reply.body).metadata()).toMatchObject({ format: 'png', width: 1, height: 1 })
  })

  it.each<[string, WireHeader]>([
    ['a Range of blanks', ['Range', `bytes=${' '.repeat(60_000)}x`]],
    ['a Range of digits', ['Range', `bytes=${'1'.repeat(60_000)}-${'1'.repeat(1000)}`]],
    ['thirty thousand ETags', ['If-None-Match', 'a,'.repeat(30_000)]],
    ['a date without end', ['If-Modified-Since', `Mon, ${'1 '.repeat(30_000)}GMT`]],
  ])('%s costs nothing', async (_, line) => {
    const request = get('/pictures/good.jpg', line)
    expect((await ask(request)).status).toBe(200)
    expect(await bestOfThree(() => ask(request))).toBeLessThanOrEqual(QUICK)
  })
})

describe('what is not HTTP is refused and the connection closed', () => {
  it.each(GARBAGE)('%s', async (_, bytes) => {
    const wire = await openWire(server.port)
    wire.write(bytes)
    const reply = await wire.receive()
    expect([reply.status, readError(reply).Code]).toEqual([400, 'InvalidRequest'])
    expect(header(reply, 'Connection')).toBe('close')
    expect(await wire.rest()).toHaveLength(0)
    await expectService()
  })

  it('a tunnel is not opened', async () => {
    const wire = await openWire(server.port)
    wire.write('CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n')
    expect((await wire.rest()).toString('latin1')).not.toMatch(/^HTTP\/1\.1 2/)
    await expectService()
  })

  it('an upgrade is not taken', async () => {
    const reply = await ask(get('/pictures/good.jpg', ['Connection', 'Upgrade'], ['Upgrade', 'websocket']))
    expect(reply.status).toBe(200)
  })
})

describe('requests that are HTTP and still refused', () => {
  it.each(REFUSED)('%s', async (_, request, status, code) => {
    expect(await refusal(request)).toEqual([status, code])
    await expect(storage.headObject('open', 'a')).rejects.toMatchObject({ code: 'NoSuchKey' })
    await expectService()
  })

  it('the refusal of a HEAD stays short, whatever it repeats', async () => {
    const long = '7'.repeat(8000)
    for (const [target, host] of [
      [`/pictures/good.jpg?x-oss-process=image/resize,w_${long}`, '127.0.0.1'],
      [`/pictures/${long}`, '127.0.0.1'],
      ['/pictures/none.jpg', `${'a.'.repeat(20_000)}localhost.`],
    ] as const) {
      const reply = await ask({ method: 'HEAD', target, headers: [['Host', host]] })
      readHeadError(reply)
      const bytes = reply.headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
      expect(bytes, target.slice(0, 40)).toBeLessThan(12 * 1024)
    }
  })

  it('a line break in an answer’s header', async () => {
    const query = [['response-content-disposition', 'a\r\nx-evil: 1']] as const
    const request = { method: 'GET', bucket: 'pictures', key: 'good.jpg', query, headers: {} }
    const signed = Object.entries(signHeaders(request, KEY, { date: new Date() }))
    const target = '/pictures/good.jpg?response-content-disposition=a%0d%0ax-evil:+1'
    const reply = await ask(get(target, ...signed))
    expect([reply.status, readError(reply).Code]).toEqual([400, 'InvalidArgument'])
    expect(header(reply, 'x-evil')).toBeUndefined()
  })

  it('the body of a saving process without end is not waited for', async () => {
    const request = { method: 'POST', bucket: 'pictures', key: 'good.jpg', headers: {} }
    const query = [['x-oss-process', '']] as const
    const signed = Object.entries(signHeaders({ ...request, query }, KEY, { date: new Date() }))
    const target = '/pictures/good.jpg?x-oss-process'
    const headers: readonly WireHeader[] = [HOST, ['Content-Length', '1000000000'], ...signed]
    expect(
      await refusal({ method: 'POST', target, headers, body: `x-oss-process=${'a'.repeat(40_000)}` }),
    ).toEqual([400, 'InvalidArgument'])
  })
})

describe('keys are bytes, not paths', () => {
  it.each([
    ['a//b', 'a//b'],
    ['a/../b', 'a/../b'],
    ['../up', '../up'],
    ['%2e%2e%2fup2', '../up2'],
    ['./here', './here'],
    ['a/', 'a/'],
    ['a%5Cb', 'a\\b'],
    ['a+b%2Bc d'.replace(' ', '%20'), 'a+b+c d'],
    ['%E7%85%A7%00%0d%0a', '照\0\r\n'],
    ['-/health', '-/health'],
    ['%252F', '%2F'],
    ["a;b=c:d@e$!*'()", "a;b=c:d@e$!*'()"],
  ])('%s', async (wire, key) => {
    expect((await ask(upload(`/open/${wire}`, 'hello'))).status).toBe(200)
    expect((await storage.headObject('open', key)).key).toBe(key)
    expect((await ask(get(`/open/${wire}`))).body.toString()).toBe('hello')
    const missing = await ask(get(`/open/${wire}-none`))
    expect(readError(missing).Code).toBe('NoSuchKey')
    expect((await ask({ ...get(`/open/${wire}`), method: 'DELETE' })).status).toBe(204)
  })
})

describe('one connection', () => {
  it('answers what is pipelined in order, and takes no body for a request', async () => {
    await storage.putObject('open', 'kept', body('kept'))
    const wire = await openWire(server.port)
    const smuggled = 'DELETE /open/kept HTTP/1.1\r\nHost: a\r\n\r\n'
    const requests: readonly WireRequest[] = [
      get(`/pictures/good.jpg${THUMB}`),
      { ...get(`/pictures/good.jpg${THUMB}`), method: 'HEAD' },
      get('/pictures/none'),
      upload('/open/piped', 'hello'),
      // Refused before its body is read.
      upload('/pictures/no', smuggled),
      get('/pictures/good.jpg?x-oss-process=image/info', ['Content-Length', String(smuggled.length)]),
      { ...get('/open/other'), method: 'DELETE' },
    ]
    const bodies = requests.map((request) => request.body ?? (request.headers.length > 1 ? smuggled : ''))
    wire.write(
      Buffer.concat(requests.map((request, index) => written({ ...request, body: bodies[index] ?? '' }))),
    )
    const replies: WireReply[] = []
    for (const { method } of requests) replies.push(await wire.receive(method))
    wire.hangUp()
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 404, 200, 403, 200, 204])
    expect((await ask(get('/open/kept'))).body.toString()).toBe('kept')
    expect((await ask(get('/open/piped'))).body.toString()).toBe('hello')
    await storage.deleteObject('open', 'kept')
    await storage.deleteObject('open', 'piped')
  })

  it.each([
    [`/pictures/good.jpg${THUMB}`, 200],
    ['/pictures/none', 404],
  ] as const)('garbage behind %s leaves it its answer', async (target, status) => {
    const wire = await openWire(server.port)
    wire.write(Buffer.concat([written(get(target)), Buffer.from('garbage\r\n\r\n')]))
    const answers = [await wire.receive(), await wire.receive()]
    expect(answers.map((reply) => reply.status)).toEqual([status, 400])
    expect(await wire.rest()).toHaveLength(0)
  })

  it('HEAD of a picture that is made tells what GET does', async () => {
    const made = await ask(get(`/pictures/good.jpg${THUMB}`))
    const head = await ask({ ...get(`/pictures/good.jpg${THUMB}`), method: 'HEAD' })
    const telling = ({ headers }: WireReply) =>
      headers.filter(
        ([name]) => !['Date', 'Server-Timing', 'x-oss-request-id', 'x-oss-server-time'].includes(name),
      )
    expect(telling(head)).toEqual(telling(made))
    expect(header(head, 'Content-Length')).toBe(String(made.body.length))
    expect(header(head, 'x-oss-hash-crc64ecma')).toBeUndefined()
  })

  it('a header behind two thousand others counts', async () => {
    await storage.putObject('open', 'kept', body('kept'))
    const many = Array.from({ length: 2000 }, (_, index): WireHeader => [`x-${index}`, '1'])
    const put = upload('/open/kept', 'lost')
    const headers: readonly WireHeader[] = [...put.headers, ...many, ['x-oss-forbid-overwrite', 'true']]
    expect(await refusal({ ...put, headers })).toEqual([409, 'FileAlreadyExists'])
    await storage.deleteObject('open', 'kept')
  })

  it.each([
    [`http://127.0.0.1/pictures/good.jpg${THUMB}`, 'ignored.example'],
    [`http://pictures.localhost:9000/good.jpg${THUMB}`, '127.0.0.1'],
    [`HTTP://LOCALHOST/pictures/good.jpg${THUMB}`, 'pictures.localhost'],
  ])('the absolute target %s counts, not its Host', async (target, host) => {
    const reply = await ask({ method: 'GET', target, headers: [['Host', host]] })
    expect([reply.status, header(reply, 'Content-Type')]).toEqual([200, 'image/jpeg'])
  })

  it('the first of a repeated parameter counts', async () => {
    const reply = await ask(get(`/pictures/good.jpg${THUMB}&x-oss-process=image/resize,w_20&x-oss-process`))
    expect(await sharp(reply.body).metadata()).toMatchObject({ width: 100 })
  })

  it('metadata is kept as text, not as headers', async () => {
    const value = 'a%0d%0aSet-Cookie: b=c'
    const put = get(
      '/open/meta',
      ['x-oss-meta-note', value],
      ['X-OSS-Meta-Note', 'two'],
      ['Content-Length', '0'],
    )
    expect((await ask({ ...put, method: 'PUT' })).status).toBe(200)
    const reply = await ask(get('/open/meta'))
    expect(header(reply, 'x-oss-meta-note')).toBe(`${value}, two`)
    expect(header(reply, 'Set-Cookie')).toBeUndefined()
    await storage.deleteObject('open', 'meta')
  })
})

describe('clients that hang up', () => {
  it.each([
    ['with a length', 'Content-Length: 1000000', 'a'.repeat(200_000)],
    ['in chunks', 'Transfer-Encoding: chunked', `30d40\r\n${'a'.repeat(200_000)}\r\n`],
    ['in the midst of a chunk', 'Transfer-Encoding: chunked', `30d40\r\n${'a'.repeat(99_000)}`],
  ])('in the midst of an upload %s leave nothing', async (_, framing, part) => {
    await storage.putObject('open', 'kept', body('before'))
    const blobs = await blobNames(directory)
    for (const key of ['kept', 'fresh']) {
      const wire = await openWire(server.port)
      wire.write(`PUT /open/${key} HTTP/1.1\r\nHost: 127.0.0.1\r\n${framing}\r\n\r\n${part}`)
      await vi.waitFor(async () => expect(await temporaryNames(directory)).toHaveLength(1))
      wire.hangUp()
      await vi.waitFor(async () => expect(await temporaryNames(directory)).toEqual([]))
    }
    expect(await blobNames(directory)).toEqual(blobs)
    expect((await ask(get('/open/kept'))).body.toString()).toBe('before')
    expect(await refusal(get('/open/fresh'))).toEqual([404, 'NoSuchKey'])
  })

  it('in the midst of a download let go of the object', async () => {
    await storage.putObject('open', 'long', body(Buffer.alloc(20_000_000), 1_000_000))
    const before = await openFiles()
    const wire = await openWire(server.port)
    wire.write('GET /open/long HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
    await wire.readLittle()
    expect(await openFiles()).toBeGreaterThan(before)
    wire.hangUp()
    await vi.waitFor(async () => expect(await openFiles()).toBeLessThanOrEqual(before))
    await expectService()
  })
})

describe('more work than can be done', () => {
  const work = (width: number) => get(`/pictures/big.jpg?x-oss-process=image/resize,w_${width}/sharpen,100`)
  let busy: LiveServer

  beforeAll(async () => {
    const big = await drawPicture({ width: 4000, height: 4000, format: 'jpg', fill: '336699' })
    await storage.putObject('pictures', 'big.jpg', body(big, 1_000_000))
    const workshop = localWorkshop({ limits: { jobs: 1, queueMs: 500 } })
    busy = await startServer({ storage, workshop })
  })
  afterAll(() => busy.close())

  it('is refused with 503 when its turn could not come in time, while other requests are served', async () => {
    const order: number[] = []
    const asked = Array.from({ length: 40 }, async (_, number) => {
      const reply = await exchange(busy.port, work(3000 - number))
      order.push(reply.status)
      return reply
    })
    const plain = await exchange(busy.port, get('/pictures/good.jpg'))
    expect(plain.status).toBe(200)
    expect(order).not.toContain(200)
    const replies = await Promise.all(asked)
    const refused = replies.filter(({ status }) => status !== 200)
    expect(replies.length - refused.length).toBeGreaterThanOrEqual(1)
    expect(refused.length).toBeGreaterThanOrEqual(30)
    for (const reply of refused) {
      expect(reply.status).toBe(503)
      expect(readError(reply).Code).toBe('ServiceUnavailable')
    }
    expect((await exchange(busy.port, get(`/pictures/good.jpg${THUMB}`))).status).toBe(200)
  })
})

it('after all this a signed URL still opens what is private, and nothing else does', async () => {
  await storage.createBucket('private')
  await storage.putObject('private', 'good.jpg', body(good))
  const query = [['x-oss-process', 'image/resize,w_100']] as const
  const request = { method: 'GET', bucket: 'private', key: 'good.jpg', query, headers: {} }
  const proof = presign(request, KEY, { expires: Math.ceil(Date.now() / 1000) + 60 })
  const signed = proof.map(([name, value]) => `&${name}=${encodeURIComponent(value)}`).join('')
  expect(await refusal(get(`/private/good.jpg${THUMB}`))).toEqual([403, 'AccessDenied'])
  expect((await ask(get(`/private/good.jpg${THUMB}${signed}`))).status).toBe(200)
})
