import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mutated } from './fuzz/mutate.ts'
import { Random } from './fuzz/random.ts'
import { draftRequest } from './fuzz/requests.ts'
import { send, statuses } from './fuzz/send.ts'
import { MARKER, MARKER_COLOR } from './fuzz/world.mjs'
import { exchange } from './raw-http.ts'

const REQUESTS = 50_000
const SEED = Number(process.env.OSSIMG_TEST_SEED ?? 20261120)
const CONNECTIONS = 12

/** Milliseconds after which SDKs give up on an answer, well within the server's own limits. */
const TIMEOUT = 10_000

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

let directory: string
let service: ChildProcess
let port: number
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ossimg-fuzz-'))
  // Little room for garbage, and few arenas to scatter it in: how much of both is held at a moment says nothing of leaks.
  const execArgv = ['--expose-gc', '--max-semi-space-size=2']
  const env = { ...process.env, MALLOC_ARENA_MAX: '2' }
  service = fork(here('fuzz/service.mjs'), [here('../dist/index.js'), directory], { execArgv, env })
  const [told] = await once(service, 'message')
  port = told.port
})
afterAll(async () => {
  const ended = once(service, 'exit')
  service.kill('SIGKILL')
  await ended
  await rm(directory, { recursive: true, force: true })
})

/** Resident memory of the server in bytes: the least of some readings, for what requests in work take is no leak. */
async function memory(): Promise<number> {
  const readings: number[] = []
  for (let count = 0; count < 8; count++) {
    const answer = once(service, 'message')
    service.send('memory')
    readings.push((await answer)[0].memory)
    await sleep(50)
  }
  return Math.min(...readings)
}

it(`answers ${REQUESTS} mutated requests (seed ${SEED}) and gives nothing away`, {
  timeout: 600_000,
}, async () => {
  const random = new Random(SEED)
  const answers = new Map<number, number>()
  const bodies = new Set<string>()
  let slowest = 0
  let memoryAfterTenth = 0

  async function attempt(): Promise<void> {
    const request = mutated(draftRequest(random), random)
    const shown = () => request.toString('latin1', 0, 2000)
    const { bytes, milliseconds, hung } = await send(port, request, TIMEOUT)
    expect(hung, shown()).toBe(false)
    slowest = Math.max(slowest, milliseconds)
    for (const status of statuses(bytes)) {
      answers.set(status, (answers.get(status) ?? 0) + 1)
      // So few requests at a time never fill the queue: not even a 503 is to be expected.
      expect(status, `${shown()}\n\n${bytes.toString('latin1', 0, 2000)}`).toBeLessThan(500)
    }
    expect(bytes.includes(MARKER), shown()).toBe(false)
    await expectNoMarkedPixel(bytes, bodies, shown)
  }

  let sent = 0
  async function run(): Promise<void> {
    while (sent < REQUESTS) {
      sent++
      if (sent === REQUESTS / 10) memoryAfterTenth = await memory()
      await attempt()
    }
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, run))

  const memoryAtEnd = await memory()
  console.log('answers:', Object.fromEntries([...answers].sort(([a], [b]) => a - b)))
  console.log(
    `slowest ${Math.round(slowest)} ms; memory ${megabytes(memoryAfterTenth)} after a tenth, ${megabytes(memoryAtEnd)} at the end; ${bodies.size} pictures looked at`,
  )
  expect(slowest).toBeLessThan(TIMEOUT)
  expect(service.exitCode).toBeNull()
  expect(memoryAtEnd).toBeLessThanOrEqual(memoryAfterTenth * 1.2)
  // The fuzz must have got somewhere: pictures were made, things stored, deleted, not found and refused.
  for (const status of [200, 204, 206, 304, 400, 403, 404, 405, 411])
    expect(answers.get(status) ?? 0, `answers with status ${status}`).toBeGreaterThan(10)
  expect(bodies.size).toBeGreaterThan(20)
})

it('still serves, and the private things are as they were', async () => {
  const headers = [['Host', 'localhost']] as const
  const health = await exchange(port, { method: 'GET', target: '/-/health', headers })
  expect(health.status).toBe(200)
  const hidden = await exchange(port, { method: 'GET', target: '/hidden/a.jpg', headers })
  expect(hidden.status).toBe(403)
  const own = await exchange(port, {
    method: 'GET',
    target: '/photos/a.jpg?x-oss-process=image/info',
    headers,
  })
  expect(JSON.parse(own.body.toString())).toMatchObject({ ImageWidth: { value: '48' } })
})

const SIGNATURES = [
  Buffer.of(0xff, 0xd8, 0xff),
  Buffer.from('\x89PNG', 'latin1'),
  Buffer.from('GIF8'),
  Buffer.from('RIFF'),
]

/** Looks for the marker's colour in every picture that was not seen before. */
async function expectNoMarkedPixel(bytes: Buffer, seen: Set<string>, shown: () => string): Promise<void> {
  const start = bytes.indexOf('\r\n\r\n') + 4
  const body = bytes.subarray(start)
  if (start < 4 || !SIGNATURES.some((signature) => body.subarray(0, signature.length).equals(signature)))
    return
  const name = body.toString('latin1')
  if (seen.has(name)) return
  seen.add(name)
  // Several answers, or one cut short, are looked at as far as they can be read.
  const raw = await sharp(body, { failOn: 'none' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => undefined)
  if (!raw) return
  const { data, info } = raw
  for (let at = 0; at + 2 < data.length; at += info.channels) {
    const [r = 0, g = 0, b = 0] = data.subarray(at, at + 3)
    const distance =
      Math.abs(r - MARKER_COLOR.r) + Math.abs(g - MARKER_COLOR.g) + Math.abs(b - MARKER_COLOR.b)
    expect(distance, shown()).toBeGreaterThan(60)
  }
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`
}
