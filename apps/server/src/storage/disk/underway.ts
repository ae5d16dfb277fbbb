/** Counts what is under way, so that one can wait for its end. */
export class Underway {
  #count = 0
  #idle: () => void = () => undefined

  /** Does `work`, counted. */
  async during<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    this.#count++
    try {
      return await work()
    } finally {
      this.#count--
      if (this.#count === 0) this.#idle()
    }
  }

  /** Resolves when nothing is under way. Only one may wait. */
  async ended(): Promise<void> {
    if (this.#count === 0) return
    await new Promise<void>((resolve) => {
      this.#idle = resolve
    })
  }
}
