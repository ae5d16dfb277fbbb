/** Takes warnings; a logger of fastify is one. */
export interface CacheLog {
  warn(details: object, message: string): void
}

const MINUTE = 60_000

/** Warns of each kind of trouble once a minute: a full disk would fill the log with every write. */
export class Troubles {
  readonly #log: CacheLog
  readonly #directory: string
  readonly #since = new Map<string, { time: number; more: number }>()

  constructor(log: CacheLog, directory: string) {
    this.#log = log
    this.#directory = directory
  }

  /** Warns, or counts what the next warning of this kind will tell. */
  report(message: string, details: object): void {
    const last = this.#since.get(message)
    const time = performance.now()
    if (last && time - last.time < MINUTE) last.more++
    else {
      this.#since.set(message, { time, more: 0 })
      this.#log.warn({ ...details, directory: this.#directory, notLogged: last?.more ?? 0 }, message)
    }
  }
}
