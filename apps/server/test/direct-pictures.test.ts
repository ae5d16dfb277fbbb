import sharp from 'sharp'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { ContentGone } from '../src/decoding/worker.ts'
import { localWorkshop } from '../src/pictures/workshop.ts'
import { onAbort } from '../src/signals.ts'
import type { Storage } from '../src/storage/storage.ts'
import { body } from './bodies.ts'
import { eventually } from './eventually.ts'
import {
  ANY_ORIGIN,
  type Ask,
  asking,
  codeOf,
  common,
  commonError,
  type Live,
  look,
  put,
  request,
  startLive,
} from './live-wire.ts'
import { GREEN, square } from './marked-pictures.ts'
import { header, openWire, type WireReply, written } from './raw-http.ts'
import { drawJpg } from './server.ts'

const of = (key: string, process: string) => `/photos/${key}?x-oss-process=image/${process}`

/** Asks for pictures of an object until one comes past the app. */
async function learn(live: Live, key: string): Promise<void> {
  await eventually(async () =>
    expect((await look(live, () => asking(live)(of(key, 'resize,w_7')))).isDirect).toBe(true),
  )
}

/** The colour of the first pixel. */
const colorOf = async (picture: Buffer) => [
  ...(await sharp(picture).removeAlpha().raw().toBuffer()).subarray(0, 3),
]

/** What an answer tells of its making. */
const stepsOf = (reply: WireReply) =>
  header(reply, 'Server-Timing')
    ?.split(', ')
    .map((step) => step.replace(/;dur=[\d.]+$/, ''))

describe('are those of the app, byte for byte', () => {
  let live: Live
  let ask: Ask
  beforeAll(async () => {
    // So that all are made, by whichever way.
    const workshop = localWorkshop()
    vi.spyOn(workshop.cache, 'keep').mockReturnValue()
    live = await startLive({ workshop, hotBytes: 0 })
    ask = asking(live)
    const headers = {
      'cache-control': 'max-age=60',
      'content-language': 'de',
      'content-encoding': 'x',
      expires: 'Fri, 01 Jan 2100 00:00:00 GMT',
    }
    const stored = { headers, userMetadata: { author: 'ä' }, contentType: 'image/jpeg' }
    await live.storage.putObject('photos', 'told.jpg', body(await drawJpg()), stored)
    await put(live.storage, 'cut.jpg', (await drawJpg()).subarray(0, 600))
  })
  afterAll(() => live.close())

  it.each([
    ['a.jpg', 'resize,w_20', 200],
    ['a.jpg', 'rotate,90/format,png', 200],
    ['a.jpg', 'info', 200],
    ['a.jpg', 'average-hue', 200],
    ['told.jpg', 'resize,w_20/format,webp', 200],
    ['a.jpg', 'crop,x_5000', 400],
    ['a.jpg', 'resize,w_16384,h_16384,m_fixed,limit_0', 400],
    ['a.txt', 'resize,w_20', 400],
    ['cut.jpg', 'resize,w_20', 400],
  ])('%s, %s', async (key, process, status) => {
    for (const cors of [[], [ANY_ORIGIN]]) {
      // Whatever is written ends what has been learnt.
      await live.storage.changeBucketSettings('photos', { cors })
      const slow = await look(live, () => ask(of(key, process)))
      const direct = await look(live, () => ask(of(key, process)))
      expect([slow.isDirect, direct.isDirect, slow.reply.status]).toEqual([false, true, status])
      expect(commonError(direct.reply)).toEqual(commonError(slow.reply))
      expect(stepsOf(direct.reply)).toEqual(stepsOf(slow.reply))
      expect(header(direct.reply, 'Vary')).toBe(cors.length > 0 ? 'Origin' : undefined)
      const id = header(direct.reply, 'x-oss-request-id')
      expect(id).toMatch(/^[\dA-F]{24}$/)
      expect(id).not.toBe(header(slow.reply, 'x-oss-request-id'))
      if (status !== 200) expect(direct.reply.body.toString()).toContain(`<RequestId>${id}</RequestId>`)
    }
  })

  it('with a time that has passed', async () => {
    await learn(live, 'a.jpg')
    const reply = await ask(of('a.jpg', 'resize,w_900,limit_0/format,png'))
    const total = Number(/total;dur=([\d.]+)$/.exec(header(reply, 'Server-Timing') ?? '')?.[1])
    const work = Number(/work;dur=([\d.]+)/.exec(header(reply, 'Server-Timing') ?? '')?.[1])
    expect(work).toBeGreaterThan(0)
    expect(total).toBeGreaterThanOrEqual(work)
    // Both are rounded.
    expect(Math.abs(Number(header(reply, 'x-oss-server-time')) - total)).toBeLessThan(0.6)
  })

  it.each([
    ['a name for the file', 'named.jpg', 'resize,w_20'],
    ['what is encoded', 'a.jpg', 'resize%2Cw_20'],
  ])('but not with %s', async (_, key, process) => {
    const headers = { 'content-disposition': 'attachment; filename="ü.jpg"' } as const
    await live.storage.putObject('photos', 'named.jpg', body(await drawJpg()), { headers })
    for (const _again of [1, 2, 3]) {
      const { reply, isDirect } = await look(live, () => ask(of(key, process)))
      expect([reply.status, isDirect]).toEqual([200, false])
    }
  })
})

describe('with all that the app does', () => {
  let live: Live
  let ask: Ask
  beforeAll(async () => {
    live = await startLive()
    ask = asking(live)
  })
  afterAll(() => live.close())
  afterEach(async () => {
    vi.restoreAllMocks()
    await live.storage.createBucket('photos', { acl: 'public-read' })
    await live.storage.changeBucketSettings('photos', { sourceProtection: undefined })
  })

  it.each<[string, (storage: Storage, key: string) => Promise<unknown>, string]>([
    ['a deletion', (storage, key) => storage.deleteObject('photos', key), 'NoSuchKey'],
    ['its ACL', (storage, key) => storage.setObjectAcl('photos', key, 'private'), 'AccessDenied'],
    ['the ACL of the bucket', (storage) => storage.setBucketAcl('photos', 'private'), 'AccessDenied'],
    [
      'source protection',
      (storage) =>
        storage.changeBucketSettings('photos', { sourceProtection: { rules: [], extensions: ['jpg'] } }),
      'AccessDenied',
    ],
  ])('they end with %s', async (name, change, code) => {
    const key = `${name.replaceAll(' ', '-')}.jpg`
    await put(live.storage, key, await drawJpg())
    await learn(live, key)
    await change(live.storage, key)
    expect(codeOf(await ask(of(key, 'resize,w_20')))).toBe(code)
  })

  it('they are of the new object when it is replaced', async () => {
    await put(live.storage, 'replaced.jpg', await drawJpg())
    await learn(live, 'replaced.jpg')
    await put(live.storage, 'replaced.jpg', await square(GREEN).png().toBuffer())
    const { body } = await ask(of('replaced.jpg', 'resize,w_7/format,png'))
    expect(await colorOf(body)).toEqual([0, 255, 0])
  })

  it('they become hot ones when they are asked for again', async () => {
    await learn(live, 'a.jpg')
    const first = await look(live, () => ask(of('a.jpg', 'resize,w_31')))
    const second = await look(live, () => ask(of('a.jpg', 'resize,w_31')))
    const third = await ask(of('a.jpg', 'resize,w_31'))
    expect([first.isDirect, second.isDirect]).toEqual([true, true])
    expect(stepsOf(first.reply)?.[0]).toBe('cache;desc=made')
    expect(stepsOf(second.reply)).toEqual(['cache;desc=memory', 'total'])
    expect(stepsOf(third)).toEqual(['cache;desc=hot', 'total'])
    expect(common(third)).toEqual(common(second.reply))
    expect(header(third, 'x-oss-server-time')).toBe('0')
  })
})

/** A server whose worker does as it is told, from the moment that it knows `a.jpg`. */
async function startWith(options: Parameters<typeof startLive>[0] = {}) {
  const workshop = localWorkshop()
  const live = await startLive({ workshop, metrics: 'open', ...options })
  await learn(live, 'a.jpg')
  const counted = async (status: number, code: string) => {
    const { body } = await asking(live)('/-/metrics')
    const name = `ossimg_requests_total{call="GetProcessed",status="${status}",code="${code}"}`
    const line = body
      .toString()
      .split('\n')
      .find((line) => line.startsWith(name))
    return Number(line?.slice(name.length) ?? 0)
  }
  return { live, counted, work: vi.spyOn(workshop.worker, 'execute') }
}

it('a failure of ours is told of without its text, logged and counted', async () => {
  const { live, counted, work } = await startWith()
  const errors = vi.spyOn(live.app.log, 'error')
  const failure = new Error('a disk is on fire')
  work.mockRejectedValue(failure)
  const { reply, isDirect } = await look(live, () => asking(live)(of('a.jpg', 'resize,w_20')))
  expect([reply.status, codeOf(reply), isDirect]).toEqual([500, 'InternalError', true])
  expect(reply.body.toString()).not.toContain('fire')
  const requestId = header(reply, 'x-oss-request-id')
  expect(errors.mock.calls).toEqual([[{ requestId, err: failure }, 'internal error']])
  expect(await counted(500, 'InternalError')).toBe(1)
  await live.close()
})

it('work that nobody waits for any more ends, and is told of as given up', async () => {
  const { live, counted, work } = await startWith({ logLevel: 'info' })
  const lines = vi.spyOn(live.app.log, 'info').mockReturnValue()
  let isAborted = false
  work.mockImplementation(
    (_, signal) =>
      new Promise((_resolve, reject) => {
        onAbort(signal, () => {
          isAborted = true
          reject(signal.reason)
        })
      }),
  )
  const wire = await openWire(live.port)
  wire.write(written(request(of('a.jpg', 'resize,w_20'))))
  await eventually(() => expect(work).toHaveBeenCalledTimes(1))
  wire.hangUp()
  await eventually(() => expect(isAborted).toBe(true))
  await eventually(() => expect(lines).toHaveBeenCalled())
  const line = {
    method: 'GET',
    target: of('a.jpg', 'resize,w_20'),
    code: undefined,
    caller: 'anonymous',
    address: '127.0.0.1',
  }
  expect(lines).toHaveBeenCalledWith(expect.objectContaining(line), 'given up by the client')
  expect(await counted(499, '')).toBe(1)
  await live.close()
})

it('an object that is replaced while its picture waits is looked up anew', async () => {
  const { live, work } = await startWith()
  work.mockImplementationOnce(async () => {
    await put(live.storage, 'a.jpg', await square(GREEN).png().toBuffer())
    throw new ContentGone('a.jpg')
  })
  const { body, status } = await asking(live)(of('a.jpg', 'resize,w_7/format,png'))
  expect(status).toBe(200)
  expect(await colorOf(body)).toEqual([0, 255, 0])
  expect(work).toHaveBeenCalledTimes(2)
  await live.close()
})
