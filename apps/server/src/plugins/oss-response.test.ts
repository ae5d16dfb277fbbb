import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { OssResponse } from './oss-response.ts'

let server: Server
afterEach(() => server.close())

/** Serves on the loopback and tells where. */
async function serve(answer: (request: IncomingMessage, response: OssResponse) => void): Promise<string> {
  server = createServer({ ServerResponse: OssResponse }, answer)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('sends the answers of a turn together, at its end', async () => {
  const held: OssResponse[] = []
  const states: unknown[] = []
  const origin = await serve((_request, response) => {
    held.push(response)
    if (held.length < 2) return
    for (const [at, one] of held.entries()) one.end(`answer ${at}`)
    for (const { writableEnded, socket } of held) states.push([writableEnded, socket?.bytesWritten])
  })
  const replies = await Promise.all([fetch(`${origin}/a`), fetch(`${origin}/b`)])
  const texts = await Promise.all(replies.map((reply) => reply.text()))
  expect(states).toEqual([
    [true, 0],
    [true, 0],
  ])
  expect(texts.sort()).toEqual(['answer 0', 'answer 1'])
})

it('calls back, and tells that an end has not come', async () => {
  const seen: unknown[] = []
  const origin = await serve((_request, response) => {
    response.write('one ')
    seen.push(response.writableEnded)
    response.end('two', () => seen.push('sent'))
  })
  expect(await (await fetch(origin)).text()).toBe('one two')
  expect(seen).toEqual([false, 'sent'])
})

it('bears that the client goes away before the end of the turn', async () => {
  const closed: boolean[] = []
  const origin = await serve((request, response) => {
    response.once('close', () => closed.push(response.writableEnded))
    response.end('for nobody')
    request.socket.destroy()
  })
  await expect(fetch(origin)).rejects.toThrow('fetch failed')
  expect(closed).toEqual([true])
})
