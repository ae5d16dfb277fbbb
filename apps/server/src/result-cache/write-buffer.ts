import { encodeHead } from './record.ts'
import type { CachedPicture } from './result-cache.ts'
import type { Tags } from './tags.ts'

/** An entry that is not on the disk yet. */
export interface Waiting {
  readonly name: string
  readonly tags: Tags
  readonly picture: CachedPicture
  /** The record's head, without checksums. */
  readonly head: Buffer
  /** Bytes of the record. */
  readonly length: number
}

/** Makes an entry ready to be written. Undefined when its head would be too long. */
export function waiting(name: string, tags: Tags, picture: CachedPicture): Waiting | undefined {
  const head = encodeHead(name, tags, picture)
  return head && { name, tags, picture, head, length: head.length + picture.data.length }
}

/** Entries on their way to the disk, in the order of their coming. */
export class WriteBuffer {
  readonly #entries = new Map<string, Waiting>()
  #bytes = 0

  get bytes(): number {
    return this.#bytes
  }

  get size(): number {
    return this.#entries.size
  }

  get(name: string): Waiting | undefined {
    return this.#entries.get(name)
  }

  /** Whether this very entry still waits. */
  has(entry: Waiting): boolean {
    return this.#entries.get(entry.name) === entry
  }

  /** Adds an entry whose name does not wait yet. */
  add(entry: Waiting): void {
    if (this.#entries.has(entry.name)) return
    this.#entries.set(entry.name, entry)
    this.#bytes += entry.length
  }

  /** Removes an entry, if it is still there. */
  remove(entry: Waiting): void {
    if (!this.has(entry)) return
    this.#entries.delete(entry.name)
    this.#bytes -= entry.length
  }

  /** Removes the entries that a test wants, and gives them. */
  removeWhere(test: (tags: Tags) => boolean): Waiting[] {
    const removed = [...this.#entries.values()].filter(({ tags }) => test(tags))
    for (const entry of removed) this.remove(entry)
    return removed
  }

  /** The first entry, and those behind it that fit with it into `bytes`, at most `count`. They stay here. */
  first(bytes: number, count: number): Waiting[] {
    const entries: Waiting[] = []
    let length = 0
    for (const entry of this.#entries.values()) {
      length += entry.length
      if (entries.length > 0 && (length > bytes || entries.length === count)) break
      entries.push(entry)
    }
    return entries
  }
}
