import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { memoryOnlyCache } from '../../src/result-cache/open-result-cache.ts'
import type { Origin, PurgeFilter } from '../../src/result-cache/result-cache.ts'
import {
  cacheFolder,
  folderBytes,
  keep,
  openCache,
  originOf,
  pictureOf,
  scanned,
  type Warnings,
} from './cache-folder.ts'

const KIB = 1024

/** Machines differ. */
const PATIENT = { timeout: 30_000 }

it('gives what was kept: at once, from the disk, and after it was opened again', async () => {
  const directory = await cacheFolder()
  const first = await openCache(directory)
  const name = keep(first, originOf(1))
  expect(first.peek(name)).toEqual(pictureOf(name))
  expect(await first.find(name)).toEqual(pictureOf(name))
  await expect.poll(() => first.peek(name), PATIENT).toBeUndefined() // it is written after a moment
  expect(await first.find(name)).toEqual(pictureOf(name))
  expect(first.statistics()).toMatchObject({ entries: 1, diskHits: 1, misses: 0 })
  expect(first.statistics().memoryHits).toBeGreaterThanOrEqual(3)
  await first.close()
  const second = await openCache(directory)
  await scanned(second)
  expect(await second.find(name)).toEqual(pictureOf(name))
  expect(await second.find('another')).toBeUndefined()
  expect(second.statistics()).toMatchObject({ entries: 1, memoryHits: 0, diskHits: 1, misses: 1 })
})

it('keeps in memory what is asked for again, and not what was only made', async () => {
  const cache = await openCache(await cacheFolder(), { memoryBytes: 2 ** 20 })
  const [asked, unasked] = [keep(cache, originOf(1)), keep(cache, originOf(2))]
  expect(cache.peek(asked)).toEqual(pictureOf(asked))
  await expect.poll(() => cache.statistics().diskBytes, PATIENT).toBeGreaterThan(0)
  expect(cache.peek(unasked)).toBeUndefined()
  expect(cache.peek(asked)).toEqual(pictureOf(asked))
  expect(await cache.find(unasked)).toEqual(pictureOf(unasked))
  expect(cache.peek(unasked)).toEqual(pictureOf(unasked))
})

it('brings what it reads from the disk into memory', async () => {
  const directory = await cacheFolder()
  const first = await openCache(directory)
  const name = keep(first, originOf(1))
  await first.close()
  const second = await openCache(directory, { memoryBytes: 100 * KIB })
  await scanned(second)
  expect(second.peek(name)).toBeUndefined()
  await second.find(name)
  expect(second.peek(name)).toEqual(pictureOf(name))
})

it('keeps its files to itself', async () => {
  const directory = join(await cacheFolder(), 'a', 'b')
  const cache = await openCache(directory)
  keep(cache, originOf(1, { key: '../../etc/passwd' }))
  await cache.close()
  expect(await readdir(directory)).toEqual(['0000000001.seg'])
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  expect((await stat(join(directory, '0000000001.seg'))).mode & 0o777).toBe(0o600)
})

it('takes no folder when it has no disk', async () => {
  const directory = join(await cacheFolder(), 'none')
  const cache = await openCache(directory, { diskBytes: 0, memoryBytes: 100 * KIB })
  const name = keep(cache, originOf(1))
  expect(await cache.find(name)).toEqual(pictureOf(name))
  expect(await cache.purge({ bucket: 'photos', key: '1.jpg' })).toEqual({ entries: 1, bytes: 0 })
  expect(await cache.find(name)).toBeUndefined()
  await expect(stat(directory)).rejects.toThrow('ENOENT')
})

it('keeps nothing in no memory', async () => {
  const cache = memoryOnlyCache(0)
  expect(await cache.find(keep(cache, originOf(1)))).toBeUndefined()
  await cache.close()
})

it.each([
  ['a little', 1],
  ['half a segment', 64 * KIB],
  ['more than half a segment', 100 * KIB],
  ['nearly an eighth of the disk', 127 * KIB],
])('keeps a picture of any size up to an eighth of the disk: %s', async (_, bytes) => {
  const directory = await cacheFolder()
  const first = await openCache(directory)
  const names = [1, 2, 3].map((number) => keep(first, originOf(number), bytes))
  await first.close()
  const second = await openCache(directory)
  await scanned(second)
  for (const name of names) expect((await second.find(name))?.data.length).toBe(bytes)
})

it('does not keep what is larger', async () => {
  const cache = await openCache(await cacheFolder())
  expect(await cache.find(keep(cache, originOf(1), 128 * KIB))).toBeUndefined()
})

it('stays within its bytes, whatever is kept, and drops what is oldest', async () => {
  const directory = await cacheFolder()
  const cache = await openCache(directory)
  const names: string[] = []
  for (let number = 0; number < 600; number++) {
    names.push(keep(cache, originOf(number), (number * 7919) % (20 * KIB)))
    if (number % 20 !== 0) continue
    await delay(5)
    expect(cache.statistics().diskBytes).toBeLessThanOrEqual(2 ** 20)
  }
  await cache.close()
  expect(cache.statistics().evicted).toBeGreaterThan(100)
  const again = await openCache(directory)
  await scanned(again)
  expect(await again.find(names[0] ?? '')).toBeUndefined()
  expect(await again.find(names.at(-1) ?? '')).toBeDefined()
  expect(await folderBytes(directory)).toBe(again.statistics().diskBytes)
})

it.each([
  ['well', 12 * KIB],
  ['badly', 45 * KIB],
])('has as many files open as its bytes allow, and no more, when entries fill them %s', async (_, bytes) => {
  const directory = await cacheFolder()
  const cache = await openCache(directory)
  const counts: number[] = []
  for (let number = 0; number < 200; number++) {
    keep(cache, originOf(number), bytes)
    await delay(1)
    counts.push((await readdir(directory)).length)
  }
  expect(Math.max(...counts)).toBe(8) // of an eighth each
  expect(Math.min(...counts.slice(-20))).toBeGreaterThanOrEqual(7) // one has to go before the next
})

it('shrinks to a smaller budget', async () => {
  const directory = await cacheFolder()
  const roomy = await openCache(directory)
  for (let number = 0; number < 100; number++) keep(roomy, originOf(number), 8 * KIB)
  await roomy.close()
  const tight = await openCache(directory, { diskBytes: 2 ** 18 })
  await scanned(tight)
  expect(await folderBytes(directory)).toBeLessThanOrEqual(2 ** 18)
})

it('gives what was asked for a second chance, and no third without another question', async () => {
  const directory = await cacheFolder()
  const cache = await openCache(directory)
  const wanted = keep(cache, originOf(0), 4 * KIB)
  const unwanted = keep(cache, originOf(1), 4 * KIB)
  const churn = async (from: number) => {
    for (let number = from; number < from + 300; number++) {
      keep(cache, originOf(number), 4 * KIB)
      if (number % 30 === 0) await delay(5)
    }
    await expect
      .poll(() => cache.peek(keep(cache, originOf(from + 300), 4 * KIB)), { ...PATIENT, interval: 250 })
      .toBeUndefined()
  }
  await expect.poll(() => cache.peek(wanted), PATIENT).toBeUndefined()
  expect(await cache.find(wanted)).toBeDefined()
  await churn(1000)
  expect(await cache.find(unwanted)).toBeUndefined()
  expect(await cache.find(wanted)).toEqual(pictureOf(wanted, 4 * KIB))
  await churn(2000) // it was asked for in its second life
  await churn(3000)
  await churn(4000)
  expect(await cache.find(wanted)).toBeUndefined()
})

it('frees the disk of what has become outdated, and keeps the rest', async () => {
  const directory = await cacheFolder()
  const cache = await openCache(directory)
  const names = Array.from({ length: 60 }, (_, number) => keep(cache, originOf(number), 8 * KIB))
  await cache.close()
  const again = await openCache(directory)
  await scanned(again)
  const before = await folderBytes(directory)
  for (let number = 0; number < 60; number++) {
    if (number % 3 !== 0) again.forgetOutdated({ bucket: 'photos', key: `${number}.jpg`, version: 'v2' })
  }
  await expect.poll(() => folderBytes(directory), PATIENT).toBeLessThan(before / 2)
  for (const [number, name] of names.entries()) {
    const found = await again.find(name)
    if (number % 3 === 0) expect(found).toEqual(pictureOf(name, 8 * KIB))
    else expect(found).toBeUndefined()
  }
})

it('gathers the small segments that restarts leave', async () => {
  const directory = await cacheFolder()
  const names: string[] = []
  for (let round = 0; round < 6; round++) {
    const cache = await openCache(directory)
    names.push(keep(cache, originOf(round)))
    await cache.close()
  }
  const cache = await openCache(directory)
  await scanned(cache)
  await expect.poll(() => readdir(directory), PATIENT).toHaveLength(1)
  for (const name of names) expect(await cache.find(name)).toEqual(pictureOf(name))
})

const LOGO = [{ key: 'logo/a.png', version: 'm1' }]

const FAMILY: readonly Origin[] = [
  originOf(0, { key: 'a/1.jpg' }),
  originOf(1, { key: 'a/2.jpg', marks: LOGO }),
  originOf(2, { key: 'b/1.jpg', styles: ['small', 'round'] }),
  originOf(3, { key: 'a/1.jpg', bucket: 'other', styles: ['small'], marks: LOGO }),
]

it.each<[string, PurgeFilter, readonly number[]]>([
  ['an object', { bucket: 'photos', key: 'a/1.jpg' }, [0]],
  ['a mark', { bucket: 'photos', key: 'logo/a.png' }, [1]],
  ['a prefix', { bucket: 'photos', prefix: 'a/' }, [0, 1]],
  ['a prefix of a mark', { bucket: 'photos', prefix: 'logo' }, [1]],
  ['a bucket', { bucket: 'photos', prefix: '' }, [0, 1, 2]],
  ['a style', { bucket: 'photos', style: 'small' }, [2]],
  ['a style of another bucket', { bucket: 'other', style: 'small' }, [3]],
  ['a part of a key', { bucket: 'photos', key: 'a/' }, []],
  ['a part of a style', { bucket: 'photos', style: 'smal' }, []],
])('purges by %s, for good', async (_, filter, gone) => {
  const directory = await cacheFolder()
  for (const isWritten of [false, true]) {
    const cache = await openCache(directory, { memoryBytes: 100 * KIB })
    const names = FAMILY.map((origin) => keep(cache, origin))
    const { bytes } = isWritten ? await written(cache, names) : { bytes: 0 }
    const purged = await cache.purge(filter)
    expect(purged.entries).toBe(gone.length)
    expect(purged.bytes > 0).toBe(bytes > 0 && gone.length > 0)
    const expected = names.map((name, index) => (gone.includes(index) ? undefined : pictureOf(name)))
    expect(await Promise.all(names.map((name) => cache.find(name)))).toEqual(expected)
    await cache.close()
    const again = await openCache(directory)
    await scanned(again)
    expect(await Promise.all(names.map((name) => again.find(name)))).toEqual(expected)
    await again.close()
  }

  async function written(cache: Awaited<ReturnType<typeof openCache>>, names: readonly string[]) {
    await expect.poll(() => cache.statistics().diskBytes, PATIENT).toBeGreaterThan(names.length * 2000)
    return { bytes: cache.statistics().diskBytes }
  }
})

it('finds what has become outdated nevertheless when it purges, so that it does not come back', async () => {
  const directory = await cacheFolder()
  const cache = await openCache(directory)
  const name = keep(cache, originOf(1))
  const other = keep(cache, originOf(2), 100 * KIB) // so that the segment stays
  await expect.poll(() => cache.peek(name), PATIENT).toBeUndefined()
  cache.forgetOutdated({ bucket: 'photos', key: '1.jpg', version: 'v2' })
  expect(await cache.find(name)).toBeUndefined()
  expect(await cache.purge({ bucket: 'photos', key: '1.jpg' })).toEqual({ entries: 0, bytes: 0 })
  await cache.close()
  const again = await openCache(directory)
  await scanned(again)
  expect(await again.find(name)).toBeUndefined()
  expect(await again.find(other)).toBeDefined()
})

it('does not find what became outdated while it was read', async () => {
  const directory = await cacheFolder()
  const first = await openCache(directory)
  const name = keep(first, originOf(1))
  await first.close()
  const cache = await openCache(directory, { memoryBytes: 100 * KIB })
  await scanned(cache)
  const finding = cache.find(name)
  cache.forgetOutdated({ bucket: 'photos', key: '1.jpg', version: 'v2' })
  expect(await finding).toBeUndefined()
  expect(cache.peek(name)).toBeUndefined()
})

it('does not find what became outdated before it was scanned', async () => {
  const directory = await cacheFolder()
  const first = await openCache(directory)
  const [outdated, current] = [keep(first, originOf(1)), keep(first, originOf(2))]
  await first.close()
  const cache = await openCache(directory)
  cache.forgetOutdated({ bucket: 'photos', key: '1.jpg', version: 'v2' })
  await scanned(cache)
  expect(await cache.find(outdated)).toBeUndefined()
  expect(await cache.find(current)).toBeDefined()
})

it('does not find what became outdated while it was written, nor after a purge and a restart', async () => {
  const directory = await cacheFolder()
  const diskBytes = 256 * KIB * KIB
  const cache = await openCache(directory, { diskBytes })
  const names: string[] = []
  for (let number = 0; number < 24; number++) {
    names.push(keep(cache, originOf(number), 1024 * KIB)) // is written at once
    for (let turn = 0; turn < number; turn++) await new Promise(setImmediate)
    cache.forgetOutdated({ bucket: 'photos', key: `${number}.jpg`, version: 'v2' })
    await scanned(cache) // and so what is being written is on the disk
  }
  for (const name of names) expect((await cache.find(name)) === undefined, name).toBe(true)
  await cache.purge({ bucket: 'photos', prefix: '' })
  await cache.close()
  const again = await openCache(directory, { diskBytes })
  await scanned(again)
  expect(again.statistics().entries).toBe(0)
})

it('takes a purged picture anew', async () => {
  const cache = await openCache(await cacheFolder())
  keep(cache, originOf(1))
  await cache.purge({ bucket: 'photos', prefix: '' })
  const name = keep(cache, originOf(1))
  expect(await cache.find(name)).toEqual(pictureOf(name))
})

it('goes on in memory when the folder vanishes, and says so once', async () => {
  const directory = await cacheFolder()
  const warnings: Warnings = []
  const cache = await openCache(directory, { memoryBytes: 100 * KIB, warnings })
  await rm(directory, { recursive: true })
  for (let number = 0; number < 300; number++) {
    const name = keep(cache, originOf(number), 4 * KIB)
    expect(cache.peek(name)).toBeDefined()
    if (number % 50 === 0) await delay(20)
  }
  expect(await cache.purge({ bucket: 'photos', prefix: '' })).toMatchObject({ bytes: 0 })
  await cache.close()
  expect(warnings).toHaveLength(1)
  expect(warnings[0]?.message).toContain('cannot use its disk')
})

it('throws when its folder cannot be made', async () => {
  await expect(openCache('/dev/null/cache')).rejects.toThrow('ENOTDIR')
})
