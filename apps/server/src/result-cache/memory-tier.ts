import { LRUCache } from 'lru-cache'
import type { CachedPicture } from './result-cache.ts'
import { type Change, isOutdated, objectsOf, type Tags } from './tags.ts'

interface Entry {
  readonly tags: Tags
  readonly picture: CachedPicture
}

/** A picture above this share of the memory stays out: it would push out too many. */
const LARGEST_SHARE = 1 / 8

/** Bytes that an entry takes beside its data. */
const ENTRY_BYTES = 1024

/** The pictures that were asked for last. */
export class MemoryTier {
  readonly #entries: LRUCache<string, Entry> | undefined
  /** Names by object, for changes come often. */
  readonly #byObject = new Map<string, Set<string>>()
  #evicted = 0

  /** @param bytes how much may be held; 0: nothing. */
  constructor(bytes: number) {
    const maxEntrySize = Math.floor(bytes * LARGEST_SHARE)
    if (maxEntrySize < 1) return
    this.#entries = new LRUCache<string, Entry>({
      maxSize: bytes,
      maxEntrySize,
      sizeCalculation: ({ picture }) => picture.data.length + ENTRY_BYTES,
      dispose: ({ tags }, name, reason) => {
        this.#unlink(name, tags)
        if (reason === 'evict') this.#evicted++
      },
      noDisposeOnSet: false,
    })
  }

  get size(): number {
    return this.#entries?.size ?? 0
  }

  get bytes(): number {
    return this.#entries?.calculatedSize ?? 0
  }

  /** Entries that had to make room since the start. */
  get evicted(): number {
    return this.#evicted
  }

  has(name: string): boolean {
    return this.#entries?.has(name) ?? false
  }

  get(name: string): CachedPicture | undefined {
    return this.#entries?.get(name)?.picture
  }

  set(name: string, tags: Tags, picture: CachedPicture): void {
    const entries = this.#entries
    if (!entries) return
    entries.set(name, { tags, picture: { data: owned(picture.data), contentType: picture.contentType } })
    if (entries.has(name)) this.#link(name, tags)
  }

  /** Forgets the pictures that a test wants, and gives their names. */
  removeWhere(test: (tags: Tags) => boolean): string[] {
    const names = [...(this.#entries?.entries() ?? [])].flatMap(([name, { tags }]) =>
      test(tags) ? [name] : [],
    )
    for (const name of names) this.#entries?.delete(name)
    return names
  }

  /** Forgets what shows a former content of an object. */
  removeOutdated(change: Change): void {
    for (const name of [...(this.#byObject.get(objectName(change)) ?? [])]) {
      const entry = this.#entries?.peek(name)
      if (entry && isOutdated(entry.tags, change)) this.#entries?.delete(name)
    }
  }

  #link(name: string, tags: Tags): void {
    for (const object of objectsOf(tags)) {
      const names = this.#byObject.get(objectName(object)) ?? new Set()
      this.#byObject.set(objectName(object), names.add(name))
    }
  }

  #unlink(name: string, tags: Tags): void {
    for (const object of objectsOf(tags)) {
      const names = this.#byObject.get(objectName(object))
      names?.delete(name)
      if (names?.size === 0) this.#byObject.delete(objectName(object))
    }
  }
}

function objectName({ bucket, key }: { readonly bucket: string; readonly key: string }): string {
  return `${bucket}/${key}`
}

/** The data without the large memory that it may be cut out of, which it would keep. */
function owned(data: Buffer): Buffer {
  if (data.buffer.byteLength <= 2 * data.length + ENTRY_BYTES) return data
  const copy = Buffer.allocUnsafeSlow(data.length)
  data.copy(copy)
  return copy
}
