import { getHeapStatistics } from 'node:v8'

/** Bytes that jobs take outside of JavaScript's heap before it is looked for what nobody needs any more. */
const BETWEEN_LOOKS = 8 * 1024 ** 2

/** Every so many looks everything is looked at: what was needed for long is not looked at with the young. */
const THOROUGH = 8

/**
 * Milliseconds after which everything is looked at in any case. A small picture that nobody needs any more can lie above
 * a large block that was given back to malloc, which then cannot give it back to the system. More often it would cost
 * more than its own time, for V8 forgets some of what it has optimized.
 */
const LONGEST_UNSEEN = 30_000

/**
 * Frees pictures whose job is over. On JavaScript's own heap each is a small handle, so by itself it looks for unused
 * ones only when they hold dozens of megabytes.
 *
 * @param collect what takes the time: a fraction of a ms for what is young, some ms for all. Default: what Node offers
 *   with `--expose-gc`; without it nothing is done.
 * @param now the time, ms since any fixed moment. Default: the machine's.
 * @returns to be called after every job.
 */
export function createGarbageCollector(
  collect: ((how: 'minor' | 'full') => void) | undefined = offered(),
  now: () => number = () => performance.now(),
): () => void {
  if (!collect) return () => {}
  let known = 0
  let taken = 0
  let looks = 0
  let allSeenAt = now()
  return () => {
    const { external_memory: external } = getHeapStatistics()
    // It is told late what was freed, so only what was added counts.
    taken += Math.max(0, external - known)
    known = external
    const isDue = now() - allSeenAt >= LONGEST_UNSEEN
    if (taken < BETWEEN_LOOKS && !isDue) return
    taken = 0
    looks += 1
    if (looks < THOROUGH && !isDue) return collect('minor')
    looks = 0
    collect('full')
    allSeenAt = now()
  }
}

function offered() {
  const { gc } = globalThis
  return (
    gc && ((how: 'minor' | 'full') => void (how === 'full' ? gc() : gc({ type: 'minor', execution: 'sync' })))
  )
}
