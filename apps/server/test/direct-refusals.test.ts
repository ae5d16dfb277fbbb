import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { busy } from '../src/admission/refusal.ts'
import { localWorkshop, type Workshop } from '../src/pictures/workshop.ts'
import { body } from './bodies.ts'
import { eventually } from './eventually.ts'
import {
  ANY_ORIGIN,
  type Ask,
  asking,
  codeOf,
  commonError,
  type Live,
  look,
  request,
  startLive,
} from './live-wire.ts'
import { drawing } from './marked-pictures.ts'
import { exchange, header, openWire, type WireHeader, type WireReply, written } from './raw-http.ts'
import { HOST, signed, signedUrl } from './server.ts'

const RESIZED = '/photos/a.jpg?x-oss-process=image/resize,w_20'

/** A workshop in which so much waits that nothing more is let in. */
function occupied(): { readonly workshop: Workshop; release(): void } {
  const workshop = localWorkshop({ limits: { jobs: 1, queueMs: 60_000 } })
  const left = new AbortController()
  const hour = new Promise<void>((resolve) => left.signal.addEventListener('abort', () => resolve()))
  const jobs = Array.from({ length: 1000 }, () =>
    workshop.admission.run({ cpuMs: 100, bytes: 0 }, () => hour, left.signal).catch(() => {}),
  )
  return {
    workshop,
    release: () => {
      left.abort()
      return void Promise.all(jobs)
    },
  }
}

/** Asks until a request is refused past the app. */
async function learn(live: Live, target: string): Promise<WireReply> {
  for (let tries = 0; tries < 10; tries++) {
    const { reply, isDirect } = await look(live, () => asking(live)(target))
    expect(codeOf(reply), target).toBe('ServiceUnavailable')
    if (isDirect) return reply
  }
  throw new Error(`${target} is never refused directly`)
}

let live: Live
let ask: Ask
let release: () => void
beforeAll(async () => {
  const { workshop, ...rest } = occupied()
  release = rest.release
  live = await startLive({ workshop })
  ask = asking(live)
  // So that it is refusing from the first request on.
  await ask('/photos/a.jpg?x-oss-process=image/resize,w_10')
})
afterAll(async () => {
  release()
  await live.close()
})

describe('are those of the long way, byte for byte', () => {
  it.each([
    ['in any bucket', []],
    ['where other origins may read', [ANY_ORIGIN]],
  ])('%s', async (_, cors) => {
    await live.storage.changeBucketSettings('photos', { cors })
    const slow = await look(live, () => ask(RESIZED))
    expect([slow.reply.status, slow.isDirect]).toEqual([503, false])
    const direct = await learn(live, RESIZED)
    expect(commonError(direct)).toEqual(commonError(slow.reply))
    expect(header(direct, 'Vary')).toBe(cors.length > 0 ? 'Origin' : undefined)
    const id = header(direct, 'x-oss-request-id')
    expect(direct.body.toString()).toContain(`<RequestId>${id}</RequestId>`)
    expect(id).not.toBe(header(slow.reply, 'x-oss-request-id'))
    expect(header(direct, 'Retry-After')).toMatch(/^\d+$/)
  })

  it('for any process of an object that was refused', async () => {
    await learn(live, RESIZED)
    for (const process of ['image/rotate,90', 'image/resize,w_21/format,webp', 'image/resize,p_5|image/info'])
      expect(await look(live, () => ask(`/photos/a.jpg?x-oss-process=${process}`))).toMatchObject({
        reply: { status: 503 },
        isDirect: true,
      })
  })
})

describe('are for nobody', () => {
  it.each<[string, readonly WireHeader[], number]>([
    ['a range', [['Range', 'bytes=0-1']], 503],
    ['a condition', [['If-None-Match', '"x"']], 503],
    ['a condition that fails', [['If-Match', '"x"']], 412],
    ['another origin', [['Origin', 'https://example.com']], 503],
    ['bad credentials', [['Authorization', 'OSS nobody:c2ln']], 403],
    ['two hosts', [['Host', HOST]], 400],
    ['a length', [['Content-Length', '0']], 503],
  ])('who sends %s', async (_, headers, status) => {
    await learn(live, RESIZED)
    const { reply, isDirect } = await look(live, () => ask(RESIZED, headers))
    // What is refused as such is never looked up.
    expect([reply.status, isDirect]).toEqual([status, [400, 403].includes(status)])
  })

  it.each<[string, string, number]>([
    ['another parameter', `${RESIZED}&a=b`, 503],
    ['a style', '/photos/a.jpg?x-oss-process=style/thumb', 503],
    ['no style of the bucket', '/photos/a.jpg?x-oss-process=style/none', 404],
    ['a watermark image', `/photos/a.jpg?x-oss-process=${drawing('mark.png')}`, 503],
    ['what is no process', '/photos/a.jpg?x-oss-process=image/resize,w_0', 400],
    ['to store the result', `${RESIZED}|sys/saveas,o_${Buffer.from('b.jpg').toString('base64url')}`, 400],
    ['the object itself', '/photos/a.jpg', 200],
    ['what does not exist', '/photos/b.jpg?x-oss-process=image/resize,w_20', 404],
  ])('who asks for %s', async (_, target, status) => {
    await learn(live, RESIZED)
    for (const _again of [1, 2]) {
      const { reply, isDirect } = await look(live, () => ask(target))
      expect([reply.status, isDirect]).toEqual([status, false])
    }
  })

  it('who asks with another method, or signs', async () => {
    await learn(live, RESIZED)
    expect((await ask(RESIZED, [], 'HEAD')).status).toBe(503)
    expect((await ask(RESIZED, [], 'POST')).status).toBe(403)
    const query = [['x-oss-process', 'image/resize,w_20']] as const
    const headers = Object.entries(signed('GET', '/photos/a.jpg', { query }))
    for (const asks of [() => ask(RESIZED, headers), () => ask(signedUrl('GET', '/photos/a.jpg', { query }))])
      expect(await look(live, asks)).toMatchObject({ reply: { status: 503 }, isDirect: false })
  })

  it('who may read as somebody', async () => {
    await live.storage.createBucket('secret')
    await live.storage.putObject('secret', 'a.jpg', body('x'))
    const query = [['x-oss-process', 'image/resize,w_20']] as const
    const headers = Object.entries(signed('GET', '/secret/a.jpg', { query }))
    for (const _ of [1, 2]) {
      expect((await ask('/secret/a.jpg?x-oss-process=image/resize,w_20', headers)).status).toBe(503)
      expect((await ask('/secret/a.jpg?x-oss-process=image/resize,w_20')).status).toBe(403)
    }
  })

  it('who comes behind a request that has no answer yet', async () => {
    await learn(live, RESIZED)
    const wire = await openWire(live.port)
    const headers: WireHeader[] = [
      ['Host', HOST],
      ['Content-Length', '3'],
      ...Object.entries(signed('PUT', '/photos/new.txt')),
    ]
    const first = written({ method: 'PUT', target: '/photos/new.txt', headers, body: 'new' })
    const { reply, isDirect } = await look(live, async () => {
      wire.write(Buffer.concat([first, written(request(RESIZED))]))
      expect((await wire.receive()).status).toBe(200)
      return wire.receive()
    })
    wire.hangUp()
    expect([reply.status, isDirect]).toEqual([503, false])
  })
})

it('are counted and told of like all others', async () => {
  const { workshop, release: end } = occupied()
  const own = await startLive({ workshop, metrics: 'open' })
  await learn(own, RESIZED)
  const counted = async () => {
    const text = (await asking(own)('/-/metrics')).body.toString()
    const of = (name: string) => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1])
    return {
      requests: of('ossimg_requests_total\\{call="GetProcessed",status="503",code="ServiceUnavailable"\\}'),
      refused: of('ossimg_pictures_refused_total'),
    }
  }
  const earlier = await counted()
  await learn(own, RESIZED)
  const later = await counted()
  expect(later).toEqual({ requests: earlier.requests + 1, refused: earlier.refused + 1 })
  end()
  await own.close()
})

it('end when the server is about to end', async () => {
  const { workshop, release: end } = occupied()
  const own = await startLive({ workshop })
  await learn(own, RESIZED)
  const connected = once(own.app.server, 'connection')
  const wire = await openWire(own.port)
  const [socket] = await connected
  const bytes = written(request(RESIZED))
  wire.write(bytes)
  expect(header(await wire.receive(), 'Connection')).toBe('keep-alive')
  // A request that has begun keeps its connection.
  wire.write(bytes.subarray(0, 10))
  await eventually(() => expect(socket.bytesRead).toBe(bytes.length + 10))
  const closed = own.close(60_000)
  await eventually(() => expect(openWire(own.port)).rejects.toMatchObject({ code: 'ECONNREFUSED' }))
  const { reply, isDirect } = await look(own, async () => {
    wire.write(bytes.subarray(10))
    return wire.receive()
  })
  expect([reply.status, isDirect, header(reply, 'Connection')]).toEqual([503, false, 'close'])
  end()
  await closed
})

describe('do not concern', () => {
  it('pictures that are kept', async () => {
    const workshop = localWorkshop()
    const { admission } = workshop
    const refusing = vi.spyOn(admission, 'isRefusing', 'get')
    const checks = vi.spyOn(admission, 'check')
    const own = await startLive({ workshop, hotBytes: 0 })
    const made = await asking(own)(RESIZED)
    expect(made.status).toBe(200)
    refusing.mockReturnValue(true)
    checks.mockImplementation(() => {
      throw busy(2000)
    })
    await learn(own, '/photos/a.jpg?x-oss-process=image/resize,w_30')
    const kept = await asking(own)(RESIZED)
    expect([kept.status, header(kept, 'Server-Timing')]).toEqual([
      200,
      expect.stringMatching(/^cache;desc=memory,/),
    ])
    expect(kept.body.equals(made.body)).toBe(true)
    await own.close()
  })

  it('who can join somebody who was let in in the same turn', async () => {
    const workshop = localWorkshop()
    const { admission } = workshop
    vi.spyOn(admission, 'isRefusing', 'get').mockReturnValue(true)
    let places = 0
    const checks = vi.spyOn(admission, 'check').mockImplementation(() => {
      places -= 1
      if (places < 0) throw busy(2000)
    })
    const own = await startLive({ workshop, hotBytes: 0 })
    await learn(own, '/photos/a.jpg?x-oss-process=image/resize,w_30')
    places = 1
    checks.mockClear()
    const replies = await Promise.all(Array.from({ length: 5 }, () => exchange(own.port, request(RESIZED))))
    expect(replies.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
    // The long way did not ask again.
    expect(checks).toHaveBeenCalledTimes(1)
    await own.close()
  })
})
