import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { parseQuery, verify } from '@ossimg/signer'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { memoryIo } from '../../test/memory-io.ts'
import { type PurgeOptions, purge } from './purge.ts'

const KEYS = { accessKeyId: 'EXAMPLEKEYID', accessKeySecret: 'example-secret' }
const env = { OSSIMG_ACCESS_KEY_ID: KEYS.accessKeyId, OSSIMG_ACCESS_KEY_SECRET: KEYS.accessKeySecret }

const NOW = new Date('2026-01-15T08:30:00Z')
const DONE = { status: 200, text: '{"entries":12,"bytes":345678}' }

let server: Server
let endpoint: string
let answer = DONE
const received: IncomingMessage[] = []
beforeEach(async () => {
  answer = DONE
  received.splice(0)
  server = createServer((request, response) => {
    received.push(request)
    response.writeHead(answer.status).end(answer.text)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function run(options: Partial<PurgeOptions> = {}) {
  const { io, stdout } = memoryIo({ env })
  await purge({ endpoint, bucket: 'photos', signatureVersion: 1, ...options }, io)
  return stdout().toString()
}

/** The query of the one request, its signature checked as a server does. */
function query() {
  const [request] = received
  const { pathname, search } = new URL(request?.url ?? '', endpoint)
  expect([received.length, request?.method, pathname]).toEqual([1, 'DELETE', '/-/admin/cache'])
  const parameters = parseQuery(search.slice(1))
  const headers = Object.fromEntries(
    Object.entries(request?.headers ?? {}).map(([name, value]) => [name, [String(value)]]),
  )
  const signed = { method: 'DELETE', bucket: '-', key: 'admin/cache', query: parameters, headers }
  const identity = verify(signed, { find: () => KEYS, now: NOW })
  expect(identity).toMatchObject({ kind: 'signed', accessKeyId: KEYS.accessKeyId, placement: 'header' })
  return parameters
}

it.each<[Partial<PurgeOptions>, string[]]>([
  [{}, []],
  [{ key: '图 1+%.jpg' }, ['key', '图 1+%.jpg']],
  [{ prefix: 'a/b&c=d' }, ['prefix', 'a/b&c=d']],
  [{ style: 'thumb' }, ['style', 'thumb']],
  [{ style: 'thumb', signatureVersion: 4, region: 'cn-hangzhou' }, ['style', 'thumb']],
])('asks for %j, signed, and prints the counts', async (options, choice) => {
  expect(await run(options)).toBe('12 pictures forgotten, 345678 bytes\n')
  expect(query()).toEqual([['bucket', 'photos'], ...(choice.length > 0 ? [choice] : [])])
})

it('prints one of them as one', async () => {
  answer = { status: 200, text: '{"entries":1,"bytes":5}' }
  expect(await run()).toBe('1 picture forgotten, 5 bytes\n')
})

it.each([
  [
    403,
    '<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Not &lt;you&gt;.</Message></Error>',
    'the server refuses: AccessDenied: Not <you>.',
  ],
  [502, '<html>Bad Gateway</html>', 'the server answered 502, with nothing that ossimg-server would send'],
  [302, '', 'the server answered 302, with nothing that ossimg-server would send'],
  [200, '<html>welcome</html>', 'the server answered with nothing that ossimg-server would send'],
])('tells that the server answers %i', async (status, text, message) => {
  answer = { status, text }
  await expect(run()).rejects.toMatchObject({ name: 'CliError', code: 'Server', message })
})

it('tells that nobody answers', async () => {
  server.close()
  await once(server, 'close')
  await expect(run()).rejects.toMatchObject({
    code: 'Server',
    message: expect.stringMatching(/^cannot reach http:\/\/127\.0\.0\.1:\d+: .*ECONNREFUSED/),
  })
})

it.each<[string, Partial<PurgeOptions>, string]>([
  ['two choices', { key: 'a', style: 'b' }, '--key and --style cannot be given together.'],
  [
    'no endpoint',
    { endpoint: '127.0.0.1:9000' },
    '"127.0.0.1:9000" is no endpoint: expected http://host:port.',
  ],
  [
    'an endpoint with a path',
    { endpoint: 'http://a/b' },
    '"http://a/b" is no endpoint: expected http://host:port.',
  ],
  [
    'version 4 without a region',
    { signatureVersion: 4 },
    'Version 4 signs for a region: give --region, or set OSSIMG_REGION (or OSS_REGION).',
  ],
])('refuses %s and sends nothing', async (_, options, message) => {
  await expect(run(options)).rejects.toMatchObject({ code: 'Usage', message })
  expect(received).toEqual([])
})
