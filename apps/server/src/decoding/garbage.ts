import { getHeapStatistics } from 'node:v8'

/** Bytes that jobs take outside of JavaScript's heap before it is looked for what nobody needs any more. */
const BETWEEN_LOOKS = 8 * 1024 ** 2

/** Every so many looks everything is looked at: what was needed for long is not looked at with the young. */
const THOROUGH = 8

/**
 * Frees pictures whose job is over. On JavaScript's own heap each is a small handle, so by itself it looks for unused
 * ones only when they hold dozens of megabytes.
 *
 * @param collect what takes the time: a fraction of a ms for what is young, some ms for all. Default: what Node offers
 *   with `--expose-gc`; without it nothing is done.
 * @returns to be called after every job; tells whether it has looked.
 */
export function createGarbageCollector(
  collect: ((how: 'minor' | 'full') => void) | undefined = offered(),
): () => boolean {
  if (!collect) return () => false
  let known = 0
  let taken = 0
  let looks = 0
  return () => {
    const { external_memory: now } = getHeapStatistics()
    // It is told late what was freed, so only what was added counts.
    taken += Math.max(0, now - known)
    known = now
    if (taken < BETWEEN_LOOKS) return false
    taken = 0
    looks += 1
    collect(looks % THOROUGH === 0 ? 'full' : 'minor')
    return true
  }
}

function offered() {
  const { gc } = globalThis
  return (
    gc && ((how: 'minor' | 'full') => void (how === 'full' ? gc() : gc({ type: 'minor', execution: 'sync' })))
  )
}
