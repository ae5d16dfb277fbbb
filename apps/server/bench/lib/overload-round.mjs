// One round of an overload: what the server can do, then many times as much of it.
import { setTimeout as pause } from 'node:timers/promises'
import { runCell, summarise, wrongOf } from './cells.mjs'
import { runFrom } from './interleave.mjs'
import { recoveredAfter } from './recovery.mjs'
import { median, merged, quantileOf } from './statistics.mjs'

/** Connections of the generator: open beforehand, and at most. */
const [CONNECTIONS, MOST_CONNECTIONS] = [512, 2000]
/** Of the capacity: few enough that requests hardly ever meet. */
const UNLOADED = 0.1
/** s at most for each of three looks at the capacity, and of requests without load. */
const [LOOK, CALM] = [5, 20]
/** s that are watched after the load. */
const AFTERWARDS = 10
/** Times a second. */
const HEALTH_CHECKS = 20

/**
 * Measures the capacity, latencies without load, and what becomes of `times` the capacity for `seconds`.
 *
 * @param generators `load`, `prober` and `visitor`.
 * @param source paths that nothing else asks for.
 * @param clients how many ask at a time while the capacity is measured.
 */
export async function overloadRound({ load, prober, visitor }, server, source, { times, seconds, clients }) {
  const { port } = server
  const cells = []
  for (let count = 0; count < 3; count++)
    cells.push(await closedRound(load, server, source, clients, seconds))
  const capacity = summarise(cells, 200)

  const unloadedRate = UNLOADED * capacity.rate
  const unloadedJob = {
    port,
    rate: unloadedRate,
    connections: 4,
    mostConnections: MOST_CONNECTIONS,
    samples: true,
  }
  const calm = await visitor.open({ ...unloadedJob, ...next(source, 2000), seconds: Math.min(CALM, seconds) })
  const unloaded = latencyOf(calm, 200)

  const rate = times * capacity.rate
  const startAt = Date.now() + 2000
  const [loaded, health, after] = await Promise.all([
    load.open({ ...flood(source, port, rate, seconds), startAt }),
    prober.open({
      paths: ['/-/health'],
      port,
      rate: HEALTH_CHECKS,
      even: true,
      seconds,
      connections: 1,
      mostConnections: 20,
      startAt,
      samples: true,
    }),
    pause(1000 * (seconds + 1)).then(() =>
      visitor.open({
        ...unloadedJob,
        ...next(source, 2000),
        seconds: AFTERWARDS,
        startAt: startAt + 1000 * seconds,
        seed: 2,
      }),
    ),
  ])
  return {
    capacity,
    unloaded: { ...unloaded, rate: unloadedRate },
    rate,
    accepted: { ...latencyOf(loaded, 200), rate: goodputOf(loaded, seconds) },
    refused: latencyOf(loaded, 503),
    late: { p99: quantileOf(loaded.late, 0.99), largest: loaded.late.largest },
    opened: loaded.opened,
    health: latencyOf(health, 200),
    wrong: wrongOf([loaded], [200, 503]),
    wrongHealth: wrongOf([health], 200),
    recovered: recoveredAfter(after.samples, unloaded.p99),
    timeline: timelineOf(loaded, health),
  }
}

/** Asks in a closed loop for a while. */
export function closedRound(load, server, source, clients, seconds) {
  const job = { connections: clients, seconds: Math.min(LOOK, seconds) }
  return runFrom(source, 20_000, (paths) => runCell(load, server, { ...paths, ...job }))
}

/** A job of whatever is asked for arriving at this rate for so long. */
export function flood(source, port, rate, seconds) {
  return {
    ...next(source, 1.2 * rate * seconds + 1000),
    port,
    rate,
    seconds,
    connections: CONNECTIONS,
    mostConnections: MOST_CONNECTIONS,
  }
}

/**
 * What rounds have shown together: medians; counts and wrong outcomes of all; the slowest recovery, null if there is one
 * without; the timeline of the one whose goodput, as a share of the capacity that was measured before, is the middle one.
 */
export function summaryOf(rounds) {
  const shares = rounds.map(({ accepted, capacity }) => accepted.rate / capacity.rate)
  const goodput = median(shares)
  const distance = (at) => Math.abs(shares[at] - goodput)
  const middle = [...rounds.keys()].reduce((best, at) => (distance(at) < distance(best) ? at : best))
  const recovered = rounds.map((round) => round.recovered)
  return {
    shares,
    goodput,
    ...medians(rounds, ['capacity', 'unloaded', 'accepted', 'refused', 'health', 'late']),
    rate: median(rounds.map(({ rate }) => rate)),
    opened: Math.max(...rounds.map(({ opened }) => opened)),
    wrong: added(rounds.map(({ wrong }) => wrong)),
    wrongHealth: added(rounds.map(({ wrongHealth }) => wrongHealth)),
    recoveries: recovered,
    recovered: recovered.includes(null) ? null : Math.max(...recovered),
    timeline: rounds[middle].timeline,
    timelineCapacity: rounds[middle].capacity.rate,
  }
}

/** Of each part the medians of its figures. */
function medians(rounds, parts) {
  const of = (part) =>
    Object.fromEntries(
      Object.keys(rounds[0][part])
        .filter((figure) => typeof rounds[0][part][figure] === 'number')
        .map((figure) => [figure, median(rounds.map((round) => round[part][figure]))]),
    )
  return Object.fromEntries(parts.map((part) => [part, of(part)]))
}

function added(all) {
  const sum = {}
  for (const counts of all)
    for (const [name, count] of Object.entries(counts)) sum[name] = (sum[name] ?? 0) + count
  return sum
}

/** Paths that nothing else asks for. */
function next(source, count) {
  const taken = source.take(Math.ceil(count))
  source.drop(taken.paths.length)
  return taken
}

function latencyOf({ latencies, statuses }, status) {
  const counted = latencies[status] ?? merged([])
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantileOf(counted, share))
  return { count: statuses[status] ?? 0, p50, p95, p99, largest: counted.largest }
}

/** Answers a second while the load lasted: what was answered afterwards had been saved up. */
function goodputOf({ timeline }, seconds) {
  const during = timeline.slice(0, Math.ceil(seconds))
  return during.reduce((sum, { outcomes }) => sum + (outcomes[200] ?? 0), 0) / seconds
}

/** By second: answers and refusals, p99 of those that arrived in it and were accepted, and the slowest health check, ms. */
function timelineOf(loaded, health) {
  return loaded.timeline.map(({ outcomes, latencies }, second) => ({
    accepted: outcomes[200] ?? 0,
    refused: outcomes[503] ?? 0,
    p99: quantileOf(latencies, 0.99),
    health: Math.max(
      ...health.samples
        .filter(([arrival]) => Math.floor(arrival / 1000) === second)
        .map(([, latency]) => latency),
    ),
  }))
}
