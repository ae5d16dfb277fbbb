import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '../storage/disk/folders.ts'
import { KILL } from './record.ts'

/*
 * A segment file: 8 bytes that name the format and its version, the salt of its checksums (4 bytes), 4 bytes of nothing,
 * records.
 */
const FORMAT = Buffer.from('ossimgR1')
const SALT = FORMAT.length

/** Bytes before the first record. */
export const SEGMENT_HEAD_BYTES = 16

const NAME = /^\d{10}\.seg$/

/** The number of the segment in a file of this name; undefined when it is none. */
export function segmentNumber(fileName: string): number | undefined {
  return NAME.test(fileName) ? Number.parseInt(fileName, 10) : undefined
}

/** A file of records. Records are appended, marked as dead, and go with their file. */
export class Segment {
  /** Above 0. Segments that were begun later have higher ones. */
  readonly number: number
  /** Bytes that it may grow to. */
  readonly capacity: number
  /** Bytes of the entries in it that can be found. */
  liveBytes = 0
  /** Whether all that lies in it is in the index. */
  isScanned = false
  readonly #path: string
  #size: number
  #salt = 0
  #file: FileHandle | undefined

  /**
   * @param size bytes of the file, which need not be open yet.
   * @param capacity default: it does not grow any more.
   */
  constructor(directory: string, number: number, size: number, capacity = size) {
    this.number = number
    this.capacity = capacity
    this.#path = join(directory, `${String(number).padStart(10, '0')}.seg`)
    this.#size = size
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#size
  }

  /** What the checksums of its records are seeded with. */
  get salt(): number {
    return this.#salt
  }

  /** Makes the file, empty. */
  async create(): Promise<void> {
    this.#file = await open(this.#path, 'wx+', 0o600)
    const head = Buffer.alloc(SEGMENT_HEAD_BYTES)
    FORMAT.copy(head)
    randomBytes(4).copy(head, SALT)
    try {
      await this.append([head], head.length)
    } catch (error) {
      await this.remove()
      throw error
    }
    this.#salt = head.readUInt32LE(SALT)
    this.isScanned = true
  }

  /** Opens the file that is there. Gives whether it is of this format. */
  async open(): Promise<boolean> {
    this.#file = await open(this.#path, constants.O_RDWR | constants.O_NOFOLLOW)
    if (this.#size < SEGMENT_HEAD_BYTES) return false
    const head = await this.read(0, SEGMENT_HEAD_BYTES)
    this.#salt = head.readUInt32LE(SALT)
    return head.subarray(0, FORMAT.length).equals(FORMAT)
  }

  /** Reads bytes into memory of their own. Throws when there are too few. */
  async read(offset: number, length: number): Promise<Buffer> {
    // Memory of their own: a small buffer that is kept would keep the pool that it was cut from.
    const buffer = Buffer.allocUnsafeSlow(length)
    for (let filled = 0; filled < length; ) {
      const { bytesRead } = await this.#open.read(buffer, filled, length - filled, offset + filled)
      if (bytesRead === 0) throw new Error(`The segment ${this.number} is shorter than expected.`)
      filled += bytesRead
    }
    return buffer
  }

  /** Appends `length` bytes in one go and gives where they lie. When it throws, nothing is appended. */
  async append(pieces: readonly Buffer[], length: number): Promise<number> {
    const offset = this.#size
    try {
      const { bytesWritten } = await this.#open.writev(pieces, offset)
      if (bytesWritten !== length) throw new Error(`Only ${bytesWritten} of ${length} bytes were written.`)
    } catch (error) {
      await this.cut(offset).catch(() => undefined) // what is torn is cut by the next scan
      throw error
    }
    this.#size = offset + length
    return offset
  }

  /** Marks a record as dead. */
  async kill(offset: number): Promise<void> {
    await this.#open.write(KILL.byte, 0, 1, offset + KILL.position)
  }

  /** Lets the file end here. */
  async cut(size: number): Promise<void> {
    await this.#open.truncate(size)
    this.#size = size
  }

  /** Brings to the disk what was written. */
  sync(): Promise<void> {
    return this.#open.datasync()
  }

  /** Removes the file. Reading that is under way ends first. */
  async remove(): Promise<void> {
    try {
      await unlink(this.#path)
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return
      await this.#file?.truncate(0).catch(() => undefined) // at least frees the disk
      throw error
    } finally {
      await this.close()
    }
  }

  /** Closes the file. Reading that is under way ends first. */
  async close(): Promise<void> {
    await this.#file?.close()
    this.#file = undefined
  }

  get #open(): FileHandle {
    if (!this.#file) throw new Error(`The segment ${this.number} is not open.`)
    return this.#file
  }
}
