// What becomes of the server when ten times as much is asked of it as it can do. `--help` tells the options.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runCell, summarise, wrongOf } from './lib/cells.mjs'
import { conditions } from './lib/conditions.mjs'
import { startGenerator } from './lib/generator.mjs'
import { coldSource, runFrom } from './lib/interleave.mjs'
import { overloadText } from './lib/overload-report.mjs'
import { recoveredAfter } from './lib/recovery.mjs'
import { peakOf, watch } from './lib/sampling.mjs'
import { merged, quantileOf } from './lib/statistics.mjs'
import { PATHS, spaceOf, workloadOf } from './lib/workloads.mjs'
import { bytesOf, COPIES, CORES, createWorld, DEFAULT_MEMORY, startOssimg } from './lib/world.mjs'

const HELP = `Usage: node bench/overload.mjs [options]

  --seconds <n>      s of overload; default 60
  --times <n>        how many times the capacity arrives; default 10
  --workload <name>  what is asked for; default 'fixed photo-2'
  --memory <bytes>   what ossimg may take, such as 800M; 0: its own default; default ${DEFAULT_MEMORY}
  --json <file>      writes the results there, for report.mjs

Ends with 1 when anything but 200 and 503 is answered.`

const { values: asked } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    times: { type: 'string', default: '10' },
    workload: { type: 'string', default: 'fixed photo-2' },
    memory: { type: 'string', default: DEFAULT_MEMORY },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** Connections of the generator: open beforehand, and at most. */
const [CONNECTIONS, MOST_CONNECTIONS] = [512, 2000]
/** Clients while the capacity is measured. */
const CLIENTS = Math.max(16, 8 * CORES)
/** Of the capacity: few enough that requests hardly ever meet. */
const UNLOADED = 0.1
/** s of overload before anything is counted: compilers take a while, also with refusals. */
const WARM_UP = 10
/** s until nothing of it waits any more. */
const QUIET = 4
/** s that are watched after the load. */
const AFTERWARDS = 10
/** Times a second. */
const HEALTH_CHECKS = 20

if (asked.help) console.log(HELP)
else await run()
process.exit()

async function run() {
  const seconds = Number(asked.seconds)
  const workload = workloadOf(asked.workload)
  const memory = bytesOf(asked.memory)
  progress('draws pictures and uploads them')
  const copies = { ...COPIES.photos, [workload.source]: COPIES.mixed[workload.source] }
  const world = await createWorld(copies, { memory })
  const source = coldSource(workload, PATHS.ossimg, copies, spaceOf(workload, copies))
  const server = await startOssimg(world)
  const watched = watch(server.pid)
  const [load, prober, visitor] = [startGenerator(), startGenerator(), startGenerator()]

  /** Paths that nothing else asks for. */
  const next = (count) => {
    const taken = source.take(Math.ceil(count))
    source.drop(taken.paths.length)
    return taken
  }
  const { port } = server
  const clients = { connections: CLIENTS, seconds: Math.min(5, seconds) }
  const round = () => runFrom(source, 20_000, (paths) => runCell(load, server, { ...paths, ...clients }))
  /** Whatever is asked for at this rate arrives for so long. */
  const flood = (rate, seconds) => ({
    ...next(1.2 * rate * seconds + 1000),
    port,
    rate,
    seconds,
    connections: CONNECTIONS,
    mostConnections: MOST_CONNECTIONS,
  })

  progress('warms up')
  const first = await round()
  await load.open(flood((Number(asked.times) * first.answers) / first.seconds, Math.min(WARM_UP, seconds)))
  await pause(1000 * QUIET)
  progress('capacity')
  const cells = []
  for (let count = 0; count < 3; count++) cells.push(await round())
  const capacity = summarise(cells, 200)

  const unloadedRate = UNLOADED * capacity.rate
  const unloadedJob = {
    port,
    rate: unloadedRate,
    connections: 4,
    mostConnections: MOST_CONNECTIONS,
    samples: true,
  }
  progress(`${capacity.rate.toFixed(1)} req/s; now without load`)
  const calm = await visitor.open({ ...unloadedJob, ...next(2000), seconds: Math.min(20, seconds) })
  const unloaded = latencyOf(calm, 200)

  const rate = Number(asked.times) * capacity.rate
  progress(`${rate.toFixed(0)} req/s for ${seconds} s`)
  const startAt = Date.now() + 2000
  const [loaded, health, after] = await Promise.all([
    load.open({ ...flood(rate, seconds), startAt }),
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
        ...next(2000),
        seconds: AFTERWARDS,
        startAt: startAt + 1000 * seconds,
        seed: 2,
      }),
    ),
  ])
  const samples = watched.stop()
  await server.stop()
  for (const generator of [load, prober, visitor]) generator.stop()

  const result = {
    kind: 'overload',
    conditions: conditions(),
    workload: workload.name,
    title: workload.title,
    seconds,
    budget: memory && memory / 1024 ** 2,
    capacity,
    unloaded: { ...unloaded, rate: unloadedRate },
    rate,
    sent: loaded.sent,
    accepted: { ...latencyOf(loaded, 200), rate: goodputOf(loaded, seconds) },
    refused: latencyOf(loaded, 503),
    late: { p99: quantileOf(loaded.late, 0.99), largest: loaded.late.largest },
    opened: loaded.opened,
    health: latencyOf(health, 200),
    wrong: wrongOf([loaded], [200, 503]),
    wrongHealth: wrongOf([health], 200),
    recovered: recoveredAfter(after.samples, unloaded.p99),
    peak: peakOf(samples),
    timeline: timelineOf(loaded, health),
  }
  if (Object.keys(result.wrong).length + Object.keys(result.wrongHealth).length > 0) process.exitCode = 1
  if (asked.json) writeFileSync(asked.json, `${JSON.stringify(result, null, 2)}\n`)
  console.log(overloadText(result))
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

function pause(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

function progress(what) {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${what}`)
}
