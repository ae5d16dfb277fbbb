import { Readable } from 'node:stream'
import type { ByteRange, ObjectReader, ObjectRecord } from '../storage.ts'
import type { OpenBlob } from './open-blob.ts'

/** Bytes per read: large enough to cost little per byte, small enough for many slow readers. */
const CHUNK = 64 * 1024

/** An object whose blob is held open. Bytes behind `record.size` belong to a later version. */
export class Snapshot implements ObjectReader {
  readonly record: ObjectRecord
  readonly #blob: OpenBlob
  #users = 1
  #closed = false

  constructor(record: ObjectRecord, blob: OpenBlob) {
    this.record = record
    this.#blob = blob
  }

  read(range?: ByteRange): Readable {
    if (this.#closed) throw new Error('The object reader is closed.')
    const { start, end } = range ?? { start: 0, end: this.record.size - 1 }
    if (range && !(0 <= start && start <= end && end < this.record.size)) {
      throw new RangeError(`Bytes ${start}-${end} are not within the ${this.record.size} of the object.`)
    }
    const pieces = this.#blob.pieces(start, end + 1, CHUNK)
    const stream = Readable.from(pieces, { objectMode: false, highWaterMark: CHUNK })
    this.#users++
    stream.once('close', () => void this.#release().catch(() => undefined))
    return stream
  }

  async bytes(): Promise<Buffer> {
    if (this.#closed) throw new Error('The object reader is closed.')
    this.#users++
    try {
      return await this.#blob.fill(Buffer.allocUnsafe(this.record.size), 0)
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
    if (this.#users === 0) await this.#blob.close()
  }
}
