// When a server is itself again.

/** ms; a window holds several requests, so that a single slow one, as there always are, does not count. */
const WINDOW = 500

/**
 * s after which all windows are as without load: everything answered with 200, half of it within `usual` ms. null: the
 * last one is not.
 *
 * @param samples `[arrival ms, latency ms, status]`.
 */
export function recoveredAfter(samples, usual) {
  const windows = []
  for (const [arrival, latency, status] of samples) {
    const at = Math.floor(arrival / WINDOW)
    windows[at] ??= []
    windows[at].push(status === 200 ? latency : Number.POSITIVE_INFINITY)
  }
  const isUsual = (latencies) => {
    const sorted = [...latencies].sort((one, other) => one - other)
    return sorted.at(-1) < Number.POSITIVE_INFINITY && sorted[(sorted.length - 1) >> 1] <= usual
  }
  const last = windows.findLastIndex((latencies) => latencies && !isUsual(latencies))
  return last === windows.length - 1 ? null : ((last + 1) * WINDOW) / 1000
}
