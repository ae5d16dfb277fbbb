import { LRUCache } from 'lru-cache'

/** Deaths from which on a subject is refused: once may have been chance. */
const DEATHS = 2

/** Milliseconds after its last death that a subject is forgotten. */
const MEMORY = 60 * 60 * 1000

/** Subjects that are remembered at most. */
const MOST = 10_000

/** What has ended the processes that worked on it, by the names of the jobs. */
export interface Suspects {
  /** Counts one more death. */
  blame(subject: string): void
  /** Is it to be refused? */
  isRefused(subject: string): boolean
  /** Subjects that were blamed lately. */
  readonly count: number
  /** Subjects that are refused now. */
  readonly refused: number
}

/**
 * Remembers for an hour which subjects ended processes; the one blamed longest ago is forgotten first.
 *
 * @param now milliseconds on a clock that only goes forward; for tests.
 */
export function rememberSuspects(now: () => number = () => performance.now()): Suspects {
  const deaths = new LRUCache<string, number>({ max: MOST, ttl: MEMORY, ttlResolution: 0, perf: { now } })
  return {
    blame: (subject) => deaths.set(subject, (deaths.peek(subject) ?? 0) + 1),
    isRefused: (subject) => (deaths.peek(subject) ?? 0) >= DEATHS,
    get count() {
      return deaths.size
    },
    get refused() {
      return [...deaths.values()].filter((count) => count >= DEATHS).length
    },
  }
}
