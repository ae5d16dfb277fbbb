import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { cacheName } from '../../src/result-cache/name.ts'
import type { ResultCache } from '../../src/result-cache/result-cache.ts'
import { cacheFolder, folderBytes, openCache, originOf, scanned } from './cache-folder.ts'

const BUILT = fileURLToPath(new URL('../../dist/result-cache', import.meta.url))
const WRITER = fileURLToPath(new URL('./writer.mjs', import.meta.url))
const DISK_BYTES = 4 * 1024 * 1024
const ROUNDS = 6

/** More pictures than a writer keeps before it is killed. */
const MOST = 5_000

it('gives what was kept or nothing after a kill in the midst of writing, and does not grow', async () => {
  const directory = await cacheFolder()
  const purged = new Set<string>()
  for (let round = 0; round < ROUNDS; round++) {
    for (const key of await runAndKill(directory, round)) purged.add(key)
    const cache = await openCache(directory, { diskBytes: DISK_BYTES })
    await scanned(cache)
    expect(await checkAll(cache, round, purged), 'pictures found').toBeGreaterThan(0)
    expect(cache.statistics().corrupt).toBe(0)
    await cache.close()
    expect(await folderBytes(directory)).toBeLessThanOrEqual(DISK_BYTES)
  }
  expect(purged.size).toBeGreaterThan(0)
})

it('forgets what the disk refuses, says so once, and goes on', async () => {
  const directory = await cacheFolder()
  const command = 'ulimit -f 256; exec "$0" "$@"' // blocks of 512 or 1024 bytes: a segment would have 512 KiB
  const writer = [process.execPath, WRITER, BUILT, directory, '0', String(DISK_BYTES), '200']
  const child = spawn('sh', ['-c', command, ...writer], { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
  const [code] = await once(child, 'close')
  const lines = Buffer.concat(said).toString().trim().split('\n')
  expect(lines).toEqual([
    'open',
    'warned The result cache cannot use its disk; entries are forgotten.',
    'closed',
  ])
  expect(code).toBe(0)
  const cache = await openCache(directory, { diskBytes: DISK_BYTES })
  await scanned(cache)
  await checkAll(cache, 0, new Set())
  expect(cache.statistics().corrupt).toBe(0)
})

/** Lets a writer work for a moment and kills it. Gives the keys that it has purged. */
async function runAndKill(directory: string, round: number): Promise<string[]> {
  const writer = [WRITER, BUILT, directory, String(round), String(DISK_BYTES)]
  const child = spawn(process.execPath, writer, { stdio: ['ignore', 'pipe', 'inherit'] })
  const said: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk))
  const closed = once(child, 'close')
  const isReady = () => Buffer.concat(said).includes(round === 0 ? 'purged' : 'open')
  while (!isReady() && child.exitCode === null) await delay(10)
  await delay(Math.random() * 500)
  expect(child.exitCode, 'the writer failed by itself').toBeNull()
  child.kill('SIGKILL')
  await closed
  const lines = Buffer.concat(said).toString().split('\n')
  expect(lines.filter((line) => line.startsWith('warned'))).toEqual([])
  return lines.flatMap((line) => (line.startsWith('purged ') ? [line.slice('purged '.length)] : []))
}

/** Looks for whatever the rounds up to this one may have kept. Gives how many pictures are there. */
async function checkAll(cache: ResultCache, round: number, purged: Set<string>): Promise<number> {
  let count = 0
  for (let earlier = 0; earlier <= round; earlier++) {
    for (let number = 0; number < MOST; number++) {
      const key = `${earlier}.${number}`
      const name = cacheName(originOf(0, { key }))
      const found = await cache.find(name)
      if (!found) continue
      count++
      if (purged.has(key)) expect.fail(`${key} was purged`)
      if (!found.data.equals(pictureOf(name))) expect.fail(`${key} is wrong`)
    }
  }
  return count
}

/** As the writer makes them. */
function pictureOf(name: string): Buffer {
  const size = createHash('md5').update(name).digest().readUInt16LE() >> 1
  return Buffer.alloc(size, name)
}
