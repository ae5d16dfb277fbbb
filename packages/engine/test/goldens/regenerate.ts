import { GOLDENS } from './cases/index.ts'
import { judge, type Verdict } from './judge.ts'
import { REPORT, writeReport } from './report.ts'
import { removeGolden, storedNames, writeGolden } from './store.ts'

export interface RegenerateOptions {
  /** Store what changed? Else it is only reported. */
  readonly write: boolean
}

/**
 * Draws all goldens, prints which changed, and writes the report. True when what is stored is now as drawn; what is
 * within the bounds is left as it was looked at.
 */
export async function regenerate({ write }: RegenerateOptions): Promise<boolean> {
  const verdicts: Verdict[] = []
  for (const [name, cells] of Object.entries(GOLDENS)) verdicts.push(await judge(name, cells))
  const changed = verdicts.filter(({ faults }) => faults.length > 0)
  const abandoned = storedNames().filter((name) => !Object.hasOwn(GOLDENS, name))
  for (const { name, faults } of changed) console.log([name, ...faults].join('\n  '))
  for (const name of abandoned) console.log(`${name}\n  is stored, but no longer drawn`)
  await writeReport(verdicts)
  const kept = write ? await store(changed, abandoned) : 0
  const count = changed.length + abandoned.length
  console.log(`${verdicts.length} goldens, ${count} changed, ${kept} of them stored; see ${REPORT}`)
  return kept === count
}

/** Returns how many were stored or removed. A picture of another size than it is to have is no golden. */
async function store(changed: readonly Verdict[], abandoned: readonly string[]): Promise<number> {
  const sound = changed.filter(({ cells, drawn }) =>
    cells.every(([, , makes], index) => drawn[index]?.made === makes),
  )
  for (const { name, drawn } of sound)
    await writeGolden(
      name,
      drawn.flatMap(({ pages }) => pages),
    )
  abandoned.forEach(removeGolden)
  return sound.length + abandoned.length
}
