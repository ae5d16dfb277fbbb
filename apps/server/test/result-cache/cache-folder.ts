import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { cacheName } from '../../src/result-cache/name.ts'
import { openResultCache, type ResultCacheOptions } from '../../src/result-cache/open-result-cache.ts'
import type { CachedPicture, Origin, ResultCache } from '../../src/result-cache/result-cache.ts'

/** A folder for one test. */
export async function cacheFolder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'ossimg-results-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** What a cache has warned of. */
export type Warnings = { readonly details: object; readonly message: string }[]

/** Opens a cache without a memory tier, so that what is found comes from the disk; closes it when the test ends. */
export async function openCache(
  directory: string,
  options: Partial<ResultCacheOptions> & { readonly warnings?: Warnings } = {},
): Promise<ResultCache> {
  const log = { warn: (details: object, message: string) => options.warnings?.push({ details, message }) }
  const cache = await openResultCache({ directory, diskBytes: 2 ** 20, memoryBytes: 0, log, ...options })
  onTestFinished(() => cache.close())
  return cache
}

/** Waits until all that lies in the folder is known. */
export async function scanned(cache: ResultCache): Promise<void> {
  await cache.purge({ bucket: 'nobody', prefix: '' })
}

/** An origin of its own for each number. */
export function originOf(number: number, more: Partial<Origin> = {}): Origin {
  return {
    bucket: 'photos',
    key: `${number}.jpg`,
    version: 'v1',
    process: 'image/resize,w_200',
    styles: [],
    marks: [],
    revision: 'r1',
    ...more,
  }
}

/** Bytes that follow from a name. */
export function pictureOf(name: string, bytes = 2000): CachedPicture {
  const pattern = Buffer.from(`${name}${name.split('').reverse().join('')}`)
  return { data: Buffer.alloc(bytes, pattern), contentType: 'image/webp' }
}

/** Keeps the picture of an origin and gives its name. */
export function keep(cache: ResultCache, origin: Origin, bytes?: number): string {
  const name = cacheName(origin)
  cache.keep(name, origin, pictureOf(name, bytes))
  return name
}

/** Bytes of the files in a folder. */
export async function folderBytes(directory: string): Promise<number> {
  const sizes = (await readdir(directory)).map(async (name) => (await stat(join(directory, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
