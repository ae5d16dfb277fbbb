// What `estimateCost` expects beside what is measured. `--help` tells the options.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { estimateCost, tuneSharp } from '@ossimg/engine'
import { measureMemory } from './cost/memory.mjs'
import { ROWS, titleOf } from './cost/rows.mjs'
import { prepare } from './cost/scene.mjs'
import { SIZES } from './pictures.mjs'
import { conditions } from './report.mjs'
import { median } from './timing.mjs'

const HELP = `Usage: node bench/cost.mjs [options]

  --size <MP>      only this size: ${Object.keys(SIZES).join(', ')}; may be repeated
  --row <text>     only rows whose title contains it; may be repeated
  --memory         peaks of memory instead of CPU time
  --runs <n>       processes that each peak is measured with; default 1
  --tested         only the rows that the test of the memory estimate measures
  --json           JSON instead of a table`

const { values: asked } = parseArgs({
  options: {
    size: { type: 'string', multiple: true },
    row: { type: 'string', multiple: true },
    memory: { type: 'boolean', default: false },
    runs: { type: 'string', default: '1' },
    tested: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

const MIB = 1024 * 1024

/** ms of wall time for a row: in bursts of other work the median is then still that of many runs. */
const BUDGET = 500

if (asked.help) console.log(HELP)
else await run()

async function run() {
  const runs = Number(asked.runs)
  if (!(Number.isInteger(runs) && runs > 0))
    throw new Error(`--runs ${asked.runs} is not a count.\n\n${HELP}`)
  const sizes = Object.keys(SIZES)
    .filter((size) => !asked.size || asked.size.includes(size))
    .sort((one, other) => one - other)
  const rows = ROWS.filter(
    (row) =>
      (!asked.tested || row.tested) && (!asked.row || asked.row.some((text) => titleOf(row).includes(text))),
  )
  const folder = mkdtempSync(join(tmpdir(), 'ossimg-cost-'))
  try {
    const results = []
    for (const size of sizes) {
      const drawn = join(folder, size)
      draw(drawn, size, rows)
      const measured = asked.memory ? await measureMemory(drawn, rows, runs) : await measureTime(drawn, rows)
      results.push(...measured.map((result) => ({ size, title: titleOf(result.row), ...result })))
    }
    console.log(asked.json ? JSON.stringify(results) : table(results))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function draw(folder, size, rows) {
  const script = fileURLToPath(new URL('cost/sources.mjs', import.meta.url))
  const names = new Set(['photo.jpg', 'mark.png', ...rows.map(({ source }) => source)])
  execFileSync(process.execPath, [script, folder, size, ...names])
}

async function measureTime(folder, rows) {
  tuneSharp()
  const measured = []
  for (const row of rows) {
    const { plan, sources, run: execute } = await prepare(folder, row)
    const times = []
    await execute()
    for (const end = performance.now() + BUDGET; performance.now() < end || times.length < 3; ) {
      const start = process.cpuUsage()
      await execute()
      const { user, system } = process.cpuUsage(start)
      times.push((user + system) / 1000)
    }
    measured.push({ row, plan, sources, ms: median(times) })
  }
  return measured
}

function table(results) {
  const unit = asked.memory ? 'MiB' : 'CPU ms'
  const lines = results.map(({ size, title, plan, sources, ms, bytes }) => {
    const { cpuMs, peakBytes } = estimateCost(plan, sources)
    const [estimated, measured] = asked.memory ? [peakBytes / MIB, bytes / MIB] : [cpuMs, ms]
    const digits = asked.memory ? 0 : 1
    const ratio = (estimated / measured).toFixed(2)
    return `| ${size} | ${title.replaceAll('|', '\\|')} | ${estimated.toFixed(digits)} | ${measured.toFixed(digits)} | ${ratio} |`
  })
  return [
    Object.values(conditions()).join(', '),
    '',
    `| MP | source and process | estimated ${unit} | measured ${unit} | ratio |`,
    '|---:|---|---:|---:|---:|',
    ...lines,
  ].join('\n')
}
