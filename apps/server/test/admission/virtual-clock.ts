import type { Clock } from '../../src/admission/clock.ts'

interface Alarm {
  readonly at: number
  readonly callback: () => void
}

/** Lets all promises that can settle do so. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Time that passes only when told to. */
export class VirtualClock implements Clock {
  readonly #alarms = new Set<Alarm>()
  #now = 0

  now(): number {
    return this.#now
  }

  /** Calls that are still to come. */
  get pending(): number {
    return this.#alarms.size
  }

  after(ms: number, callback: () => void): () => void {
    const alarm = { at: this.#now + ms, callback }
    this.#alarms.add(alarm)
    return () => this.#alarms.delete(alarm)
  }

  /** Goes from alarm to alarm, each with what follows from it, until a moment. */
  async runUntil(moment: number): Promise<void> {
    for (let next = this.#next(); next && next.at <= moment; next = this.#next()) {
      this.#alarms.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.callback()
      await settle()
    }
    this.#now = Math.max(this.#now, moment)
  }

  #next(): Alarm | undefined {
    let next: Alarm | undefined
    for (const alarm of this.#alarms) if (!next || alarm.at < next.at) next = alarm
    return next
  }
}
