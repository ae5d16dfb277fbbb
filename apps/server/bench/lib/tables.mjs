// Results as Markdown.
import { ratioOf } from './cells.mjs'
import { secondsOf } from './sections.mjs'

/** Heads and rows of cells as a table; all columns but the first `words` are aligned to the right. */
export function table(heads, rows, words = 1) {
  const rule = heads.map((_, at) => (at < words ? '---' : '---:'))
  return [heads, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** A number with so many digits that it says something; JSON has null for what is none. */
export function number(value, digits) {
  if (!Number.isFinite(value)) return '–'
  const fitting = digits ?? (value < 10 ? 2 : value < 100 ? 1 : 0)
  return value.toLocaleString('en', { minimumFractionDigits: fitting, maximumFractionDigits: fitting })
}

/** Three tables in one: every server of every cold workload. */
export function coldTable(cold) {
  const heads = [
    'MP',
    'chain',
    'server',
    'req/s',
    'ratio',
    'CPU ms/req',
    'ratio',
    'p50 ms',
    'p99 ms',
    'peak MiB',
  ]
  const rows = cold.flatMap(({ megapixels, title, results }) =>
    Object.entries(results).map(([server, result], at) => [
      at === 0 ? megapixels : '',
      at === 0 ? `\`${shortened(title)}\`` : '',
      server,
      ...figures(result, results.ceiling),
    ]),
  )
  return [table(heads, rows, 3), ...wrongAnswers(cold)].join('\n\n')
}

/** What was answered but not asked for, which does not count in any figure. */
function wrongAnswers(cold) {
  const lines = cold.flatMap(({ name, results }) =>
    Object.entries(results).flatMap(([server, { wrong = {} }]) =>
      Object.entries(wrong).map(([outcome, count]) => `${name}, ${server}: ${count} × ${outcome}`),
    ),
  )
  return lines.length === 0 ? [] : [`**Answers that were not asked for:** ${lines.join('; ')}.`]
}

/** A text in an URL is long and says nothing. */
function shortened(title) {
  return title.replace(/text_[\w-]+/, 'text_…')
}

function figures({ rates, rate, costs, cost, p50, p99, peak }, other) {
  return [
    number(rate),
    number(ratioOf(rates, other.rates), 2),
    number(cost),
    number(ratioOf(costs, other.costs), 2),
    number(p50),
    number(p99),
    number(peak, 0),
  ]
}

/** Hits, 304 and plain fastify. */
export function hitsTable({ results }) {
  const heads = ['answers', 'req/s', 'ratio', 'CPU µs/req', 'ratio', 'p50 ms', 'p99 ms', 'peak MiB']
  const names = {
    hit: 'ossimg, from its cache',
    'not modified': 'ossimg, 304',
    fastify: 'fastify, from a buffer',
  }
  const rows = Object.entries(results).map(([name, result]) => {
    const [rate, ratio, , ...rest] = figures(result, results.fastify)
    return [names[name], rate, ratio, number(1000 * result.cost, 1), ...rest]
  })
  return table(heads, rows)
}

/** The mix on both servers. */
export function mixTable({ results }) {
  const heads = ['server', 'req/s', 'ratio', 'CPU ms/req', 'ratio', 'p50 ms', 'p99 ms', 'peak MiB']
  return table(
    heads,
    Object.entries(results).map(([name, result]) => [name, ...figures(result, results.ceiling)]),
  )
}

/** What became of the crowds. */
export function identicalTable({ crowd, results }) {
  const rows = Object.entries(results).map(([name, rounds]) => [
    name,
    rounds.map(({ decodes }) => (name === 'ceiling' ? crowd : (decodes ?? 'not told'))).join(', '),
    number(1000 * secondsOf(rounds), 0),
  ])
  return table(['server', 'decodes, by round', 'last answer after, ms'], rows)
}

/** All that one run measured. */
export function runTables({ cold, hits, identical, mix, heavy }) {
  const parts = []
  if (cold?.length) parts.push('### Cold', coldTable(cold))
  if (hits)
    parts.push(
      `### From the cache, ${number(hits.bytes, 0)} bytes, ${hits.connections} connections`,
      hitsTable(hits),
    )
  if (identical) parts.push(`### ${identical.crowd} identical requests at once`, identicalTable(identical))
  if (mix) parts.push(`### A mix with ${100 * mix.repeats} % repeats`, mixTable(mix))
  if (heavy) parts.push('### The heaviest requests', heavyText(heavy))
  return parts.join('\n\n')
}

function heavyText({ budget, results: { ossimg } }) {
  return `${number(ossimg.rate)} req/s, peak ${number(ossimg.peak, 0)} MiB of the ${number(budget, 0)} MiB configured.`
}
