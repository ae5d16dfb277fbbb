/**
 * Writes docs/compatibility.md from the definitions, the limits, and the rows that the suites run. Needs the built
 * packages. With `--check` it writes nothing and tells whether the page is up to date. With `--results FILE`, as often
 * as needed, only what passed in these reports of vitest's `--reporter=json` counts.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { compatibilityPage } from './compatibility/page.mjs'
import { readResults } from './compatibility/results.mjs'

const { values } = parseArgs({
  options: { check: { type: 'boolean' }, results: { type: 'string', multiple: true } },
})
const root = new URL('../../../', import.meta.url)
const file = new URL('../docs/compatibility.md', import.meta.url)
const { text, untested, failed } = compatibilityPage(root, values.results && readResults(values.results))

if (failed > 0) console.error(`${failed} rows failed or did not run, and do not count`)
if (untested.length > 0) fail(`not tested: ${untested.join('; ')}`)
else if (!values.check) writeFileSync(file, text)
else if (readFileSync(file, 'utf8') !== text)
  fail('docs/compatibility.md is out of date: run `node scripts/write-compatibility.mjs` after a build')

function fail(message) {
  console.error(message)
  process.exitCode = 1
}
