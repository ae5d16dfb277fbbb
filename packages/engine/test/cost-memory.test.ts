import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { estimateCost, type Plan, type Sources } from '../src/index.ts'

/** A row of `bench/cost/rows.mjs`, each time executed by a process of its own. */
interface Measured {
  readonly title: string
  readonly plan: Plan
  readonly sources: Sources
  /** The median peak of resident memory beyond that of a process that made one tiny picture. */
  readonly bytes: number
}

const bench = fileURLToPath(new URL('../bench/cost.mjs', import.meta.url))
const MIB = 1024 * 1024

/** How far estimate and measurement may lie apart, either way. */
const FACTOR = 1.5

/** Below that a process's memory is chance: V8 and malloc grow by leaps, so less counts as that. */
const FLOOR = 16 * MIB

/** Processes for each row: what threads have in memory at a time depends on how they meet. */
const RUNS = 3

// The built package runs, because it takes processes that do nothing else; the estimate is the source's.
it('expects the memory that processes take for 12 megapixels', { timeout: 300_000 }, async () => {
  const options = ['--memory', '--tested', '--json', '--size', '12', '--runs', String(RUNS)]
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...options], { maxBuffer: 16 * MIB })
  const measured = JSON.parse(stdout) as readonly Measured[]
  expect(measured.length).toBeGreaterThan(20)
  const ratios = measured.map(({ title, plan, sources, bytes }) => {
    const { peakBytes } = estimateCost(plan, sources)
    const ratio = Math.max(FLOOR, peakBytes) / Math.max(FLOOR, bytes)
    const [estimated, found] = [peakBytes / MIB, bytes / MIB].map(Math.round)
    return { ratio, told: `${title}: ${estimated} MiB expected, ${found} measured` }
  })
  const apart = ratios.filter(({ ratio }) => ratio > FACTOR || ratio < 1 / FACTOR)
  expect(apart.map(({ told }) => told)).toEqual([])
})
