import { type FileHandle, mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ContentCheck, ContentSummary } from '../content-check.ts'

const SHELF = /^[0-9a-f]{2}$/
const BLOB = /^[0-9a-f]{32}$/

/** What a directory answers to fsync on platforms that cannot do it. */
const NO_DIRECTORY_SYNC = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'])

/**
 * Immutable files `blobs/ab/ab01…` named by 32 hexadecimal digits, written as `tmp/ab01…` and moved once
 * complete and on the disk. A name is never used twice. Its first two digits are its shelf: 256 of them keep
 * directories short.
 */
export class Blobs {
  readonly #blobs: string
  readonly #temporary: string
  /** The shelves known to be on the disk, or on their way. */
  readonly #shelves = new Map<string, Promise<void>>()

  constructor(folder: string) {
    this.#blobs = join(folder, 'blobs')
    this.#temporary = join(folder, 'tmp')
  }

  /** Makes the folders that are missing, durably. */
  async prepare(): Promise<void> {
    await makeFolder(this.#temporary)
    await makeFolder(this.#blobs)
    await syncFolder(dirname(dirname(this.#blobs)))
  }

  /**
   * Stores a body that passes `check`. When this resolves, the file survives a loss of power; when it
   * rejects, nothing is left.
   */
  async write(name: string, body: AsyncIterable<Uint8Array>, check: ContentCheck): Promise<ContentSummary> {
    const temporary = join(this.#temporary, name)
    const path = this.#path(name)
    try {
      const summary = await receive(temporary, body, check)
      await this.#makeShelf(name.slice(0, 2))
      await rename(temporary, path)
      await syncFolder(dirname(path))
      return summary
    } catch (error) {
      // The reason matters more than a file that stays until the next start.
      await Promise.allSettled([rm(temporary, { force: true }), rm(path, { force: true })])
      throw error
    }
  }

  /** Opens a blob for reading; undefined if there is none. */
  async open(name: string): Promise<FileHandle | undefined> {
    try {
      return await open(this.#path(name), 'r')
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  /**
   * Removes a blob that no metadata points at. What cannot be removed now, `removeStrays` removes at the next
   * start.
   */
  async remove(name: string): Promise<void> {
    await unlink(this.#path(name)).catch(() => undefined)
  }

  /**
   * Removes what a crash may have left: temporary files, and blobs that were complete but not yet or no
   * longer pointed at. `referenced` tells the names in use that begin with two given digits. Files of other
   * makers stay.
   */
  async removeStrays(referenced: (shelf: string) => ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.#temporary)) await rm(join(this.#temporary, name), { force: true })
    for (const shelf of await list(this.#blobs, SHELF)) {
      const inUse = referenced(shelf)
      const names = await list(join(this.#blobs, shelf), BLOB)
      for (const name of names) if (!inUse.has(name)) await unlink(this.#path(name))
    }
  }

  /** Whether there is no blob at all. */
  async isEmpty(): Promise<boolean> {
    for (const shelf of await list(this.#blobs, SHELF)) {
      const names = await list(join(this.#blobs, shelf), BLOB)
      if (names.length > 0) return false
    }
    return true
  }

  async #makeShelf(shelf: string): Promise<void> {
    const made = this.#shelves.get(shelf) ?? makeFolder(join(this.#blobs, shelf))
    this.#shelves.set(shelf, made)
    // A shelf that could not be made is tried again for the next blob.
    await made.catch((error) => {
      this.#shelves.delete(shelf)
      throw error
    })
  }

  #path(name: string): string {
    return join(this.#blobs, name.slice(0, 2), name)
  }
}

async function receive(
  path: string,
  body: AsyncIterable<Uint8Array>,
  check: ContentCheck,
): Promise<ContentSummary> {
  const file = await open(path, 'wx', 0o600)
  try {
    for await (const chunk of body) {
      check.update(chunk)
      await file.writeFile(chunk) // goes on where the last one ended
    }
    const summary = check.finish()
    await file.sync()
    return summary
  } finally {
    await file.close()
  }
}

async function list(path: string, names: RegExp): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => names.test(name))
}

/** Makes a folder if it is missing, and its name durable. */
async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await syncFolder(dirname(path))
}

/** Makes the entries of a folder durable. */
async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    if (!hasCode(error, ...NO_DIRECTORY_SYNC)) throw error
  }
}

function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => error.code === code)
}
