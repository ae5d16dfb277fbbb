import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../src/listen.ts'
import { createBucket, drawJpg, parseXml, signed, startServer, type TestServer } from './server.ts'

let server: TestServer
let listening: Listening
let port: number
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'shown', 'public-read-write')
  for (const key of ['a', 'dir/a', 'dir//a', '../a', 'a+b', '照'])
    await server.storage.putObject('shown', key, bytes(key), { contentType: 'text/plain' })
  await server.storage.putObject('shown', 'a.jpg', bytes(await drawJpg()), {})
  listening = await listen(server.app, undefined, 0)
  port = Number(new URL(listening.endpoint).port)
})
afterAll(async () => {
  await listening.close(1000)
  await server.close()
})

async function* bytes(content: string | Buffer) {
  yield Buffer.from(content)
}

async function open(host = '127.0.0.1'): Promise<Socket> {
  const socket = connect(port, host)
  await once(socket, 'connect')
  return socket
}

/** Sends bytes and gives all that comes back until the server closes. */
async function exchange(request: string | Buffer, host?: string): Promise<string> {
  const socket = await open(host)
  const chunks: Buffer[] = []
  socket.on('data', (chunk) => chunks.push(chunk))
  socket.write(request)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}

/** A request that closes its connection. */
const request = (line: string, ...headers: string[]) =>
  `${[`${line} HTTP/1.1`, 'Host: 127.0.0.1', 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`

const bodyOf = (response: string) => response.slice(response.indexOf('\r\n\r\n') + 4)
const utf8 = (response: string) => Buffer.from(bodyOf(response), 'latin1').toString()

/** The error in an answer on the wire. */
function refusal(response: string): Record<string, string> {
  expect(response).toMatch(/^HTTP\/1\.1 4\d\d /)
  expect(response).toContain('\r\nContent-Type: application/xml\r\n')
  expect(response).toMatch(/\r\nx-oss-request-id: [\dA-F]{24}\r\n/)
  expect(response).toContain('\r\nServer: AliyunOSS\r\n')
  return parseXml(utf8(response)).Error ?? {}
}

describe('header names', () => {
  const names = (response: string) =>
    response
      .slice(0, response.indexOf('\r\n\r\n'))
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0])

  it('are written as OSS writes them: a stream', async () => {
    expect(names(await exchange(request('GET /shown/a')))).toEqual(
      expect.arrayContaining([
        'Accept-Ranges',
        'Connection',
        'Content-Length',
        'Content-MD5',
        'Content-Type',
        'Date',
        'ETag',
        'Last-Modified',
        'Server',
        'x-oss-hash-crc64ecma',
        'x-oss-object-type',
        'x-oss-request-id',
        'x-oss-server-time',
      ]),
    )
  })

  it.each([
    [
      'bytes in one piece',
      'GET /shown/a.jpg?x-oss-process=image/info',
      ['Content-Length', 'Content-Type', 'ETag'],
    ],
    ['HEAD', 'HEAD /shown/a', ['Content-Length', 'Content-Type', 'Content-MD5', 'ETag']],
    ['an error', 'GET /shown/none', ['Content-Length', 'Content-Type', 'x-oss-ec']],
    ['nothing', 'PUT /shown/p', ['Content-Length', 'ETag', 'Content-MD5']],
  ])('are written as OSS writes them: %s', async (_, line, expected) => {
    const found = names(await exchange(request(line, 'Content-Length: 0')))
    expect(found).toEqual(
      expect.arrayContaining([...expected, 'Server', 'Date', 'Connection', 'x-oss-request-id']),
    )
    expect(new Set(found.map((name) => name?.toLowerCase())).size).toBe(found.length)
  })
})

describe('the target is taken as it comes', () => {
  it.each([
    ['/shown/dir/a', 'dir/a'],
    ['/shown/dir%2Fa', 'dir/a'],
    ['/shown/dir//a', 'dir//a'],
    ['/shown/../a', '../a'],
    ['/shown/%2e%2e/a', '../a'],
    ['/shown/a+b', 'a+b'],
    ['/shown/%E7%85%A7', '照'],
    ['http://shown.localhost/dir/a', 'dir/a'],
  ])('%s', async (target, content) => {
    expect(utf8(await exchange(request(`GET ${target}`)))).toBe(content)
  })

  it.each([
    ['GET', '/shown/%zz', 'InvalidObjectName'],
    ['GET', '/shown/%ff', 'InvalidObjectName'],
    ['GET', '/shown//a', 'InvalidObjectName'],
    ['GET', '/../shown/a', 'InvalidBucketName'],
    ['GET', '/%', 'InvalidBucketName'],
    ['OPTIONS', '*', 'BadRequest'],
    ['GET', '///', 'AccessDenied'],
    ['GET', '/shown/照', 'InvalidRequest'],
    ['BREW', '/shown/a', 'InvalidRequest'],
    ['M-SEARCH', '/shown/a', 'MethodNotAllowed'],
    ['GET', `/shown/${'a'.repeat(70_000)}`, 'InvalidRequest'],
  ])('%s %s is refused with %s', async (method, target, code) => {
    expect(refusal(await exchange(request(`${method} ${target}`)))).toMatchObject({ Code: code })
  })
})

describe('the Host header', () => {
  it.each([
    ['missing', 'GET /shown/a HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['twice', 'GET /shown/a HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n'],
  ])('%s is refused', async (_, text) => {
    expect(refusal(await exchange(text))).toMatchObject({ Code: 'InvalidRequest' })
  })

  it('is not needed by HTTP/1.0', async () => {
    expect(bodyOf(await exchange('GET /shown/a HTTP/1.0\r\n\r\n'))).toBe('a')
  })
})

it.each([
  ['no HTTP at all', 'hello\r\n\r\n'],
  ['two lengths', request('PUT /shown/x', 'Content-Length: 1', 'Content-Length: 2')],
  ['a length and chunks', request('PUT /shown/x', 'Content-Length: 1', 'Transfer-Encoding: chunked')],
  ['a header that is none', request('GET /shown/a', 'no colon')],
  [
    'too many headers',
    request('GET /shown/a', ...Array.from({ length: 70 }, () => `x-long: ${'a'.repeat(1024)}`)),
  ],
])('answers %s', async (_, text) => {
  expect(refusal(await exchange(text))).toMatchObject({ Code: 'InvalidRequest' })
})

it.each([
  ['PHP', ['Content-Type: application/octet-stream', 'Content-Length: 0']],
  ['Node', ['Content-Type: image/jpeg']],
  ['Go', ['Content-MD5: 1B2M2Y8AsgTpgAmY7PhCfg==', 'Content-Type: application/xml']],
  ['no type', ['Content-Type: nonsense', 'Content-Length: 0']],
])('answers a GET with the headers of %s', async (_, headers) => {
  expect(bodyOf(await exchange(request('GET /shown/a', ...headers)))).toBe('a')
})

it('keeps any content type', async () => {
  await exchange(`${request('PUT /shown/typed', 'Content-Type: what ever', 'Content-Length: 1')}x`)
  expect(await exchange(request('HEAD /shown/typed'))).toContain('\r\nContent-Type: what ever\r\n')
})

it('takes a chunked body', async () => {
  const put = await exchange(
    `${request('PUT /shown/chunks', 'Transfer-Encoding: chunked')}3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n`,
  )
  expect(put).toMatch(/^HTTP\/1\.1 200 OK/)
  expect(bodyOf(await exchange(request('GET /shown/chunks')))).toBe('abcde')
})

it('says 100 Continue to who waits for it', async () => {
  const socket = await open()
  socket.write(request('PUT /shown/waited', 'Content-Length: 2', 'Expect: 100-continue'))
  const [first] = await once(socket, 'data')
  expect(String(first)).toBe('HTTP/1.1 100 Continue\r\n\r\n')
  socket.write('ab')
  const [second] = await once(socket, 'data')
  expect(String(second)).toMatch(/^HTTP\/1\.1 200 OK/)
  await once(socket, 'close')
})

describe('an upload that breaks off', () => {
  it('leaves nothing, and the server lives', async () => {
    const socket = await open()
    socket.write(`${request('PUT /shown/broken', 'Content-Length: 100000')}${'a'.repeat(5000)}`)
    await sleep(50)
    socket.destroy()
    await sleep(50)
    await expect(server.storage.headObject('shown', 'broken')).rejects.toMatchObject({ code: 'NoSuchKey' })
    expect(bodyOf(await exchange(request('GET /shown/a')))).toBe('a')
  })

  it('in a bad chunk is answered', async () => {
    const put = await exchange(
      `${request('PUT /shown/broken', 'Transfer-Encoding: chunked')}3\r\nabc\r\nzz\r\n`,
    )
    expect(refusal(put)).toMatchObject({ Code: 'InvalidRequest' })
    await expect(server.storage.headObject('shown', 'broken')).rejects.toMatchObject({ code: 'NoSuchKey' })
  })
})

it('lives on when a download is given up', async () => {
  await server.storage.putObject('shown', 'big', bytes(Buffer.alloc(8 * 1024 * 1024)), {})
  const socket = await open()
  socket.write(request('GET /shown/big'))
  await once(socket, 'data')
  socket.destroy()
  expect(bodyOf(await exchange(request('GET /shown/a')))).toBe('a')
})

it.each([
  ['that may not be made', 'PUT /shown/x?lifecycle', ''],
  ['stopped half-way', 'PUT /shown?style&styleName=long', 'signed'],
])('takes the next request of a connection after an upload %s', async (_, line, how) => {
  const [, method = '', path = '', parameters] = /^(\w+) (.*)\?(.*)$/.exec(line) ?? []
  const query = [...new URLSearchParams(parameters).entries()]
  const headers = how === 'signed' ? signed(method, path, { query }) : {}
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  const body = 'a'.repeat(1024 * 1024)
  const first = [`${line} HTTP/1.1`, 'Host: 127.0.0.1', ...lines, `Content-Length: ${body.length}`].join(
    '\r\n',
  )
  const answers = await exchange(`${first}\r\n\r\n${body}${request('GET /shown/a')}`)
  expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400', 'HTTP/1.1 200'])
  expect(answers.endsWith('\r\n\r\na')).toBe(true)
})

const hasIpv6 = Object.values(networkInterfaces()).some((list) =>
  list?.some(({ address }) => address === '::1'),
)

it(`answers at the loopback address of IPv6 ${hasIpv6 ? 'too' : 'only where there is one'}`, async () => {
  const answer = exchange(request('GET /shown/a'), '::1')
  if (hasIpv6) expect(bodyOf(await answer)).toBe('a')
  else await expect(answer).rejects.toThrow()
})

describe('closing', () => {
  it('lets requests under way finish, and frees the port', async () => {
    const other = await startServer()
    await createBucket(other, 'shown', 'public-read-write')
    const there = await listen(other.app, '127.0.0.1', 0)
    const socket = connect(Number(new URL(there.endpoint).port), '127.0.0.1')
    const idle = connect(Number(new URL(there.endpoint).port), '127.0.0.1')
    await Promise.all([once(socket, 'connect'), once(idle, 'connect')])
    socket.write('PUT /shown/late HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab')
    await sleep(50)
    const closed = there.close(5000)
    await sleep(50)
    socket.write('cd')
    const [answer] = await once(socket, 'data')
    expect(String(answer)).toMatch(/^HTTP\/1\.1 200 OK/)
    await closed
    await expect(fetch(there.endpoint)).rejects.toThrow()
    await other.close()
  })

  it('cuts what does not end in time', async () => {
    const other = await startServer()
    await createBucket(other, 'shown', 'public-read-write')
    const there = await listen(other.app, '127.0.0.1', 0)
    const socket = connect(Number(new URL(there.endpoint).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.write('PUT /shown/late HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nab')
    await sleep(50)
    await there.close(100)
    await other.close()
    expect(socket.destroyed || (await once(socket, 'close'))).toBeTruthy()
  })
})

describe('requests sent before the answer to the last', () => {
  const line = (method: string, target: string, more = '') =>
    `${method} ${target} HTTP/1.1\r\nHost: a\r\n${more}\r\n`

  it('run one after the other', async () => {
    const put = `${line('PUT', '/shown/piped', 'Content-Length: 5\r\n')}hello`
    const last = line('DELETE', '/shown/piped', 'Connection: close\r\n')
    const answers = await exchange(put + line('GET', '/shown/piped') + last)
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 204'])
    expect(answers).toContain('\r\n\r\nhello')
  })

  it('are answered before what follows is refused', async () => {
    const first = line('GET', '/shown/a.jpg?x-oss-process=image/info')
    const answers = await exchange(`${first}${line('GET', '/shown/a')}nonsense\r\n\r\n`)
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 200', 'HTTP/1.1 400'])
    expect(answers.indexOf('ImageWidth')).toBeLessThan(answers.indexOf('InvalidRequest'))
  })
})

describe('headers outside ASCII', () => {
  it.each([
    ['GET', 'four'],
    ['HEAD', 'four'],
    ['GET', ''],
    ['HEAD', ''],
  ])('%s gives the bytes back that were stored with %j', async (method, content) => {
    const disposition = Buffer.from('attachment; filename="照片.txt"').toString('latin1')
    const meta = Buffer.from('照').toString('latin1')
    await server.storage.putObject('shown', 'named', bytes(content), {
      headers: { 'content-disposition': disposition, 'cache-control': 'no-cache' },
      userMetadata: { of: meta },
    })
    const answer = await exchange(request(`${method} /shown/named`))
    expect(answer).toContain(`\r\nContent-Disposition: ${disposition}\r\n`)
    expect(answer).toContain(`\r\nx-oss-meta-of: ${meta}\r\n`)
  })
})

it('leaves an expectation aside that nobody knows', async () => {
  const answer = await exchange(request('GET /shown/a', 'Expect: more'))
  expect(answer).toMatch(/^HTTP\/1\.1 200 /)
  expect(bodyOf(answer)).toBe('a')
})

it('answers thirty requests in one packet without a word of warning', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const gets = 'GET /shown/a HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'.repeat(30)
  const answers = await exchange(gets + request('GET /shown/a'))
  expect(answers.match(/HTTP\/1\.1 200/g)).toHaveLength(31)
  // Warnings come a turn later.
  await sleep(1)
  process.off('warning', note)
  expect(warnings).toEqual([])
})
