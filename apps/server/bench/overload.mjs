// What becomes of the server when ten times as much is asked of it as it can do. `--help` tells the options.
import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { conditions } from './lib/conditions.mjs'
import { startGenerator } from './lib/generator.mjs'
import { coldSource } from './lib/interleave.mjs'
import { overloadText } from './lib/overload-report.mjs'
import { closedRound, flood, overloadRound, summaryOf } from './lib/overload-round.mjs'
import { peakOf, watch } from './lib/sampling.mjs'
import { PATHS, spaceOf, workloadOf } from './lib/workloads.mjs'
import { bytesOf, COPIES, CORES, createWorld, DEFAULT_MEMORY, startOssimg } from './lib/world.mjs'

const HELP = `Usage: node bench/overload.mjs [options]

  --rounds <n>       how often it is overloaded; default 5
  --seconds <n>      s of overload in each; default 60
  --times <n>        how many times the capacity arrives; default 10
  --workload <name>  what is asked for; default 'fixed photo-2'
  --memory <bytes>   what ossimg may take, such as 800M; 0: its own default; default ${DEFAULT_MEMORY}
  --json <file>      writes the results there, for report.mjs

Ends with 1 when anything but 200 and 503 is answered.`

const { values: asked } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '60' },
    times: { type: 'string', default: '10' },
    workload: { type: 'string', default: 'fixed photo-2' },
    memory: { type: 'string', default: DEFAULT_MEMORY },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** Clients while the capacity is measured. */
const CLIENTS = Math.max(16, 8 * CORES)
/** s of overload before anything is counted: compilers take a while, also with refusals. */
const WARM_UP = 10
/** s until nothing of it waits any more. */
const QUIET = 4

if (asked.help) console.log(HELP)
else await run()
process.exit()

async function run() {
  const [times, seconds] = [Number(asked.times), Number(asked.seconds)]
  const memory = bytesOf(asked.memory)
  const workload = workloadOf(asked.workload)
  const copies = { ...COPIES.photos, [workload.source]: COPIES.mixed[workload.source] }
  progress('draws pictures and uploads them')
  const world = await createWorld(copies, { memory })
  const source = coldSource(workload, PATHS.ossimg, copies, spaceOf(workload, copies))
  const server = await startOssimg(world)
  const watched = watch(server.pid)
  const generators = { load: startGenerator(), prober: startGenerator(), visitor: startGenerator() }
  const { load } = generators

  progress('warms up')
  const first = await closedRound(load, server, source, CLIENTS, seconds)
  const rate = (times * first.answers) / first.seconds
  await load.open(flood(source, server.port, rate, Math.min(WARM_UP, seconds)))
  const rounds = []
  for (let count = 1; count <= Number(asked.rounds); count++) {
    await pause(1000 * QUIET)
    progress(`round ${count}`)
    const round = await overloadRound(generators, server, source, { times, seconds, clients: CLIENTS })
    progress(
      `${round.accepted.rate.toFixed(1)} of ${round.capacity.rate.toFixed(1)} req/s, recovered: ${round.recovered}`,
    )
    rounds.push(round)
  }
  const samples = watched.stop()
  await server.stop()
  for (const generator of Object.values(generators)) generator.stop()

  const result = {
    kind: 'overload',
    conditions: conditions(),
    workload: workload.name,
    title: workload.title,
    seconds,
    budget: memory && memory / 1024 ** 2,
    peak: peakOf(samples),
    ...summaryOf(rounds),
  }
  if (Object.keys(result.wrong).length + Object.keys(result.wrongHealth).length > 0) process.exitCode = 1
  if (asked.json) writeFileSync(asked.json, `${JSON.stringify(result, null, 2)}\n`)
  console.log(overloadText(result))
}

function progress(what) {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${what}`)
}
