import { totalmem } from 'node:os'

const MIB = 1024 ** 2

/** What the process that answers takes before anything is kept, bytes: its code in large pages, and a heap that may grow. */
const SERVER = 192 * MIB

/** What a decoder process takes that has nothing to do, beyond what it shares with others, bytes. */
const IDLE_DECODER = 40 * MIB

/** How many times its estimate a picture may take. */
const ESTIMATE_ERROR = 1.5

/** Bytes below which no picture could be worked on. */
const LEAST_FOR_JOBS = 64 * MIB

/** How memory is shared out, bytes. */
export interface MemoryShares {
  /** For pictures kept in memory. */
  readonly cache: number
  /** For answers that are given again without a look at anything. */
  readonly hotAnswers: number
  /** For the pictures in work, all together. */
  readonly jobs: number
}

/** Shares out `total` bytes between a server with so many decoder processes and a spare one, what it keeps, and the work itself. */
export function shareMemory(total: number, processes: number): MemoryShares {
  const cache = Math.min(64 * MIB, total / 16)
  const hotAnswers = Math.min(32 * MIB, total / 32)
  const rest = total - SERVER - (processes + 1) * IDLE_DECODER - cache - hotAnswers
  const jobs = Math.max(LEAST_FOR_JOBS, rest / ESTIMATE_ERROR)
  return { cache: Math.floor(cache), hotAnswers: Math.floor(hotAnswers), jobs: Math.floor(jobs) }
}

/** Half of what the machine has, or of what its container grants, bytes. */
export function defaultMemory(): number {
  const limit = process.constrainedMemory()
  return Math.floor(Math.min(totalmem(), limit > 0 ? limit : Number.POSITIVE_INFINITY) / 2)
}
