import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../src/listen.ts'
import { localWorkshop } from '../src/pictures/workshop.ts'
import { eventually } from './eventually.ts'
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

describe('who gives up', () => {
  let server: TestServer
  beforeAll(async () => {
    // One picture at a time, and as many waiting as there are.
    server = await startServer({
      workshop: localWorkshop({ limits: { jobs: 1, queueMs: 8000 } }),
      metrics: 'open',
    })
    await createBucket(server, 'photos', 'public-read')
    await server.owner('PUT', '/photos/a.jpg', { body: await drawJpg(4000, 3000) })
  })
  afterAll(() => server.close())

  it('leaves the queue to others, and nothing is made for nobody', async () => {
    const { endpoint, close } = await listen(server.app, '127.0.0.1', 0)
    const path = (width: number) => `/photos/a.jpg?x-oss-process=image/resize,w_${width}`
    const waiting = async (count: number) => {
      const metrics = await server.anonymous('GET', '/-/metrics')
      expect(metrics.body).toMatch(new RegExp(`^ossimg_pictures_waiting ${count}$`, 'm'))
    }
    const first = fetch(endpoint + path(3000))
    await sleep(20)
    const second = connect(Number(new URL(endpoint).port), '127.0.0.1')
    second.write(`GET ${path(2999)} HTTP/1.1\r\nHost: a\r\n\r\n`)
    await eventually(() => waiting(1))
    second.destroy()
    await eventually(() => waiting(0))
    expect((await fetch(endpoint + path(300))).status).toBe(200)
    expect((await first).status).toBe(200)
    const { body } = await server.anonymous('GET', '/-/metrics')
    expect(body).toMatch(/^ossimg_decodes_total 2$/m)
    await close(1000)
  })
})
