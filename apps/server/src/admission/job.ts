import type { AdmissionLimits, ExpectedCost } from './admission.ts'

/** `cheap`: short and small; `heavy`: all else. */
export type Lane = 'cheap' | 'heavy'

/** What is admitted: a cost as this machine's limits see it. */
export interface Job {
  readonly lane: Lane
  /** Expected time on the reference machine, ms. At least 1. */
  readonly cpuMs: number
  /** Share of the budget. At least 1 and at most all of it, so that what is above runs alone. */
  readonly bytes: number
  /** Slots that it keeps from others, by its memory too: 1 or more. */
  readonly slots: number
}

/** Longest expected time of a cheap job on this machine while all slots are taken, ms. */
export const CHEAP_MS = 250

/** Even a job of next to no cost is handed to a process and back, ms. */
const LEAST_MS = 1

/**
 * Finds a job's lane and its share. Memory makes heavy too: a job that takes more than a slot's part of the budget
 * would let the cheap ones behind it wait for heavy ones to end.
 *
 * @param slowness of cheap jobs on this machine.
 * @throws RangeError for a cost that is not a number or below 0.
 */
export function jobOf(cost: ExpectedCost, slowness: number, { jobs, bytes: budget }: AdmissionLimits): Job {
  if (!(cost.cpuMs >= 0 && cost.bytes >= 0)) throw new RangeError('A cost is a number of at least 0.')
  const cpuMs = Math.max(LEAST_MS, cost.cpuMs)
  const bytes = Math.min(Math.max(1, Math.ceil(cost.bytes)), budget)
  const slots = Math.max(1, (jobs * bytes) / budget)
  return { lane: slots === 1 && cpuMs * slowness <= CHEAP_MS ? 'cheap' : 'heavy', cpuMs, bytes, slots }
}
