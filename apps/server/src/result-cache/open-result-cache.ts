import { DiskTier } from './disk-tier.ts'
import { MemoryTier } from './memory-tier.ts'
import type {
  CachedPicture,
  CacheStatistics,
  Origin,
  Purged,
  PurgeFilter,
  ResultCache,
} from './result-cache.ts'
import { type Change, matches, tagsOf } from './tags.ts'
import type { CacheLog } from './troubles.ts'

/** How much is kept, and where. */
export interface ResultCacheOptions {
  /** A folder of its own, of which this process is the only user; made if it is missing. */
  readonly directory: string
  /** Bytes of files; 0: none, and the folder is not touched. */
  readonly diskBytes: number
  /** Bytes of pictures in memory; 0: none but those on their way to the disk. */
  readonly memoryBytes: number
  /** Is told once a minute what is wrong with the disk. */
  readonly log: CacheLog
}

/**
 * Opens a cache of pictures on disk and in memory. What lies in the folder becomes known in the background: until then it
 * is not found.
 *
 * @throws what the file system throws when the folder cannot be made or listed.
 */
export async function openResultCache(options: ResultCacheOptions): Promise<ResultCache> {
  const { directory, diskBytes, memoryBytes, log } = options
  const disk = diskBytes > 0 ? await DiskTier.open({ directory, bytes: diskBytes, log }) : undefined
  return new TieredCache(new MemoryTier(memoryBytes), disk)
}

/** A cache of so many bytes in memory, and none on the disk. */
export function memoryOnlyCache(bytes: number): ResultCache {
  return new TieredCache(new MemoryTier(bytes), undefined)
}

class TieredCache implements ResultCache {
  readonly #memory: MemoryTier
  readonly #disk: DiskTier | undefined
  #memoryHits = 0
  #diskHits = 0
  #misses = 0

  constructor(memory: MemoryTier, disk: DiskTier | undefined) {
    this.#memory = memory
    this.#disk = disk
  }

  peek(name: string): CachedPicture | undefined {
    const picture = this.#memory.get(name) ?? this.#unwritten(name)
    if (!picture) return undefined
    this.#memoryHits++
    this.#disk?.touch(name)
    return picture
  }

  /** A picture on its way to the disk, which is in memory from now on. */
  #unwritten(name: string): CachedPicture | undefined {
    const entry = this.#disk?.peek(name)
    if (entry) this.#memory.set(name, entry.tags, entry.picture)
    return entry?.picture
  }

  has(name: string): boolean {
    return this.#memory.has(name) || (this.#disk?.has(name) ?? false)
  }

  async find(name: string): Promise<CachedPicture | undefined> {
    const near = this.peek(name)
    if (near) return near
    const entry = await this.#disk?.find(name)
    // It may have been purged while it was read.
    if (!entry || !this.#disk?.has(name)) {
      this.#misses++
      return undefined
    }
    this.#diskHits++
    const picture = { data: entry.data, contentType: entry.contentType }
    this.#memory.set(name, entry.tags, picture)
    return picture
  }

  keep(name: string, origin: Origin, picture: CachedPicture): void {
    const tags = tagsOf(origin)
    this.#disk?.keep(name, tags, picture)
    // The memory is for what is asked for again: most of what is made never is.
    if (!this.#disk?.has(name)) this.#memory.set(name, tags, picture)
  }

  forgetOutdated(change: Change): void {
    this.#memory.removeOutdated(change)
    this.#disk?.forgetOutdated(change)
  }

  async purge(filter: PurgeFilter): Promise<Purged> {
    const names = this.#memory.removeWhere((tags) => matches(tags, filter))
    const inMemoryOnly = names.filter((name) => !this.#disk?.has(name)).length
    const purged = (await this.#disk?.purge(filter)) ?? { entries: 0, bytes: 0 }
    // What was read from the disk while the purge went on.
    this.#memory.removeWhere((tags) => matches(tags, filter))
    return { entries: purged.entries + inMemoryOnly, bytes: purged.bytes }
  }

  statistics(): CacheStatistics {
    return {
      entries: this.#disk?.entries ?? this.#memory.size,
      diskBytes: this.#disk?.bytes ?? 0,
      memoryBytes: this.#memory.bytes,
      memoryHits: this.#memoryHits,
      diskHits: this.#diskHits,
      misses: this.#misses,
      corrupt: this.#disk?.corrupt ?? 0,
      evicted: this.#disk?.evicted ?? this.#memory.evicted,
    }
  }

  async close(): Promise<void> {
    await this.#disk?.close()
  }
}
