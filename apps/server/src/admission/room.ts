import type { AdmissionLimits } from './admission.ts'
import type { Job } from './job.ts'

/** A job under way. */
export interface Running {
  readonly job: Job
  /** By the clock. */
  readonly startedAt: number
  /** How long it was expected to take on this machine, ms. */
  readonly expectedMs: number
}

/** Heavy jobs that may run at a time: never in the last of several slots. */
export function heavySlots({ jobs, heavyJobs = jobs }: Pick<AdmissionLimits, 'jobs' | 'heavyJobs'>): number {
  return Math.max(1, Math.min(heavyJobs, jobs - 1))
}

/** Slots and memory: what is taken, and what is left. */
export class Room {
  readonly #limits: AdmissionLimits
  readonly #running = new Set<Running>()
  #bytes = 0
  #heavy = 0
  #heavyBytes = 0

  constructor(limits: AdmissionLimits) {
    this.#limits = limits
  }

  get running(): ReadonlySet<Running> {
    return this.#running
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether there is a slot, and enough memory. */
  fits({ bytes }: Job): boolean {
    return this.hasSlot && this.#bytes + bytes <= this.#limits.bytes
  }

  get hasSlot(): boolean {
    return this.#running.size < this.#limits.jobs
  }

  /**
   * Whether the heavy jobs under way leave room for another one: a slot for cheap ones and its part of the memory stay
   * free. One that is too large for that runs when no other heavy one does.
   */
  heavyAllows({ bytes }: Job): boolean {
    if (this.#heavy === 0) return true
    const { jobs, bytes: budget } = this.#limits
    return this.#heavy < heavySlots(this.#limits) && this.#heavyBytes + bytes <= budget - budget / jobs
  }

  take(running: Running): void {
    this.#running.add(running)
    this.#account(running.job, 1)
  }

  /** Once for each. */
  give(running: Running): void {
    this.#running.delete(running)
    this.#account(running.job, -1)
  }

  #account({ lane, bytes }: Job, sign: 1 | -1): void {
    this.#bytes += sign * bytes
    if (lane === 'cheap') return
    this.#heavy += sign
    this.#heavyBytes += sign * bytes
  }
}
