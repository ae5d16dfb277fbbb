import type { FileHandle } from 'node:fs/promises'

/** A file held open to read it: its bytes outlive the file's name. */
export class OpenBlob {
  readonly #name: string
  readonly #file: FileHandle

  constructor(name: string, file: FileHandle) {
    this.#name = name
    this.#file = file
  }

  /** The bytes from `start` up to `end`, which is not included, in pieces of `size` bytes. */
  async *pieces(start: number, end: number, size: number): AsyncGenerator<Buffer> {
    for (let position = start; position < end; position += size) {
      yield await this.fill(Buffer.allocUnsafe(Math.min(size, end - position)), position)
    }
  }

  /** Fills `buffer` with the bytes from `position` on. Throws when there are too few. */
  async fill(buffer: Buffer, position: number): Promise<Buffer> {
    for (let filled = 0; filled < buffer.length; ) {
      const { bytesRead } = await this.#file.read(buffer, filled, buffer.length - filled, position + filled)
      if (bytesRead === 0) throw new Error(`The blob ${this.#name} is shorter than its record says.`)
      filled += bytesRead
    }
    return buffer
  }

  /** Ends the reading. */
  close(): Promise<void> {
    return this.#file.close()
  }
}
