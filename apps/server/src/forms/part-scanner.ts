/**
 * Reads a stream of bytes piece by piece, each up to a mark, wherever the stream is cut. A library did this before: at some
 * cuts within what looks like a boundary it lost parts.
 */
export class PartScanner {
  readonly #source: AsyncIterator<Uint8Array>
  #pending: Buffer

  /** @param before bytes that are read before those of `source`. */
  constructor(source: AsyncIterable<Uint8Array>, before: string) {
    this.#source = source[Symbol.asyncIterator]()
    this.#pending = Buffer.from(before)
  }

  /**
   * The bytes before the next `mark`, at the pace of their reader; the mark itself is skipped. Throws what `ended` makes
   * when the stream ends before.
   */
  async *until(mark: Buffer, ended: () => Error): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#pending.indexOf(mark)
      if (at >= 0) {
        const piece = this.#take(at)
        this.#take(mark.length)
        if (piece.length > 0) yield piece
        return
      }
      // The last bytes may be the beginning of the mark.
      const certain = this.#pending.length - mark.length + 1
      if (certain > 0) yield this.#take(certain)
      if (!(await this.#more())) throw ended()
    }
  }

  /** The next `count` bytes. Throws what `ended` makes when there are fewer. */
  async exactly(count: number, ended: () => Error): Promise<Buffer> {
    while (this.#pending.length < count) if (!(await this.#more())) throw ended()
    return this.#take(count)
  }

  /** Reads to the end and leaves all aside. */
  async skipRest(): Promise<void> {
    do this.#pending = Buffer.alloc(0)
    while (await this.#more())
  }

  /** Reads no further. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }

  #take(count: number): Buffer {
    const taken = this.#pending.subarray(0, count)
    this.#pending = this.#pending.subarray(count)
    return taken
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#source.next()
    if (done) return false
    this.#pending = this.#pending.length === 0 ? Buffer.from(value) : Buffer.concat([this.#pending, value])
    return true
  }
}
