// What was measured, as a table and against the goals.
import { cpus } from 'node:os'
import sharp from 'sharp'
import { median, quantile } from './timing.mjs'

/** The largest of each that is aimed at: the median of a size's chains, each chain, and what a default adds, ms. */
const GOALS = {
  median: { 2: 1.15, 12: 1.08 },
  each: 1.3,
  added: 3,
}

/** A row of the table: what one chain cost at one size. */
export function summarise({ size, title, costs, found }) {
  const ratios = costs.engine.map((cost, round) => cost / costs.floor[round])
  const row = {
    size,
    title,
    floor: median(costs.floor),
    engine: median(costs.engine),
    ratio: median(ratios),
    quartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
    found,
  }
  if (!costs.default) return row
  return { ...row, added: median(costs.default.map((cost, round) => cost - costs.floor[round])) }
}

/** The machine and the versions that figures depend on. */
export function conditions() {
  const processors = cpus()
  const { sharp: version, vips } = sharp.versions
  return {
    machine: `${processors.length} x ${processors[0]?.model.trim()}, ${process.platform} ${process.arch}`,
    node: process.version,
    sharp: version,
    vips,
  }
}

/** The rows as Markdown, with the goals below. */
export function markdown(rows, { machine, node, sharp: version, vips }, { rounds, budget }) {
  return [
    `${machine}; Node ${node}, sharp ${version}, libvips ${vips}; ${rounds} rounds of ${budget} ms of CPU and more, libvips with one thread.`,
    '',
    '| MP | chain | floor ms | engine ms | ratio | quartiles | default adds ms |',
    '|---:|---|---:|---:|---:|---:|---:|',
    ...rows.map(line),
    '',
    ...conclusions(rows),
  ].join('\n')
}

function line({ size, title, floor, engine, ratio, quartiles, added }) {
  const spread = quartiles.map((value) => value.toFixed(2)).join(' to ')
  const cells = [
    size,
    `\`${title}\``,
    floor.toFixed(2),
    engine.toFixed(2),
    ratio.toFixed(2),
    spread,
    added === undefined ? '' : added.toFixed(2),
  ]
  return `| ${cells.join(' | ')} |`
}

function conclusions(rows) {
  const lines = []
  for (const size of new Set(rows.map((row) => row.size))) {
    const ofSize = rows.filter((row) => row.size === size)
    const ratios = ofSize.map(({ ratio }) => ratio)
    const goal = GOALS.median[size]
    const words = [
      `median ${compared(median(ratios), goal)}`,
      `largest ${compared(Math.max(...ratios), GOALS.each)}`,
    ]
    const added = ofSize.flatMap((row) => row.added ?? [])
    if (added.length > 0)
      words.push(`the default adds ${compared(Math.max(...added), GOALS.added)} ms at most`)
    lines.push(`- ${size} MP: ${words.join('; ')}`)
  }
  return lines
}

function compared(value, goal) {
  if (goal === undefined) return value.toFixed(2)
  return `${value.toFixed(2)} (goal ${goal}: ${value <= goal ? 'met' : '**missed**'})`
}
