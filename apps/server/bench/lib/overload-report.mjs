// What an overload has shown.
import { number, table } from './tables.mjs'

/** The result as a table and in words. */
export function overloadText(result) {
  const {
    capacity,
    shares,
    unloaded,
    rate,
    seconds,
    accepted,
    refused,
    health,
    late,
    opened,
    peak,
    budget,
    recoveries,
  } = result
  const row = (name, latency, perSecond) => [
    name,
    number(perSecond),
    number(latency.p50),
    number(latency.p95),
    number(latency.p99),
  ]
  return [
    table(
      ['', 'req/s', 'p50 ms', 'p95 ms', 'p99 ms'],
      [
        ['capacity, closed loop', number(capacity.rate), number(capacity.p50), '', number(capacity.p99)],
        row('without load, a tenth of that', unloaded, unloaded.rate),
        row(`accepted of ${number(rate, 0)} arrivals a second`, accepted, accepted.rate),
        row('refused', refused, refused.count / seconds),
        row('health meanwhile', health, health.count / seconds),
      ],
    ),
    '',
    `\`${result.title}\`, medians of ${shares.length} rounds of ${seconds} s. Of the capacity, measured in the same round, were served: ${shares.map((share) => number(share, 2)).join(', ')}. Peak memory ${number(peak, 0)} MiB${budget ? ` of the ${number(budget, 0)} MiB configured` : ''}; ${recovery(recoveries)}; ${wrongs(result)}.`,
    `The generator was ${number(late.p99, 1)} ms late at the 99th percentile and ${number(late.largest, 0)} ms at its latest, medians of the rounds, which is part of the latencies, and had ${opened} connections at most.`,
  ].join('\n')
}

function recovery(recoveries) {
  const told = recoveries.map((seconds) => (seconds === null ? 'not' : number(seconds, 1)))
  return `s after the last arrival until it was as without load: ${told.join(', ')}`
}

function wrongs({ wrong, wrongHealth }) {
  const all = [...Object.entries(wrong), ...Object.entries(wrongHealth)]
  if (all.length === 0) return 'no other outcome'
  return `other outcomes: ${all.map(([name, count]) => `${name}: ${count}`).join(', ')}`
}
