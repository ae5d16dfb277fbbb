import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { estimateCost, type Plan, type Sources } from '../src/index.ts'

/** A row of `bench/cost/rows.mjs`, executed once by a process of its own. */
interface Measured {
  readonly title: string
  readonly plan: Plan
  readonly sources: Sources
  /** The peak of resident memory beyond that of a process that made one tiny picture. */
  readonly bytes: number
}

const bench = fileURLToPath(new URL('../bench/cost.mjs', import.meta.url))
const MIB = 1024 * 1024

/** How far estimate and measurement may lie apart, either way. */
const FACTOR = 1.5

/** Below that a process's memory is chance: V8 and malloc grow by leaps, so less counts as that. */
const FLOOR = 16 * MIB

/** How often what lies apart is measured again: what threads have in memory at a time depends on how they meet. */
const RUNS = 5

// The built package runs, because it takes processes that do nothing else; the estimate is the source's.
async function measure(...more: readonly string[]): Promise<readonly Measured[]> {
  const options = ['--memory', '--tested', '--json', '--size', '12', ...more]
  const { stdout } = await promisify(execFile)(process.execPath, [bench, ...options], { maxBuffer: 16 * MIB })
  return JSON.parse(stdout)
}

function isApart({ plan, sources, bytes }: Measured): boolean {
  const ratio = Math.max(FLOOR, estimateCost(plan, sources).peakBytes) / Math.max(FLOOR, bytes)
  return ratio > FACTOR || ratio < 1 / FACTOR
}

function told({ title, plan, sources, bytes }: Measured): string {
  const [estimated, found] = [estimateCost(plan, sources).peakBytes, bytes].map((all) =>
    Math.round(all / MIB),
  )
  return `${title}: ${estimated} MiB expected, ${found} measured`
}

it('expects the memory that processes take for 12 megapixels', { timeout: 300_000 }, async () => {
  const measured = await measure()
  expect(measured.length).toBeGreaterThan(20)
  const doubtful = measured.filter(isApart).flatMap(({ title }) => ['--row', title])
  const again = doubtful.length > 0 ? await measure(...doubtful, '--runs', String(RUNS)) : []
  expect(again.filter(isApart).map(told)).toEqual([])
})
