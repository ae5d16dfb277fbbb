import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { signHeaders } from '@ossimg/signer'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { makeAuthority } from './certificates.ts'
import { eventually } from './eventually.ts'

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

let folder: string
const running = new Set<ChildProcess>()
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'main-'))
})
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
  rmSync(folder, { recursive: true, force: true })
})

/** Starts the built command with an environment of its own and collects what it prints. */
function launch(environment: Record<string, string> = {}) {
  const printed = { out: '', err: '' }
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: { PATH: process.env.PATH, OSSIMG_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  child.stdout.on('data', (text) => {
    printed.out += text
  })
  child.stderr.on('data', (text) => {
    printed.err += text
  })
  const exit = once(child, 'close').then(([code]) => code as number)
  return { child, printed, exit }
}

/** The endpoint that a server prints when it listens. */
async function endpointOf({ child, printed }: ReturnType<typeof launch>): Promise<string> {
  for (;;) {
    const [, endpoint] = /answers at (http:\S+).*Worth opening/s.exec(printed.out) ?? []
    if (endpoint !== undefined) return endpoint
    if (child.exitCode !== null) throw new Error(printed.err)
    await once(child.stdout ?? child, 'data')
  }
}

it('serves pictures at once, keeps its keys, and ends in order', { timeout: 60_000 }, async () => {
  const first = launch()
  const endpoint = await endpointOf(first)
  const [, accessKeyId = ''] = /AccessKey ID +(\S+)/.exec(first.printed.out) ?? []
  const [, accessKeySecret = ''] = /AccessKey secret +(\S+)/.exec(first.printed.out) ?? []
  expect(statSync(join(folder, '.ossimg')).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, '.ossimg/credentials.json')).mode & 0o777).toBe(0o600)

  expect((await fetch(`${endpoint}/-/health`)).status).toBe(200)
  const links = first.printed.out.match(/http:\S+\/demo\/\S+/g) ?? []
  expect(links.length).toBeGreaterThan(2)
  for (const link of links) expect((await fetch(link)).status).toBe(200)
  const small = await fetch(`${endpoint}/demo/example.jpg?x-oss-process=image/resize,w_300`)
  expect(await sharp(Buffer.from(await small.arrayBuffer())).metadata()).toMatchObject({ width: 300 })
  await fetch(`${endpoint}/demo/example.jpg?OSSAccessKeyId=a&Expires=1&Signature=hush`)

  const headers = signHeaders(
    { method: 'PUT', bucket: 'mine', key: '', query: [], headers: {} },
    { accessKeyId, accessKeySecret },
    { date: new Date() },
  )
  expect((await fetch(`${endpoint}/mine`, { method: 'PUT', headers })).status).toBe(200)

  first.child.kill('SIGTERM')
  expect(await first.exit).toBe(0)
  expect(first.printed.err).toBe('')
  const lines = first.printed.out.split('\n').filter((line) => line.startsWith('{'))
  expect(lines.map((line) => JSON.parse(line)).filter(({ method }) => method === 'PUT')).toMatchObject([
    { target: '/mine', status: 200, caller: 'owner' },
  ])
  expect(lines.join()).not.toContain('hush')
  expect(lines.join()).not.toContain(accessKeySecret)

  const second = launch({ OSSIMG_LOG_LEVEL: 'silent' })
  await endpointOf(second)
  expect(second.printed.out).toContain(accessKeyId)
  expect(second.printed.out).not.toContain(accessKeySecret)
  // npm passes on what the terminal has already sent.
  second.child.kill('SIGINT')
  second.child.kill('SIGINT')
  expect(await second.exit).toBe(0)
})

describe('with files', { timeout: 60_000 }, () => {
  const at = (name: string) => join(folder, name)
  const authority = makeAuthority()
  const pair = (name: string) => ({ accessKeyId: name, accessKeySecret: `${name}-secret` })
  const writeKeys = (...names: readonly string[]) =>
    writeFileSync(
      at('keys.json'),
      JSON.stringify({ keys: names.map((name) => ({ name: `key ${name}`, ...pair(name) })) }),
    )
  const FILES = {
    OSSIMG_CREDENTIALS_FILE: 'keys.json',
    OSSIMG_CONFIG: 'buckets.json',
    OSSIMG_TLS_CERT: 'tls.crt',
    OSSIMG_TLS_KEY: 'tls.key',
    OSSIMG_TLS_PORT: '0',
  }

  function writeAll(): void {
    writeKeys('FIRST')
    const photos = { acl: 'public-read', styles: { thumb: 'image/resize,w_100' }, styleDelimiters: ['!'] }
    writeFileSync(at('buckets.json'), JSON.stringify({ buckets: { photos } }))
    const { certificate, key } = authority.issue('127.0.0.1')
    writeFileSync(at('tls.crt'), certificate)
    writeFileSync(at('tls.key'), key)
  }

  /** The answer to a request that is signed with a key, by version 4. */
  async function send(endpoint: string, name: string, method: string, path: string, region = 'cn-hangzhou') {
    const [, bucket = '', key = ''] = path.split('/')
    const signed = signHeaders({ method, bucket, key, query: [], headers: {} }, pair(name), {
      version: 4,
      date: new Date(),
      region,
    })
    return fetch(`${endpoint}${path}`, {
      method,
      headers: signed,
      ...(method === 'PUT' && { body: Buffer.from('hello') }),
    })
  }

  /** What HTTPS answers, and the certificate that it shows. */
  async function getSecurely(url: string, ca: string) {
    const sent = request(url, { ca, agent: false }).end()
    const [reply] = await once(sent, 'response')
    const { raw } = reply.socket.getPeerCertificate()
    return { body: await text(reply), certificate: raw.toString('base64') as string }
  }

  it('has keys, buckets and HTTPS from them, and follows those that change', async () => {
    writeAll()
    const server = launch({ ...FILES, OSSIMG_REGION_ENFORCED: 'true', OSSIMG_CORS: 'read' })
    const endpoint = await endpointOf(server)
    const [, secure = ''] = /answers at \S+ and (https:\S+) /.exec(server.printed.out) ?? []
    expect(server.printed.out).not.toContain('AccessKey')

    expect((await send(endpoint, 'FIRST', 'PUT', '/photos/a')).status).toBe(200)
    expect((await send(endpoint, 'FIRST', 'GET', '/photos/a', 'cn-beijing')).status).toBe(400)
    const before = await getSecurely(`${secure}/photos/a`, authority.certificate)
    expect(before.body).toBe('hello')
    const shared = await fetch(`${endpoint}/photos/a`, { headers: { origin: 'https://example.com' } })
    expect(shared.headers.get('access-control-allow-origin')).toBe('*')
    const styled = await fetch(`${endpoint}/photos/a!thumb`)
    expect(await styled.text()).toContain('<Code>BadRequest</Code>')

    writeKeys('SECOND')
    await eventually(async () =>
      expect((await send(endpoint, 'SECOND', 'GET', '/photos/a')).status).toBe(200),
    )
    expect((await send(endpoint, 'FIRST', 'GET', '/photos/a')).status).toBe(403)

    writeFileSync(at('keys.json'), '{"keys": [{"accessKeySecret": 4711}]}')
    await eventually(() => expect(server.printed.out).toContain('cannot be read again'))
    expect((await send(endpoint, 'SECOND', 'GET', '/photos/a')).status).toBe(200)

    const { certificate, key } = authority.issue('127.0.0.1')
    writeFileSync(at('tls.crt'), certificate)
    writeFileSync(at('tls.key'), key)
    await eventually(async () => {
      const after = await getSecurely(`${secure}/photos/a`, authority.certificate)
      expect(after.certificate).not.toBe(before.certificate)
    })

    server.child.kill('SIGTERM')
    expect(await server.exit).toBe(0)
    const lines = server.printed.out.split('\n').filter((line) => line.startsWith('{'))
    const log = lines.map((line) => JSON.parse(line))
    expect(log.filter(({ files }) => files)).toMatchObject([
      { level: 30, msg: 'read again', files: ['keys.json'] },
      {
        level: 50,
        files: ['keys.json'],
        problems: [
          'OSSIMG_CREDENTIALS_FILE: keys.json: keys[0].name: missing',
          'OSSIMG_CREDENTIALS_FILE: keys.json: keys[0].accessKeyId: missing',
          'OSSIMG_CREDENTIALS_FILE: keys.json: keys[0].accessKeySecret: expected a secret, received a number',
        ],
      },
      { level: 30, files: ['tls.crt', 'tls.key'] },
    ])
    expect(log.filter(({ caller }) => caller === 'key SECOND').length).toBeGreaterThan(0)
    expect(server.printed.out + server.printed.err).not.toContain('-secret')

    writeKeys('THIRD')
    const again = launch({ ...FILES, OSSIMG_LOG_LEVEL: 'silent' })
    expect((await send(await endpointOf(again), 'THIRD', 'GET', '/photos/a')).status).toBe(200)
  })

  it('does not start when they are wrong, and tells all of it', async () => {
    writeAll()
    writeFileSync(at('keys.json'), '{"keys": [{"name": "ci"}]}')
    writeFileSync(at('buckets.json'), '{"buckets": {"photos": {"acl": "open"}}}')
    rmSync(at('tls.key'))
    const { printed, exit } = launch(FILES)
    expect(await exit).toBe(1)
    expect(printed.err.trimEnd().split('\n')).toEqual([
      'ossimg-server: OSSIMG_CREDENTIALS_FILE: keys.json: keys[0].accessKeyId: missing',
      'ossimg-server: OSSIMG_CREDENTIALS_FILE: keys.json: keys[0].accessKeySecret: missing',
      'ossimg-server: OSSIMG_CONFIG: buckets.json: buckets.photos.acl: expected one of private, public-read, public-read-write, received "open"',
      "ossimg-server: OSSIMG_TLS_KEY: ENOENT: no such file or directory, open 'tls.key'",
    ])
    expect(printed.out).toBe('')
    expect(readdirSync(at('.ossimg'))).toEqual([])
  })

  it('does not start when there is no room for what they declare', async () => {
    writeAll()
    const first = launch({ ...FILES, OSSIMG_LOG_LEVEL: 'silent' })
    await endpointOf(first)
    first.child.kill('SIGTERM')
    expect(await first.exit).toBe(0)
    const styles = Object.fromEntries(Array.from({ length: 50 }, (_, number) => [`s${number}`, 'image/info']))
    writeFileSync(at('buckets.json'), JSON.stringify({ buckets: { photos: { styles } } }))
    const { printed, exit } = launch(FILES)
    expect(await exit).toBe(1)
    expect(printed.err).toBe(
      'ossimg-server: OSSIMG_CONFIG: buckets.json: buckets.photos.styles: expected at most 49 styles beside those that the bucket has, received 50\n',
    )
  })

  it('names the variable when the port of HTTPS is taken', async () => {
    writeAll()
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const { printed, exit } = launch({ ...FILES, OSSIMG_TLS_PORT: String(port) })
    expect(await exit).toBe(1)
    expect(printed.err).toMatch(
      /^ossimg-server: .*EADDRINUSE.*: choose another port with OSSIMG_TLS_PORT\.\n$/,
    )
    other.close()
  })
})

it('tells all that is wrong with its configuration', async () => {
  const { printed, exit } = launch({ OSSIMG_PORT: 'x', OSSIMG_PROT: '1' })
  expect(await exit).toBe(1)
  expect(printed.err.split('\n')).toEqual([
    'ossimg-server: OSSIMG_PORT: expected a whole number from 0 to 65535, received "x"',
    expect.stringMatching(/^ossimg-server: OSSIMG_PROT: not a variable of this server/),
    '',
  ])
})

it('names the variable when the port is taken', { timeout: 30_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const { printed, exit } = launch({ OSSIMG_PORT: String(port) })
  expect(await exit).toBe(1)
  expect(printed.err).toMatch(/^ossimg-server: .*EADDRINUSE.*: choose another port with OSSIMG_PORT\.\n$/)
  other.close()
})

describe('fonts', { timeout: 60_000 }, () => {
  const packaged = fileURLToPath(import.meta.resolve('@fontsource-variable/noto-sans-sc/package.json'))
  const packed = readdirSync(join(packaged, '../files'))
    .filter((name) => name.endsWith('-wght-normal.woff2'))
    .sort()
  const TEXT = 'x-oss-process=image/watermark,text_SGVsbG8'

  /** What is in the cache of fonts. */
  const kept = () => readdirSync(join(folder, '.ossimg/fonts')).sort()

  it('of a folder are used, beside those that are packaged', async () => {
    mkdirSync(join(folder, 'own/latin'), { recursive: true })
    const [latin = ''] = packed.filter((name) => name.includes('-latin-wght-'))
    copyFileSync(join(packaged, '../files', latin), join(folder, 'own/latin/a.woff2'))
    const plain = launch({ OSSIMG_LOG_LEVEL: 'silent' })
    const { etag } = await drawnBy(plain)
    expect(kept()).toEqual([expect.stringMatching(/^noto-sans-sc-/)])
    plain.child.kill('SIGTERM')
    await plain.exit
    const own = launch({ OSSIMG_LOG_LEVEL: 'silent', OSSIMG_FONTS_DIR: 'own', OSSIMG_DEBUG: '1' })
    expect((await drawnBy(own)).etag).not.toBe(etag)
    expect(own.printed.err).toBe('')
    expect(kept()).toEqual([
      expect.stringMatching(/^fonts-\w+$/),
      expect.stringMatching(/^fonts-\w+\+noto-sans-sc-/),
      expect.stringMatching(/^noto-sans-sc-/),
    ])
  })

  async function drawnBy(server: ReturnType<typeof launch>): Promise<{ etag: string | null }> {
    const reply = await fetch(`${await endpointOf(server)}/demo/example.jpg?${TEXT}`)
    expect(reply.status).toBe(200)
    return { etag: reply.headers.get('etag') }
  }

  it.each([
    ['is not there', 'none', /ENOENT: no such file or directory.*none/],
    ['holds none', 'empty', /No font in .*empty: expected \.ttf, \.otf, \.ttc or \.woff2 files\./],
  ])('of a folder that %s keep it from starting', async (_, name, problem) => {
    mkdirSync(join(folder, 'empty'))
    const { printed, exit } = launch({ OSSIMG_FONTS_DIR: name })
    expect(await exit).toBe(1)
    expect(printed.err).toMatch(/^ossimg-server: OSSIMG_FONTS_DIR: .*\n$/)
    expect(printed.err).toMatch(problem)
    expect(printed.out).toBe('')
  })

  it('that would print boxes are told of', async () => {
    const first = launch({ OSSIMG_LOG_LEVEL: 'silent' })
    await endpointOf(first)
    first.child.kill('SIGTERM')
    await first.exit
    const [revision = ''] = kept()
    const unpacked = join(folder, '.ossimg/fonts', revision, 'fonts')
    for (const name of readdirSync(unpacked)) if (!name.includes('latin')) rmSync(join(unpacked, name))
    const [latin = ''] = readdirSync(unpacked)
    copyFileSync(join(unpacked, latin), join(unpacked, `0000-${basename(packed[0] ?? '', '.woff2')}.ttf`))
    rmSync(join(unpacked, '../cache'), { recursive: true })
    const second = launch({ OSSIMG_LOG_LEVEL: 'silent' })
    await drawnBy(second)
    expect(second.printed.err).toBe(
      [
        'ossimg-server: WARNING: Chinese texts come out as boxes, because no font here has their characters.',
        'ossimg-server: Name a folder with fonts that work in OSSIMG_FONTS_DIR.',
        '',
      ].join('\n'),
    )
  })
})
