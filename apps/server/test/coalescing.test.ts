import sharp from 'sharp'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BuiltServer, startBuiltServer } from './built-server.ts'
import { eventually } from './eventually.ts'

let server: BuiltServer
beforeAll(async () => {
  server = await startBuiltServer({ OSSIMG_METRICS: 'open' })
  await server.owner('PUT', '/photos', { headers: { 'x-oss-acl': 'public-read' } })
  const create = { width: 2000, height: 1500, channels: 3, background: 'teal' } as const
  await server.owner('PUT', '/photos/a.jpg', { body: await sharp({ create }).jpeg().toBuffer() })
}, 60_000)
afterAll(() => server.close())

/** How many pictures the server says that it has made. */
async function decodes(): Promise<number> {
  const { body } = await server.anonymous('GET', '/-/metrics')
  return Number(/^ossimg_decodes_total (\d+)$/m.exec(body.toString())?.[1])
}

async function running(count: number): Promise<void> {
  const { body } = await server.anonymous('GET', '/-/metrics')
  expect(body.toString()).toMatch(new RegExp(`^ossimg_pictures_running ${count}$`, 'm'))
}

const ask = (process: string) =>
  server.anonymous('GET', '/photos/a.jpg', { query: [['x-oss-process', process]] })

it('200 requests for the same picture at once are one decode', { timeout: 60_000 }, async () => {
  const before = await decodes()
  const answers = await Promise.all(Array.from({ length: 200 }, () => ask('image/resize,w_500')))
  expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 200 }, () => 200))
  expect(new Set(answers.map(({ body }) => body.toString('base64'))).size).toBe(1)
  expect(await decodes()).toBe(before + 1)
  // And one that comes later finds it kept.
  const later = await ask('image/resize,w_500')
  expect(later.headers['server-timing']).toMatch(/^cache;desc=(memory|hot), total;dur=/)
  expect(await decodes()).toBe(before + 1)
})

it('the work goes on for the others when the first who asked has left', { timeout: 60_000 }, async () => {
  const before = await decodes()
  const process = 'image/resize,w_1900/format,avif'
  const leaver = new AbortController()
  const query = new URLSearchParams({ 'x-oss-process': process })
  const first = fetch(`${server.endpoint}/photos/a.jpg?${query}`, { signal: leaver.signal })
  const gone = expect(first).rejects.toThrow()
  await eventually(() => running(1))
  const second = ask(process)
  await new Promise((resolve) => setTimeout(resolve, 100))
  leaver.abort()
  await gone
  const answer = await second
  expect(answer.status).toBe(200)
  expect(answer.headers['server-timing']).toContain('cache;desc=joined')
  expect(await decodes()).toBe(before + 1)
})

it('work that nobody waits for any more ends', { timeout: 60_000 }, async () => {
  const before = await decodes()
  const leaver = new AbortController()
  const query = new URLSearchParams({ 'x-oss-process': 'image/resize,w_1901/format,avif' })
  const asked = fetch(`${server.endpoint}/photos/a.jpg?${query}`, { signal: leaver.signal })
  const gone = expect(asked).rejects.toThrow()
  await eventually(() => running(1))
  leaver.abort()
  await gone
  await eventually(() => running(0))
  expect(await decodes()).toBe(before)
})
