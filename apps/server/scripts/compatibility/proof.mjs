// How rows are told: how many, and which one for all.
import { code } from './markdown.mjs'
import { SUITES } from './rows.mjs'

/** `12 S 30 P 9 T`: rows by suite. */
export function counts(rows) {
  return (
    Object.entries(SUITES)
      .map(([suite, { letter }]) => [rows.filter((row) => row.suite === suite).length, letter])
      .filter(([count]) => count > 0)
      .map(([count, letter]) => `${count} ${letter}`)
      .join(' ') || '–'
  )
}

/** The row that stands for all: of the suite that shows most, the shortest, since some hold long base64. */
export function telling(rows) {
  const [best = []] = Object.keys(SUITES)
    .map((suite) => rows.filter((row) => row.suite === suite))
    .filter((some) => some.length > 0)
  return best.toSorted((one, other) => one.process.length - other.process.length)[0]
}

/** Characters of a process that are shown. */
const LONGEST = 90

/** What a row is found by. */
export function nameOf({ id }) {
  return id.length <= LONGEST ? code(id) : `${code(id.slice(0, LONGEST))}… (${id.length} characters)`
}

/** One row, or a dash when there is none. */
export function instance(rows) {
  const row = telling(rows)
  return row ? nameOf(row) : '–'
}
