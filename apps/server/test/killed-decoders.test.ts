import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Answer, type BuiltServer, startBuiltServer } from './built-server.ts'
import { eventually } from './eventually.ts'

/** Requests in work when a decoder is killed. */
const REQUESTS = 100

/** Kills in a row, each with its own requests. */
const KILLS = 10

/** Keeps encoders at work for long enough to be found and killed. */
const NOISE = {
  channels: 3,
  background: 'grey',
  noise: { type: 'gaussian', mean: 128, sigma: 20 },
} as const

let server: BuiltServer
let decoders: number
let picture: Buffer
beforeAll(async () => {
  // The queue holds all requests of a round, however slow the machine.
  server = await startBuiltServer({ OSSIMG_QUEUE_MS: '8000', OSSIMG_CACHE_BYTES: '0' })
  decoders = server.decoders().length
  await server.owner('PUT', '/photos', { headers: { 'x-oss-acl': 'public-read' } })
  picture = await sharp({ create: { ...NOISE, width: 1200, height: 900 } })
    .jpeg()
    .toBuffer()
  await putPictures()
}, 60_000)
afterAll(() => server.close())

/** Those that have ended a decoder are new again by that. */
async function putPictures(numbers = [...Array(REQUESTS).keys()]): Promise<void> {
  for (const number of numbers)
    expect((await server.owner('PUT', `/photos/${number}.jpg`, { body: picture })).status).toBe(200)
}

/** Every picture is asked for in a width of its own. */
const ask = (number: number, width: number): Promise<Answer> =>
  server.anonymous('GET', `/photos/${number}.jpg`, { query: [['x-oss-process', `image/resize,w_${width}`]] })

/** User and system time of a process so far, in ticks. */
function ticks(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    return Number(fields[11]) + Number(fields[12])
  } catch {
    return 0
  }
}

/** What the decoders have done in so many milliseconds, in ticks, whoever has done most first. */
async function doneIn(milliseconds: number): Promise<{ pid: number; ticks: number }[]> {
  const before = new Map(server.decoders().map((pid) => [pid, ticks(pid)]))
  await sleep(milliseconds)
  const done = [...before].map(([pid, start]) => ({ pid, ticks: ticks(pid) - start }))
  return done.sort((one, other) => other.ticks - one.ticks)
}

/** The decoder that has done most in the last moment, as soon as one does anything. */
const busiest = (): Promise<number> =>
  eventually(async () => {
    const [most] = await doneIn(60)
    if (!most || most.ticks < 2) throw new Error('None is at work.')
    return most.pid
  })

/** Until all decoders have started and none does anything: one that starts looks busy, too. */
const atRest = (): Promise<void> =>
  eventually(async () => {
    const done = await doneIn(200)
    expect(done.length).toBe(decoders)
    expect(done[0]?.ticks).toBe(0)
  })

const internalErrors = () => server.log().filter(({ msg }) => /process/.test(String(msg))).length

it('a decoder that is killed takes one request along, ten times over', { timeout: 180_000 }, async () => {
  let failures = 0
  for (let kill = 1; kill <= KILLS; kill++) {
    const logged = internalErrors()
    const answers = Promise.all(Array.from({ length: REQUESTS }, (_, number) => ask(number, 500 + kill)))
    process.kill(await busiest(), 'SIGSEGV')
    const failed = (await answers).filter(({ status }) => status !== 200)
    expect(failed.length, failed.map(({ body }) => body.toString()).join()).toBeLessThanOrEqual(1)
    failures += failed.length
    for (const { status, body } of failed) {
      expect(status).toBe(500)
      expect(body.toString()).toContain('<Code>InternalError</Code>')
      await eventually(() => expect(internalErrors()).toBeGreaterThan(logged))
    }
    await putPictures((await answers).flatMap(({ status }, number) => (status === 500 ? [number] : [])))
    for (const { status, body } of await answers)
      if (status === 200) expect((await sharp(body).metadata()).width).toBe(500 + kill)
    const start = performance.now()
    expect((await ask(kill, 300 + kill)).status).toBe(200)
    expect(performance.now() - start).toBeLessThan(1000)
  }
  // Had the victims been idle each time, nothing would have been shown.
  expect(failures).toBeGreaterThan(2)
  expect((await server.anonymous('GET', '/-/health')).status).toBe(200)
})

it('a picture that has twice ended its decoder is refused until it changes', {
  timeout: 60_000,
}, async () => {
  const source = sharp({ create: { ...NOISE, width: 1600, height: 1600 } })
  const put = async (quality: number) =>
    server.owner('PUT', '/photos/evil.jpg', { body: await source.clone().jpeg({ quality }).toBuffer() })
  const process_ = (width: number) => ({
    query: [['x-oss-process', `image/resize,w_${width}/format,avif`]] as const,
  })
  await put(80)
  for (let death = 1; death <= 2; death++) {
    await atRest()
    const answer = server.anonymous('GET', '/photos/evil.jpg', process_(1200 + death))
    process.kill(await busiest(), 'SIGSEGV')
    expect((await answer).status).toBe(500)
  }
  const refused = await server.anonymous('GET', '/photos/evil.jpg', process_(100))
  expect(refused.status).toBe(400)
  expect(refused.body.toString()).toContain('<Code>BadRequest</Code>')
  // Others are not concerned, and neither is what is not decoded.
  expect((await ask(1, 99)).status).toBe(200)
  expect((await server.anonymous('GET', '/photos/evil.jpg')).status).toBe(200)
  await put(81)
  expect((await server.anonymous('GET', '/photos/evil.jpg', process_(100))).status).toBe(200)
})
