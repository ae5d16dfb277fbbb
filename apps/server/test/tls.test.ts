import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as requestPlainly } from 'node:http'
import { Agent, type RequestOptions, request as requestSecurely } from 'node:https'
import { connect as connectPlainly } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '../src/config.ts'
import { type Listening, listen } from '../src/listen.ts'
import { openSecureServer, type SecureServer } from '../src/secure-server.ts'
import { makeAuthority } from './certificates.ts'
import { eventually } from './eventually.ts'
import { createBucket, signed, startServer, type TestServer } from './server.ts'

const HOSTS = ['localhost', 'photos.localhost', '127.0.0.1', '::1']

const authority = makeAuthority()

let folder: string
let server: TestServer
let secure: SecureServer
let listening: Listening
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'))
  put(authority.issue(...HOSTS))
  server = await startServer()
  await createBucket(server, 'photos', 'public-read')
  await server.owner('PUT', '/photos/a', { body: 'hello' })
  await start()
})
afterEach(async () => {
  secure.files.close()
  await listening.close(0)
  await server.close()
  rmSync(folder, { recursive: true })
})

const files = () => ({ certificate: join(folder, 'tls.crt'), key: join(folder, 'tls.key') })

async function start(handshakeTimeout?: number): Promise<void> {
  secure = await openSecureServer({ ...files(), port: 0 }, handshakeTimeout)
  listening = await listen(server.app, undefined, 0, { server: secure.server, port: 0 })
}

function put({ certificate, key }: { readonly certificate?: string; readonly key?: string }): void {
  if (certificate !== undefined) writeFileSync(files().certificate, certificate)
  if (key !== undefined) writeFileSync(files().key, key)
}

const portOf = (endpoint = '') => Number(new URL(endpoint).port)
const plainPort = () => portOf(listening.endpoint)
const securePort = () => portOf(listening.secureEndpoint)

/** The body of an answer, asked for without keeping the connection. */
async function get(isSecure: boolean, options: RequestOptions): Promise<string> {
  const all = { agent: false, ca: authority.certificate, ...options } as const
  const sent = isSecure
    ? requestSecurely({ host: '127.0.0.1', port: securePort(), ...all })
    : requestPlainly({ host: '127.0.0.1', port: plainPort(), ...all, agent: undefined })
  sent.end()
  const [reply] = await once(sent, 'response')
  return text(reply)
}

/** A connection past its handshake; rejects when there is none. */
async function shakeHands(options: ConnectionOptions = {}): Promise<TLSSocket> {
  const socket = connect({
    host: '127.0.0.1',
    port: securePort(),
    servername: 'localhost',
    ca: authority.certificate,
    ...options,
  })
  await once(socket, 'secureConnect')
  return socket
}

/** The certificate that a new handshake shows. */
async function shown(ca = authority.certificate): Promise<string> {
  const socket = await shakeHands({ ca })
  const { raw } = socket.getPeerCertificate()
  socket.destroy()
  return pemOf(raw)
}

function pemOf(raw: Buffer): string {
  const lines = raw.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n')
}

describe('HTTP and HTTPS answer alike', () => {
  it.each(['127.0.0.1', '::1'])('at %s', async (host) => {
    for (const isSecure of [false, true])
      expect(await get(isSecure, { host, path: '/-/health' })).toBe('{"status":"ok"}')
  })

  it('for a bucket in the host name', async () => {
    for (const isSecure of [false, true]) {
      const headers = { host: 'photos.localhost' }
      expect(await get(isSecure, { path: '/a', headers, servername: 'photos.localhost' })).toBe('hello')
    }
  })

  it('on one connection, again and again', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    for (let round = 0; round < 3; round += 1)
      expect(await get(true, { path: '/photos/a', servername: 'localhost', agent })).toBe('hello')
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1)
    agent.destroy()
  })
})

describe('a handshake', () => {
  it('needs trust in the authority', async () => {
    await expect(shakeHands({ ca: makeAuthority().certificate })).rejects.toThrow(/certificate/)
  })

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('may be %s', async (version) => {
    const socket = await shakeHands({ minVersion: version, maxVersion: version })
    expect(socket.getProtocol()).toBe(version)
    socket.destroy()
  })

  it('must not be older', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    await expect(shakeHands(old)).rejects.toThrow(/protocol version/)
  })

  it('agrees on HTTP/1.1 and nothing else', async () => {
    const socket = await shakeHands({ ALPNProtocols: ['h2', 'http/1.1'] })
    expect(socket.alpnProtocol).toBe('http/1.1')
    socket.destroy()
    await expect(shakeHands({ ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/)
  })

  it.each([
    ['is none', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'],
    ['never comes', ''],
  ])('that %s ends the connection', async (_, bytes) => {
    await listening.close(0)
    await server.close()
    server = await startServer()
    await start(100)
    const socket = connectPlainly(securePort(), '127.0.0.1')
    socket.on('error', () => undefined)
    socket.resume().write(bytes)
    await once(socket, 'close')
  })
})

describe('a certificate that changes', () => {
  const reports: unknown[] = []
  beforeEach(() => {
    reports.length = 0
    const report = {
      loaded: () => reports.push('loaded'),
      failed: (_: unknown, error: unknown) => reports.push(error instanceof ConfigError && error.problems),
    }
    secure.files.watch(report, 20)
  })

  it('is shown to those who come later', async () => {
    const other = makeAuthority('Another authority')
    const agent = new Agent({ keepAlive: true, maxSockets: 1 })
    expect(await get(true, { path: '/photos/a', servername: 'localhost', agent })).toBe('hello')
    const issued = other.issue(...HOSTS)
    put(issued)
    await eventually(async () => expect(await shown(other.certificate)).toBe(issued.certificate))
    expect(reports).toEqual(['loaded'])
    await expect(shown()).rejects.toThrow(/certificate/)
    // The connection that there was goes on.
    expect(await get(true, { path: '/photos/a', servername: 'localhost', agent })).toBe('hello')
    agent.destroy()
  })

  it('keeps ALPN and the least version', async () => {
    put(authority.issue(...HOSTS))
    await eventually(() => expect(reports).toEqual(['loaded']))
    await expect(shakeHands({ ALPNProtocols: ['h2'] })).rejects.toThrow(/no application protocol/)
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const
    await expect(shakeHands(old)).rejects.toThrow(/protocol version/)
  })

  it('does not count until its key is there', async () => {
    const before = await shown()
    const { certificate, key } = authority.issue(...HOSTS)
    put({ certificate })
    const { certificate: certificateFile, key: keyFile } = files()
    await eventually(() =>
      expect(reports).toEqual([
        [`OSSIMG_TLS_KEY: ${keyFile} holds the key of another certificate than ${certificateFile}`],
      ]),
    )
    expect(await shown()).toBe(before)
    put({ key })
    await eventually(() => expect(reports).toHaveLength(2))
    expect(reports[1]).toBe('loaded')
    expect(await shown()).toBe(certificate)
  })
})

it.each([
  ['certificate', 'none', /^OSSIMG_TLS_CERT: .*tls\.crt does not hold a certificate as PEM$/],
  ['key', 'none', /^OSSIMG_TLS_KEY: .*tls\.key does not hold a private key without a passphrase as PEM$/],
  [
    'key',
    authority.issue('other').key,
    /^OSSIMG_TLS_KEY: .*holds the key of another certificate than .*tls\.crt$/,
  ],
])('a wrong %s is told of', async (name, content, problem) => {
  put({ [name]: content })
  await expect(openSecureServer({ ...files(), port: 0 })).rejects.toMatchObject({
    name: 'ConfigError',
    problems: [expect.stringMatching(problem)],
  })
})

it('files that are missing are told of together', async () => {
  const missing = { certificate: join(folder, 'no.crt'), key: join(folder, 'no.key'), port: 0 }
  await expect(openSecureServer(missing)).rejects.toMatchObject({
    problems: [
      expect.stringMatching(/^OSSIMG_TLS_CERT: ENOENT.*no\.crt/),
      expect.stringMatching(/^OSSIMG_TLS_KEY: ENOENT.*no\.key/),
    ],
  })
})

it('ends in order: what is idle at once, what is under way when it is answered', async () => {
  const raw = connectPlainly(securePort(), '127.0.0.1')
  raw.on('error', () => undefined)
  await once(raw, 'connect')
  const unused = await shakeHands()
  const agent = new Agent({ keepAlive: true })
  await get(true, { path: '/-/health', agent })
  const upload = requestSecurely({
    host: '127.0.0.1',
    port: securePort(),
    ca: authority.certificate,
    method: 'PUT',
    path: '/photos/late',
    headers: { ...signed('PUT', '/photos/late'), 'content-length': '4', expect: '100-continue' },
    agent: false,
  })
  upload.flushHeaders()
  await once(upload, 'continue')
  const gone = [raw, unused].map((socket) => once(socket.resume(), 'close'))
  const closing = listening.close(60_000)
  await Promise.all(gone)
  upload.end('late')
  const [reply] = await once(upload, 'response')
  reply.resume()
  expect(reply.statusCode).toBe(200)
  await closing
  expect(Object.values(agent.freeSockets).flat()).toEqual([])
  agent.destroy()
})
