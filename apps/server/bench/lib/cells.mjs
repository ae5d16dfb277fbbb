// One server's turn, and what a server has done in all its turns.
import { cpuOf, peakOf, processTree, watch } from './sampling.mjs'
import { median, merged, quantileOf } from './statistics.mjs'

/**
 * Lets the generator ask a server and counts its CPU meanwhile: the result of `closedLoop`, `cpu`, ms,
 * and `peak`, MiB.
 *
 * @param job as of `closedLoop`, without the port; `interval`: ms between two looks at its memory.
 */
export async function runCell(generator, server, { interval, ...job }) {
  const before = cpuOf(processTree(server.pid))
  const watched = watch(server.pid, interval)
  const result = await generator.closed({ ...job, port: server.port })
  const peak = peakOf(watched.stop())
  return { ...result, cpu: cpuOf(processTree(server.pid)) - before, peak }
}

/**
 * What comes of a server's cells: `rates` (answers a second) and `costs` (ms of CPU an answer) of each, medians of both,
 * latencies of all answers, ms, the `peak` of memory, MiB, and `wrong`: outcomes that were not expected, by name. Only answers with the first of
 * the statuses that are expected count: to refuse is quick.
 */
export function summarise(cells, expected) {
  const [counted] = [expected].flat()
  const answersOf = ({ statuses }) => statuses[counted] ?? 0
  const rates = cells.map((cell) => answersOf(cell) / cell.seconds)
  const costs = cells.map((cell) => cell.cpu / answersOf(cell))
  const latencies = merged(cells.flatMap((cell) => cell.latencies[counted] ?? []))
  return {
    rates,
    costs,
    rate: median(rates),
    cost: median(costs),
    p50: quantileOf(latencies, 0.5),
    p99: quantileOf(latencies, 0.99),
    answers: cells.reduce((sum, cell) => sum + answersOf(cell), 0),
    peak: Math.max(...cells.map(({ peak }) => peak)),
    wrong: wrongOf(cells, expected),
  }
}

/** Outcomes other than the expected status, by name. */
export function wrongOf(cells, expected) {
  const wrong = {}
  for (const { statuses, failures } of cells)
    for (const [name, number] of [...Object.entries(statuses), ...Object.entries(failures)])
      if (![expected].flat().includes(Number(name))) wrong[name] = (wrong[name] ?? 0) + number
  return wrong
}

/** The median of the rounds' ratios of one figure: both had their turns close to each other. */
export function ratioOf(one, other) {
  return median(one.map((value, round) => value / other[round]))
}
