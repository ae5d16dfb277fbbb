import Database from 'libsql'
import { afterAll, expect, it } from 'vitest'
import { migrate } from './schema.ts'
import { SQL } from './statements.ts'

const database = new Database(':memory:')
migrate(database)

afterAll(() => {
  database.close()
})

it.each(Object.entries(SQL))('%s reads no table from end to end and sorts nothing', (name, text) => {
  const costly = planOf(text).filter((step) => /^SCAN (?!\()|TEMP B-TREE/.test(step))
  expect(costly).toEqual(name === 'selectBuckets' ? ['SCAN buckets'] : [])
})

it.each([
  ['selectObjects', 'SEARCH objects USING PRIMARY KEY (bucket=? AND key>? AND key<?)'],
  ['selectUploads', 'SEARCH uploads USING PRIMARY KEY (bucket=? AND (key,id)>(?,?) AND key<?)'],
  ['selectParts', 'SEARCH parts USING PRIMARY KEY (upload=? AND number>?)'],
] as const)('%s begins at its place and ends at its end', (name, step) => {
  expect(planOf(SQL[name])).toEqual([step])
})

/** How SQLite goes about a statement. */
function planOf(text: string): readonly string[] {
  const marks = text.includes('?1') ? 2 : text.split('?').length - 1
  const values = Array.from({ length: marks }, () => 1)
  const steps = database.prepare(`EXPLAIN QUERY PLAN ${text}`).all(...values)
  return (steps as readonly { readonly detail: string }[]).map((step) => step.detail)
}
