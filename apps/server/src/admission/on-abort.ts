import { setMaxListeners } from 'node:events'

/** Calls once when the signal aborts, unless cancelled by the function it returns. The signal has not aborted yet. */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
  // Any number may listen to the signal of one caller; each cancels, so nothing leaks that Node had to warn of.
  setMaxListeners(0, signal)
  signal.addEventListener('abort', callback, { once: true })
  return () => signal.removeEventListener('abort', callback)
}
