import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { createBucket, drawJpg, errorOf, startServer, type TestServer } from './server.ts'

it.each(['GET', 'HEAD'])('a fault of ours is told to %s without its text', async (method) => {
  const server = await startServer()
  await server.storage.close()
  const answer = await server.anonymous(method, '/photos/a.jpg')
  const error = errorOf(answer)
  expect(error).toMatchObject({ Code: 'InternalError', status: '500' })
  expect(error.Message).toBe('We encountered an internal error. Please try again.')
  expect(JSON.stringify(error)).not.toContain('closed')
  await server.close()
})

let server: TestServer
beforeAll(async () => {
  server = await startServer({ concurrency: { running: 1, waiting: 1 } })
  await createBucket(server, 'photos', 'public-read')
  await server.owner('PUT', '/photos/a.jpg', { body: await drawJpg(4000, 3000) })
})
afterAll(() => server.close())

it('who gives up leaves the queue to others', async () => {
  const { endpoint, close } = await listen(server.app, '127.0.0.1', 0)
  const path = '/photos/a.jpg?x-oss-process=image/resize,w_3000'
  let running = true
  const first = fetch(endpoint + path).finally(() => {
    running = false
  })
  await sleep(30)
  const second = connect(Number(new URL(endpoint).port), '127.0.0.1')
  second.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`)
  await sleep(30)
  second.destroy()
  // Seen by the server a moment later; while the first is in work there is no other way into the queue.
  let status: number
  do status = (await fetch(endpoint + path)).status
  while (status === 503 && running)
  expect(status).toBe(200)
  expect((await first).status).toBe(200)
  await close(1000)
})
