/** What the time is, and being called later: an argument, so that a test decides both. */
export interface Clock {
  /** Milliseconds since any fixed moment; never goes back. */
  now(): number
  /** Calls once, after so many milliseconds, unless cancelled by the function it returns. */
  after(ms: number, callback: () => void): () => void
}

/** The time of the machine, which no change of its date touches. */
export const machineClock: Clock = {
  now: () => performance.now(),
  after(ms, callback) {
    const timer = setTimeout(callback, ms)
    return () => clearTimeout(timer)
  },
}
