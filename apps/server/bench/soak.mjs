// Whether the server takes more and more as time goes by. `--help` tells the options.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { runCell, summarise } from './lib/cells.mjs'
import { conditions } from './lib/conditions.mjs'
import { startGenerator } from './lib/generator.mjs'
import { mixSource, runFrom } from './lib/interleave.mjs'
import { createMix, REALISTIC } from './lib/mix.mjs'
import { watch } from './lib/sampling.mjs'
import { REPEATS } from './lib/sections.mjs'
import { growthOf, soakText } from './lib/soak-report.mjs'
import { CONNECTIONS, PATHS } from './lib/workloads.mjs'
import { bytesOf, COPIES, createWorld, DEFAULT_MEMORY, startOssimg } from './lib/world.mjs'

const HELP = `Usage: node bench/soak.mjs [options]

  --minutes <n>      default 20
  --memory <bytes>   what ossimg may take, such as 800M; 0: its own default; default ${DEFAULT_MEMORY}
  --json <file>      writes the results there, for report.mjs

Ends with 1 when anything but 200 and 503 is answered.`

const { values: asked } = parseArgs({
  options: {
    minutes: { type: 'string', default: '20' },
    memory: { type: 'string', default: DEFAULT_MEMORY },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
})

/** s without a look at the clock; the pauses between are a few ms. */
const CELL = 10
/** ms */
const INTERVAL = 1000

if (asked.help) console.log(HELP)
else await run()
process.exit()

async function run() {
  const memory = bytesOf(asked.memory)
  progress('draws pictures and uploads them')
  const copies = COPIES.mixed
  const world = await createWorld(copies, { memory })
  const source = mixSource(createMix(REALISTIC, { repeats: REPEATS, copies }), PATHS.ossimg, copies)
  const generator = startGenerator()
  const server = await startOssimg(world)
  const watched = watch(server.pid, INTERVAL)
  const end = performance.now() + 60_000 * Number(asked.minutes)
  const cells = []
  for (let left = end - performance.now(); left > 0; left = end - performance.now()) {
    const seconds = Math.min(CELL, left / 1000)
    cells.push(
      await runFrom(source, 20_000, (paths) =>
        runCell(generator, server, { ...paths, connections: CONNECTIONS, seconds }),
      ),
    )
    if (cells.length % 6 === 0)
      progress(
        `${(cells.at(-1).answers / cells.at(-1).seconds).toFixed(0)} req/s, ${(left / 60_000).toFixed(1)} min left`,
      )
  }
  const samples = watched.stop()
  await server.stop()
  generator.stop()
  const result = {
    kind: 'soak',
    conditions: conditions(),
    minutes: Number(asked.minutes),
    repeats: REPEATS,
    connections: CONNECTIONS,
    budget: memory && memory / 1024 ** 2,
    ...summarise(cells, [200, 503]),
    refused: cells.reduce((sum, { statuses }) => sum + (statuses[503] ?? 0), 0),
    ...growthOf(samples),
    samples: samples.filter((_, at) => at % Math.ceil(samples.length / 400) === 0),
  }
  if (Object.keys(result.wrong).length > 0) process.exitCode = 1
  if (asked.json) writeFileSync(asked.json, `${JSON.stringify(result, null, 2)}\n`)
  console.log(soakText(result))
}

function progress(what) {
  console.error(`${(performance.now() / 1000).toFixed(0).padStart(5)} s  ${what}`)
}
