import type { Signal } from '../signals.ts'

/** What a job is expected to take. */
export interface ExpectedCost {
  /** CPU time on the reference machine of the estimate, ms. */
  readonly cpuMs: number
  /** Peak memory beyond that of an idle process, bytes. */
  readonly bytes: number
}

/** How much may be in work. */
export interface AdmissionLimits {
  /** Jobs at a time. */
  readonly jobs: number
  /** How many of them may be heavy. Default: all but one, and the only one. */
  readonly heavyJobs?: number | undefined
  /** Bytes that the jobs under way may take together. A job that alone is above runs alone. */
  readonly bytes: number
  /** Milliseconds that a job may wait for its turn. */
  readonly queueMs: number
  /** Milliseconds that a job may run; what is expected to take longer is refused at once. */
  readonly jobMs: number
}

/** What is going on. */
export interface AdmissionState {
  readonly running: number
  readonly waiting: number
  readonly bytes: number
  /** Jobs refused since the start. */
  readonly refused: number
  /** Real over expected time lately: 2 means that this machine takes twice as long as the estimate. */
  readonly slowness: number
}

/** Decides what may run, and when. */
export interface Admission {
  /**
   * Throws what `run` would throw of a job that costs next to nothing, behind all that have passed here in the same
   * moment: to be asked before any work is put into finding out what a job costs.
   */
  check(): void
  /**
   * Runs work in its turn and gives its result.
   *
   * @param work gets the milliseconds that the job is expected to take on this machine.
   * @param signal leaves the queue; work under way has to see to it itself.
   * @throws ServerError `ServiceUnavailable` with `Retry-After`, at once, for what cannot have its turn in time; the
   *   signal's reason.
   */
  run<Result>(
    cost: ExpectedCost,
    work: (expectedMs: number) => Promise<Result>,
    signal: Signal,
  ): Promise<Result>
  readonly state: AdmissionState
  /** Has something been refused lately because too much waits? */
  readonly isRefusing: boolean
  /** How long the cheap jobs that wait keep all slots: whoever comes now waits at least as long, ms. */
  readonly backlogMs: number
}
