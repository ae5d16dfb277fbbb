// Makes a report of what the drivers have written with `--json`: Markdown on standard output, plots beside the server's
// documents. `node bench/report.mjs run.json overload.json soak.json > docs/benchmarks.md`. Of two runs with the same part
// the later one's is reported.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { goalsOf } from './lib/goals.mjs'
import { overloadText } from './lib/overload-report.mjs'
import { coldPlot, overloadPlot, soakPlot } from './lib/plots.mjs'
import { soakText } from './lib/soak-report.mjs'
import { runTables, table } from './lib/tables.mjs'

const { values: asked, positionals: files } = parseArgs({
  options: { plots: { type: 'string', default: fileURLToPath(new URL('../docs/', import.meta.url)) } },
  allowPositionals: true,
})
if (files.length === 0)
  throw new Error(
    'Usage: node bench/report.mjs [--plots <folder>] <what the drivers wrote>… > docs/benchmarks.md',
  )

const results = {}
for (const file of files) {
  const result = JSON.parse(readFileSync(file, 'utf8'))
  results[result.kind] = onTop(results[result.kind], result)
}
console.log(report(results))

function report({ run, overload, soak }) {
  return [
    '# What the server costs, and what it bears',
    method(run ?? overload ?? soak),
    '## Goals',
    goalTable(goalsOf({ run, overload, soak })),
    ...(run ? [`## Speed\n\n${effort(run)}`, ...plot(coldPlot, run, 'cold'), runTables(run)] : []),
    ...(overload ? ['## Overload', overloadText(overload), ...plot(overloadPlot, overload, 'overload')] : []),
    ...(soak ? ['## Soak', soakText(soak), ...plot(soakPlot, soak, 'soak')] : []),
  ].join('\n\n')
}

/** What the later one has not measured is reported of the one before. */
function onTop(before, later) {
  const isWithoutCold = later.cold?.length === 0
  return { ...before, ...later, ...(before && isWithoutCold && { cold: before.cold }) }
}

function method({ conditions }) {
  const { cores, processor, memory, platform, node, sharp, libvips, fastify, ipx } = conditions
  return `${cores} × ${processor}, ${memory} GiB, ${platform}; Node ${node}, sharp ${sharp}, libvips ${libvips}, fastify ${fastify}, IPX ${ipx} with the sharp that it brings. All servers and the load run on this one machine, over 127.0.0.1.

Made by \`bench/report.mjs\`; [how it is measured](../bench/README.md), and how to repeat it.`
}

function effort({ effort: { rounds, seconds } }) {
  return `Medians of ${rounds} rounds, in each of which every server has a turn of ${seconds} s, longer where answers are slow; ratios are of the same round, to the ceiling's.`
}

function goalTable(goals) {
  return table(
    ['goal', 'found', ''],
    goals.map(({ goal, found, met }) => [goal, found, met ? 'met' : '**missed**']),
    3,
  )
}

function plot(draw, result, name) {
  if (name === 'cold' && result.cold.length === 0) return []
  const file = `benchmarks-${name}.svg`
  writeFileSync(new URL(file, new URL(`file://${asked.plots.replace(/\/?$/, '/')}`)), draw(result))
  return [`![${name}](${file})`]
}
