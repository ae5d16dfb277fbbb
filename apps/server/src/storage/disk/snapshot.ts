import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import type { ByteRange, ObjectReader, ObjectRecord } from '../storage.ts'

/** Bytes per read: large enough to cost little per byte, small enough for many slow readers. */
const CHUNK = 64 * 1024

/** A blob held open: its bytes outlive the name of the file. */
export class Snapshot implements ObjectReader {
  readonly record: ObjectRecord
  readonly #file: FileHandle
  #users = 1
  #closed = false

  constructor(record: ObjectRecord, file: FileHandle) {
    this.record = record
    this.#file = file
  }

  read(range?: ByteRange): Readable {
    if (this.#closed) throw new Error('The object reader is closed.')
    const { start, end } = range ?? { start: 0, end: this.record.size - 1 }
    if (range && !(0 <= start && start <= end && end < this.record.size)) {
      throw new RangeError(`Bytes ${start}-${end} are not within the ${this.record.size} of the object.`)
    }
    const stream = Readable.from(this.#chunks(start, end), { objectMode: false, highWaterMark: CHUNK })
    this.#users++
    stream.once('close', () => void this.#release().catch(() => undefined))
    return stream
  }

  async bytes(): Promise<Buffer> {
    if (this.#closed) throw new Error('The object reader is closed.')
    this.#users++
    try {
      return await this.#fill(Buffer.allocUnsafe(this.record.size), 0)
    } finally {
      await this.#release()
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#release()
  }

  async #release(): Promise<void> {
    this.#users--
    if (this.#users === 0) await this.#file.close()
  }

  async *#chunks(start: number, end: number): AsyncGenerator<Buffer> {
    for (let position = start; position <= end; position += CHUNK) {
      yield await this.#fill(Buffer.allocUnsafe(Math.min(CHUNK, end - position + 1)), position)
    }
  }

  /** Fills `buffer` with the bytes from `position` on. */
  async #fill(buffer: Buffer, position: number): Promise<Buffer> {
    for (let filled = 0; filled < buffer.length; ) {
      const { bytesRead } = await this.#file.read(buffer, filled, buffer.length - filled, position + filled)
      if (bytesRead === 0) throw new Error(`The blob ${this.record.version} is shorter than its record says.`)
      filled += bytesRead
    }
    return buffer
  }
}
