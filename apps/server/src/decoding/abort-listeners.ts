/** What is to be done when a signal aborts. Signals are shared by many jobs, and warn of more than ten listeners. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Calls `act` once when a signal aborts that has not aborted yet.
 *
 * @returns forgets it: to be called when nothing is left to abort.
 */
export function onAbort(signal: AbortSignal, act: () => void): () => void {
  const acts = waiting.get(signal) ?? listen(signal)
  // Its own function, so that the same `act` may be given twice.
  const once = () => act()
  acts.add(once)
  return () => {
    acts.delete(once)
  }
}

function listen(signal: AbortSignal): Set<() => void> {
  const acts = new Set<() => void>()
  waiting.set(signal, acts)
  const abort = () => {
    for (const act of acts) act()
  }
  signal.addEventListener('abort', abort, { once: true })
  return acts
}

/** Resolves or rejects as `work` does, unless the signal aborts before: then it rejects with its reason at once. */
export async function orAbort<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(signal.reason))
    work().then(resolve, reject).finally(forget)
  })
}
