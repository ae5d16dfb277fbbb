// Arrivals that do not wait for answers, as those of a public server.
import { createRandom } from '../../scripts/demo/noise.mjs'
import { RawConnection, requestOf } from './raw-connection.mjs'
import { createHistogram, record } from './statistics.mjs'

/**
 * Lets requests arrive at random (a Poisson process), `rate` a second on average, and waits for the answers under way.
 * A latency is counted from the moment at which the request should have been sent, so that nothing is hidden by a
 * generator that waits.
 *
 * @param job `port`, `paths` (begun anew behind the last), `rate`, `seconds`; `connections`: opened beforehand;
 *   `mostConnections`: as many are opened as there are requests under way, up to that, beyond which requests wait here;
 *   `even`: arrivals at even distances; `samples`: tells every request; `startAt`: when to begin, ms since 1970, to be in
 *   step with others.
 * @returns `statuses`, `failures`, `latencies` by status, `late` (from when a request should have been sent to when it
 *   was), `timeline`: by second the outcomes in it and the latencies of what
 *   arrived in it and was accepted, `opened` connections, and `samples` `[arrival ms, latency ms, status]`.
 */
export async function openLoop(job) {
  const { port, paths, rate, seconds, connections, mostConnections = connections, even, seed = 1 } = job
  const result = { sent: 0, statuses: {}, failures: {}, latencies: {}, late: createHistogram(), timeline: [] }
  const samples = []
  const random = createRandom(seed)
  const idle = []
  const waiting = []
  let opened = 0
  let under = 0
  let start = 0

  const settle = (client, outcome, isAnswer) => {
    const now = performance.now() - start
    const { arrival } = client
    under -= 1
    count(isAnswer ? result.statuses : result.failures, outcome)
    if (isAnswer) {
      result.latencies[outcome] ??= createHistogram()
      record(result.latencies[outcome], now - arrival)
    }
    count(secondOf(result.timeline, now).outcomes, outcome)
    if (outcome === 200) record(secondOf(result.timeline, arrival).latencies, now - arrival)
    if (job.samples) samples.push([arrival, now - arrival, outcome])
    const next = waiting.shift()
    if (next) send(client, next)
    else idle.push(client)
  }

  const enter = () => {
    opened += 1
    const client = { arrival: 0, connection: undefined }
    client.connection = new RawConnection(port, {
      onAnswer: (status) => settle(client, status, true),
      onFail: (code) => settle(client, code, false),
    })
    return client
  }

  const send = (client, { path, arrival }) => {
    client.arrival = arrival
    record(result.late, performance.now() - start - arrival)
    client.connection.ask(requestOf(path))
  }

  const arrive = (arrival) => {
    const request = { path: paths[result.sent++ % paths.length], arrival }
    under += 1
    const client = idle.pop() ?? (opened < mostConnections ? enter() : undefined)
    if (client) send(client, request)
    else waiting.push(request)
  }

  for (let at = 0; at < connections; at++) {
    const client = enter()
    client.connection.open()
    idle.push(client)
  }
  const { startAt = Date.now() + Math.min(1000, 20 + connections) } = job
  await pause(Math.max(0, startAt - Date.now()))
  start = performance.now()
  const gap = () => (even ? 1000 : -1000 * Math.log(1 - random())) / rate
  for (let due = gap(); due < 1000 * seconds; ) {
    const now = performance.now() - start
    for (; due <= now && due < 1000 * seconds; due += gap()) arrive(due)
    // To look at the clock every millisecond for one that comes in fifty would take time from those who are measured.
    await pause(Math.max(1, due - now))
  }
  while (under > 0) await pause(2)
  for (const { connection } of idle) connection.close()
  return { ...result, opened, samples }
}

/** The entry of the second in which something happened. */
function secondOf(timeline, ms) {
  const second = Math.max(0, Math.floor(ms / 1000))
  for (let at = timeline.length; at <= second; at++)
    timeline.push({ outcomes: {}, latencies: createHistogram() })
  return timeline[second]
}

function count(numbers, name) {
  numbers[name] = (numbers[name] ?? 0) + 1
}

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
