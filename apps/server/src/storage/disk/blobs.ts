import { type FileHandle, link, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Meter } from '../content-check.ts'
import { hasCode, listFolder, makeFolder, syncFolder } from './folders.ts'
import { OpenBlob } from './open-blob.ts'

const SHELF = /^[0-9a-f]{2}$/
const BLOB = /^[0-9a-f]{32}$/

/** Bytes per step when a file is copied. */
const COPY_CHUNK = 256 * 1024

/** The first `size` bytes of the file that bears this name. */
export interface Content {
  readonly name: string
  readonly size: number
}

/**
 * Files `blobs/ab/ab01…` named by 32 hexadecimal digits, written as `tmp/ab01…` and moved once complete and on
 * the disk. A name is never used twice, and the bytes under a name never change, though more may follow (see
 * `extend`). Its first two digits are its shelf: 256 of them keep directories short.
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
   * Stores a body that passes `meter`. When this resolves, the file survives a loss of power; when it
   * rejects, nothing is left.
   */
  async write<Summary>(
    name: string,
    body: AsyncIterable<Uint8Array>,
    meter: Meter<Summary>,
  ): Promise<Summary> {
    const summary = await this.receive(name, body, meter)
    await this.publish(name)
    return summary
  }

  /**
   * Keeps a body that passes `meter` in a temporary file, for `publish` or `extend`. When it rejects, nothing is left.
   *
   * @param sync whether the file is to survive a loss of power once it is published. Default: true.
   */
  async receive<Summary>(
    name: string,
    body: AsyncIterable<Uint8Array>,
    meter: Meter<Summary>,
    { sync = true }: { readonly sync?: boolean } = {},
  ): Promise<Summary> {
    try {
      const file = await open(this.#draft(name), 'wx', 0o600)
      try {
        await append(file, 0, body, meter)
        const summary = meter.finish()
        if (sync) await file.sync()
        return summary
      } finally {
        await file.close()
      }
    } catch (error) {
      await this.drop(name)
      throw error
    }
  }

  /** Removes the temporary file of this name, if there is one. What cannot be removed now, the next start removes. */
  async drop(name: string): Promise<void> {
    await unlink(this.#draft(name)).catch(() => undefined)
  }

  /** Makes the temporary file of this name a blob. When it rejects, nothing is left. */
  async publish(name: string): Promise<void> {
    const path = this.path(name)
    try {
      await this.#makeShelf(name.slice(0, 2))
      await rename(this.#draft(name), path)
      await syncFolder(dirname(path))
    } catch (error) {
      await Promise.all([this.drop(name), this.remove(name)])
      throw error
    }
  }

  /**
   * Makes a blob of the bytes of the blob `base` and, behind them, those of the temporary file `tail`, which pass
   * `meter`. Undefined when `base` is gone. When it rejects, no file is left.
   *
   * No byte of `base` is copied where files can have two names: the new blob is another name of the same file, which
   * gets longer. Who reads `base` reads no further than its size. Only one call at a time may extend a blob.
   */
  async extend<Summary>(
    name: string,
    base: Content,
    tail: Content,
    meter: Meter<Summary>,
  ): Promise<Summary | undefined> {
    try {
      if (!((await this.#share(name, base)) || (await this.#copy(name, base)))) return undefined
      const summary = await this.#lengthen(name, base.size, tail, meter)
      await this.publish(name)
      return summary
    } catch (error) {
      await this.drop(name)
      throw error
    }
  }

  /** The file of a blob, whether or not there is one. */
  path(name: string): string {
    return join(this.#blobs, name.slice(0, 2), name)
  }

  /** Opens a blob for reading; undefined if there is none. */
  async open(name: string): Promise<OpenBlob | undefined> {
    try {
      return new OpenBlob(name, await open(this.path(name), 'r'))
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return undefined
      throw error
    }
  }

  /** The bytes of several blobs, one after the other. Throws when one is gone. */
  async *read(contents: readonly Content[]): AsyncGenerator<Uint8Array> {
    for (const { name, size } of contents) {
      const blob = await this.open(name)
      if (!blob) throw new Error(`The blob ${name} is missing.`)
      try {
        yield* blob.pieces(0, size, COPY_CHUNK)
      } finally {
        await blob.close()
      }
    }
  }

  /**
   * Removes a blob that no metadata points at. What cannot be removed now, `removeStrays` removes at the next
   * start.
   */
  async remove(name: string): Promise<void> {
    await unlink(this.path(name)).catch(() => undefined)
  }

  /**
   * Removes what a crash may have left: temporary files, and blobs that were complete but not yet or no
   * longer pointed at. `referenced` tells the names in use that begin with two given digits. Files of other
   * makers stay.
   */
  async removeStrays(referenced: (shelf: string) => ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.#temporary)) await rm(this.#draft(name), { force: true })
    for (const shelf of await listFolder(this.#blobs, SHELF)) {
      const inUse = referenced(shelf)
      const names = await listFolder(join(this.#blobs, shelf), BLOB)
      for (const name of names) if (!inUse.has(name)) await unlink(this.path(name))
    }
  }

  /** Whether there is no blob at all. */
  async isEmpty(): Promise<boolean> {
    for (const shelf of await listFolder(this.#blobs, SHELF)) {
      const names = await listFolder(join(this.#blobs, shelf), BLOB)
      if (names.length > 0) return false
    }
    return true
  }

  /** Gives the file of a blob a second, temporary name. False: that cannot be done here, or must not. */
  async #share(name: string, base: Content): Promise<boolean> {
    try {
      await link(this.path(base.name), this.#draft(name))
    } catch {
      return false // not every file system can do it, none without end, and each has its own words for it
    }
    // Bytes behind the base are what an append has left that failed in its last step. Should its row turn out to be on
    // the disk after a crash, they must be there, too.
    if ((await stat(this.#draft(name))).size === base.size) return true
    await this.drop(name)
    return false
  }

  /** Copies a blob to a temporary file. False: it is gone. */
  async #copy(name: string, base: Content): Promise<boolean> {
    const blob = await this.open(base.name)
    if (!blob) return false
    try {
      const pieces = blob.pieces(0, base.size, COPY_CHUNK)
      await this.receive(name, pieces, UNMEASURED, { sync: false })
      return true
    } finally {
      await blob.close()
    }
  }

  /** Writes the bytes of one temporary file behind another, which is `size` bytes long, and brings them to the disk. */
  async #lengthen<Summary>(
    name: string,
    size: number,
    tail: Content,
    meter: Meter<Summary>,
  ): Promise<Summary> {
    const file = await open(this.#draft(name), 'r+')
    try {
      const source = new OpenBlob(tail.name, await open(this.#draft(tail.name), 'r'))
      try {
        await append(file, size, source.pieces(0, tail.size, COPY_CHUNK), meter)
      } finally {
        await source.close()
      }
      const summary = meter.finish()
      await file.sync()
      return summary
    } catch (error) {
      // So that the base can be shared again. If not, it is copied.
      await Promise.allSettled([file.truncate(size)])
      throw error
    } finally {
      await file.close()
    }
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

  #draft(name: string): string {
    return join(this.#temporary, name)
  }
}

const UNMEASURED: Meter<void> = { update: () => undefined, finish: () => undefined }

/** Writes a body into a file from `position` on. */
async function append(
  file: FileHandle,
  position: number,
  body: AsyncIterable<Uint8Array>,
  meter: Pick<Meter<unknown>, 'update'>,
): Promise<void> {
  let end = position
  for await (const chunk of body) {
    meter.update(chunk)
    for (let written = 0; written < chunk.length; ) {
      const { bytesWritten } = await file.write(chunk, written, chunk.length - written, end + written)
      written += bytesWritten
    }
    end += chunk.length
  }
}
