import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { signHeaders } from '@ossimg/signer'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

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
