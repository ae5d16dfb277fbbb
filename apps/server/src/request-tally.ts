/** How a request ended. */
export interface RequestOutcome {
  /** Such as `GetObject`; `none` where it was not clear what was asked. */
  readonly call: string
  /** 499 when the client went away first. */
  readonly status: number
  /** The code of the error document; `''` without one. */
  readonly code: string
  readonly seconds: number
}

/** Requests that ended in the same way. */
export interface Outcomes extends Omit<RequestOutcome, 'seconds'> {
  readonly count: number
}

/** Upper bounds, seconds: from an answer out of memory to a picture that waited. */
const DURATIONS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const

/** Requests of one call. */
interface CallTally {
  /** By status and code. */
  readonly counts: Map<number, Map<string, number>>
  /** How many lasted no longer than each bound, but longer than the one before; at last those beyond. */
  readonly durations: number[]
  seconds: number
}

/**
 * Counts requests. A library for metrics makes texts of labels and bounds whenever something is counted, which is 6 % of the
 * time that an answer out of memory takes: here they are made when somebody reads them.
 */
export class RequestTally {
  readonly #calls = new Map<string, CallTally>()

  record({ call, status, code, seconds }: RequestOutcome): void {
    const tally = this.#tallyOf(call)
    const byCode = tally.counts.get(status) ?? new Map<string, number>()
    if (byCode.size === 0) tally.counts.set(status, byCode)
    byCode.set(code, (byCode.get(code) ?? 0) + 1)
    let at = 0
    while (at < DURATIONS.length && seconds > (DURATIONS[at] ?? 0)) at += 1
    tally.durations[at] = (tally.durations[at] ?? 0) + 1
    tally.seconds += seconds
  }

  outcomes(): readonly Outcomes[] {
    return [...this.#calls].flatMap(([call, { counts }]) =>
      [...counts].flatMap(([status, byCode]) =>
        [...byCode].map(([code, count]) => ({ call, status, code, count })),
      ),
    )
  }

  /** How long requests took, as Prometheus reads a histogram with the label `call`. */
  durations(name: string, help: string): string {
    const lines = [...this.#calls].flatMap(([call, { durations, seconds }]) => {
      let count = 0
      const buckets = durations.map((more, at) => {
        count += more
        return `${name}_bucket{le="${DURATIONS[at] ?? '+Inf'}",call="${call}"} ${count}`
      })
      return [...buckets, `${name}_sum{call="${call}"} ${seconds}`, `${name}_count{call="${call}"} ${count}`]
    })
    return [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`, ...lines, ''].join('\n')
  }

  #tallyOf(call: string): CallTally {
    const known = this.#calls.get(call)
    if (known) return known
    const tally = { counts: new Map(), durations: Array(DURATIONS.length + 1).fill(0), seconds: 0 }
    this.#calls.set(call, tally)
    return tally
  }
}
