import type { Job } from './job.ts'

/** Who waits for a turn. */
export interface Waiter {
  readonly job: Job
  /** When it came, by the clock. */
  readonly since: number
  /** Is told that it may start now. */
  enter(): void
  /** Is told that it has waited in vain. */
  expire(): void
}

/** A place in a queue. */
export interface Place {
  readonly waiter: Waiter
  previous: Place | undefined
  next: Place | undefined
}

/** First come, first served. To join, to leave from anywhere, and to know the work that waits take the same time at any length. */
export class Queue {
  #first: Place | undefined
  #last: Place | undefined
  #length = 0
  #work = 0

  get first(): Waiter | undefined {
    return this.#first?.waiter
  }

  get length(): number {
    return this.#length
  }

  /** Time of slots that the jobs here need on the reference machine, ms. */
  get work(): number {
    return this.#work
  }

  join(waiter: Waiter): Place {
    const place: Place = { waiter, previous: this.#last, next: undefined }
    if (this.#last) this.#last.next = place
    else this.#first = place
    this.#last = place
    this.#length += 1
    this.#work += workOf(waiter.job)
    return place
  }

  /** Once for each place. */
  leave(place: Place): void {
    if (place.previous) place.previous.next = place.next
    else this.#first = place.next
    if (place.next) place.next.previous = place.previous
    else this.#last = place.previous
    this.#length -= 1
    // Sums of fractions drift: an empty queue is where they are known.
    this.#work = this.#length === 0 ? 0 : this.#work - workOf(place.waiter.job)
  }
}

function workOf({ cpuMs, slots }: Job): number {
  return cpuMs * slots
}
