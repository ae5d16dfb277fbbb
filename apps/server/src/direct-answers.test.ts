import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, vi } from 'vitest'
import { giveDirectly } from './direct-answers.ts'

it.each([
  [200, '', undefined],
  [503, 'ServiceUnavailable', 'ServiceUnavailable'],
])('%i is counted, and told of with its code', async (status, code, told) => {
  const info = vi.fn()
  const record = vi.fn()
  const server = createServer((request, response) => {
    const body = Buffer.from('body')
    const headers = ['Content-Length', '4', 'Connection', 'close']
    const answer = { id: 'ID', status, headers, body, call: 'GetObject', code, started: 0 }
    giveDirectly({ metrics: { record }, log: { info } as never }, answer, request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  const reply = await fetch(`http://${host}/a?Signature=secret`)
  expect([reply.status, await reply.text()]).toEqual([status, 'body'])
  await vi.waitFor(() => expect(info).toHaveBeenCalledTimes(1))
  const line = {
    requestId: 'ID',
    method: 'GET',
    host,
    target: '/a?Signature=***',
    status,
    code: told,
    caller: 'anonymous',
  }
  const milliseconds = expect.any(Number)
  expect(info).toHaveBeenCalledWith({ ...line, address: '127.0.0.1', milliseconds }, 'answered')
  expect(record.mock.calls).toEqual([[{ call: 'GetObject', status, code, seconds: expect.any(Number) }]])
  await new Promise((resolve) => server.close(resolve))
})
