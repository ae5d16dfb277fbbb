// What the server costs beside one written by hand, beside a peer, and beside plain fastify. `--help` tells the options.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { conditions } from './lib/conditions.mjs'
import { startGenerator } from './lib/generator.mjs'
import { cold, heavy, hits, identical, mix, withWarmServers } from './lib/sections.mjs'
import { runTables } from './lib/tables.mjs'
import { WORKLOADS } from './lib/workloads.mjs'
import { bytesOf, COPIES, createWorld, DEFAULT_MEMORY } from './lib/world.mjs'

const COLD = WORKLOADS.filter(({ kind }) => kind === 'single' || kind === 'chain')
const OTHERS = ['hits', 'identical', 'mix', 'heavy']

const HELP = `Usage: node bench/run.mjs [options]

  --workload <text>  only those whose name contains it; may be repeated:
                     ${[...COLD.map(({ name }) => name), ...OTHERS].join(', ')}
  --rounds <n>       rounds; default 5
  --seconds <n>      s of each server's turn in a round; default 3
  --quick            2 rounds of 0.4 s with fewer pictures and no chains of 12 megapixels: rough figures, but what is
                     measured is compared, too
  --memory <bytes>   what ossimg may take with the heaviest requests, such as 800M; default ${DEFAULT_MEMORY}
  --json <file>      writes the results there, for report.mjs

Ends with 1 when servers make different pictures or answer with anything but what was asked for, whatever the speed.`

const { values: asked } = parseArgs({
  options: {
    workload: { type: 'string', multiple: true },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    quick: { type: 'boolean', default: false },
    memory: { type: 'string', default: DEFAULT_MEMORY },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

if (asked.help) console.log(HELP)
else await run()
process.exit()

async function run() {
  const effort = asked.quick ? { rounds: 2, seconds: 0.4 } : { rounds: 5, seconds: 3 }
  if (asked.rounds) effort.rounds = Number(asked.rounds)
  if (asked.seconds) effort.seconds = Number(asked.seconds)
  const isAsked = (name) => !asked.workload || asked.workload.some((text) => name.includes(text))
  const isLong = ({ kind, megapixels }) => kind === 'chain' && megapixels > 2
  const workloads = COLD.filter((workload) => isAsked(workload.name) && !(asked.quick && isLong(workload)))
  const others = OTHERS.filter(isAsked)
  if (workloads.length + others.length === 0 || !(effort.rounds >= 1) || !(effort.seconds > 0))
    throw new Error(`Nothing to measure.\n\n${HELP}`)

  progress('draws pictures and uploads them')
  const world = await createWorld(asked.quick ? COPIES.quick : COPIES.full)
  const generator = startGenerator()
  const results = { kind: 'run', conditions: conditions(), effort, cold: [] }
  if (workloads.length > 0 || isAsked('mix')) {
    progress('warms up')
    await withWarmServers(generator, world, asked.quick ? 0.1 : 1, async (servers) => {
      for (const workload of workloads) {
        progress(workload.name)
        results.cold.push(await cold(generator, world, servers, workload, effort))
      }
      if (!isAsked('mix')) return
      progress('mix')
      results.mix = await mix(generator, world, servers, effort)
    })
  }
  const sections = { hits, identical, heavy }
  for (const name of others.filter((each) => each in sections)) {
    progress(name)
    results[name] = await sections[name](generator, world, effort, bytesOf(asked.memory))
  }
  generator.stop()
  complain(results)
  if (asked.json) writeFileSync(asked.json, `${JSON.stringify(results, null, 2)}\n`)
  console.log(runTables(results))
}

function progress(what) {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${what}`)
}

/** Answers that were not asked for make figures worthless. */
function complain({ cold: measured, ...others }) {
  const sections = [...measured, ...OTHERS.flatMap((name) => others[name] ?? [])]
  for (const { name = 'a section', results } of sections) {
    for (const [server, { wrong = {} }] of Object.entries(results)) {
      if (Object.keys(wrong).length === 0) continue
      console.error(`WRONG ANSWERS: ${name}, ${server}: ${JSON.stringify(wrong)}`)
      process.exitCode = 1
    }
  }
}
