/** Numbers from 0 to 4,294,967,295 in a row that grows; what was never set is 0. */
export class Column {
  #values = new Uint32Array(256)

  get(index: number): number {
    return this.#values[index] ?? 0
  }

  set(index: number, value: number): void {
    if (index >= this.#values.length) this.#grow(index + 1)
    this.#values[index] = value
  }

  /** Grows by a quarter: less room stands empty than in an array that doubles. */
  #grow(length: number): void {
    const values = new Uint32Array(Math.max(length, Math.ceil(this.#values.length * 1.25)))
    values.set(this.#values)
    this.#values = values
  }
}
