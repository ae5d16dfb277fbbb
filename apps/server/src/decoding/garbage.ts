import { getHeapStatistics } from 'node:v8'

/** Bytes outside of JavaScript's heap that are taken between two looks for what nobody needs any more. */
const TAKEN = 8 * 1024 ** 2

/** Of so many looks one is at all there is: what had to stay once would else be looked at much later. */
const THOROUGH = 8

/**
 * Frees pictures whose job is over. JavaScript has no more than a handle of each on its heap, which is small, so it sees
 * no reason to look for those that nobody has any more before they hold dozens of megabytes.
 *
 * @param collect what takes the time: a fraction of a ms for what is young, some ms for all. Default: what Node offers
 *   with `--expose-gc`; without it nothing is done.
 * @returns to be called after every job.
 */
export function createGarbageCollector(
  collect: ((how: 'minor' | 'full') => void) | undefined = offered(),
): () => void {
  let known = 0
  let taken = 0
  let looks = 0
  return () => {
    const { external_memory: now } = getHeapStatistics()
    // It is told late what was freed, so only what was added counts.
    taken += Math.max(0, now - known)
    known = now
    if (taken < TAKEN) return
    taken = 0
    collect?.(++looks % THOROUGH === 0 ? 'full' : 'minor')
  }
}

function offered() {
  const { gc } = globalThis
  return (
    gc && ((how: 'minor' | 'full') => void (how === 'full' ? gc() : gc({ type: 'minor', execution: 'sync' })))
  )
}
