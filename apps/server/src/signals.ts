import { setMaxListeners } from 'node:events'

/** Tells work that it is to be given up. */
export type Signal = AbortSignal | LightSignal

/** What `LightController` has of an AbortSignal. */
export interface LightSignal {
  readonly aborted: boolean
  /** Why; undefined before it aborts. */
  readonly reason: unknown
  throwIfAborted(): void
  /** Calls `act` once when it aborts. It has not aborted yet. Returns what forgets it. */
  onAbort(act: () => void): () => void
}

/** An AbortController and its signal in one, without the events: every picture needs several, and Node's cost more than all else about them. */
export class LightController implements LightSignal {
  readonly #acts = new Set<() => void>()
  #aborted = false
  #reason: unknown

  get aborted(): boolean {
    return this.#aborted
  }

  get reason(): unknown {
    return this.#reason
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.#reason
  }

  onAbort(act: () => void): () => void {
    // Its own function, so that the same `act` may be given twice.
    const once = () => act()
    this.#acts.add(once)
    return () => this.#acts.delete(once)
  }

  /** @param reason Default: an AbortError as Node's. */
  abort(reason: unknown = new DOMException('This operation was aborted', 'AbortError')): void {
    if (this.#aborted) return
    this.#aborted = true
    this.#reason = reason
    for (const act of this.#acts) act()
    this.#acts.clear()
  }
}

/**
 * Calls `act` once when a signal aborts that has not aborted yet.
 *
 * @returns forgets it: to be called when nothing is left to abort.
 */
export function onAbort(signal: Signal, act: () => void): () => void {
  if (!(signal instanceof AbortSignal)) return signal.onAbort(act)
  // Any number may listen to the signal of one caller; each forgets, so nothing leaks that Node had to warn of.
  setMaxListeners(0, signal)
  const once = () => act()
  signal.addEventListener('abort', once, { once: true })
  return () => signal.removeEventListener('abort', once)
}

/** Resolves or rejects as `work` does, unless the signal aborts before: then it rejects with its reason at once. */
export async function orAbort<Result>(signal: Signal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(signal.reason))
    work().then(resolve, reject).finally(forget)
  })
}
