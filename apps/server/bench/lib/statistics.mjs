// Figures out of many figures.

/** The middle of some numbers; NaN of none. */
export function median(values) {
  return quantile(values, 0.5)
}

/** The number that `share` of them are below, between two of them by their distance; NaN of none. */
export function quantile(values, share) {
  if (values.length === 0) return Number.NaN
  const sorted = [...values].sort((one, other) => one - other)
  const place = share * (sorted.length - 1)
  const below = sorted[Math.floor(place)]
  return below + (sorted[Math.ceil(place)] - below) * (place - Math.floor(place))
}

/** The slope of the line that fits the points `[x, y]` best: y a unit of x. 0 of fewer than two. */
export function slope(points) {
  const mean = (at) => points.reduce((sum, point) => sum + point[at], 0) / points.length
  const [x, y] = [mean(0), mean(1)]
  const spread = points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0)
  if (!(spread > 0)) return 0
  return points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0) / spread
}

/** Each bucket of a histogram begins so much higher than the one before. */
const STEP = Math.log(1.02)
/** ms; what is less counts as that. */
const LEAST = 0.001

/**
 * Counts of durations, in buckets 2 % wide, so that figures of many processes and rounds can be added: `counts` by the
 * number of the bucket, plain JSON.
 */
export function createHistogram() {
  return { count: 0, largest: 0, counts: {} }
}

/** Counts a duration, ms. */
export function record(histogram, ms) {
  const bucket = ms > LEAST ? Math.floor(Math.log(ms / LEAST) / STEP) : 0
  histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1
  histogram.count += 1
  if (ms > histogram.largest) histogram.largest = ms
}

/** What several histograms have counted. */
export function merged(histograms) {
  const all = createHistogram()
  for (const { count, largest, counts } of histograms) {
    all.count += count
    all.largest = Math.max(all.largest, largest)
    for (const [bucket, number] of Object.entries(counts))
      all.counts[bucket] = (all.counts[bucket] ?? 0) + number
  }
  return all
}

/** The duration that `share` of those counted are not above, ms, to 1 %; NaN of none. */
export function quantileOf({ count, largest, counts }, share) {
  if (count === 0) return Number.NaN
  const buckets = Object.keys(counts).map(Number)
  let left = share * count
  for (const bucket of buckets.sort((one, other) => one - other)) {
    left -= counts[bucket]
    if (left <= 0) return Math.min(largest, LEAST * Math.exp((bucket + 0.5) * STEP))
  }
  return largest
}

/** Them in an order that `random`, numbers in [0, 1), decides. */
export function shuffled(values, random = Math.random) {
  const keyed = values.map((value) => ({ value, key: random() }))
  return keyed.sort((one, other) => one.key - other.key).map(({ value }) => value)
}
