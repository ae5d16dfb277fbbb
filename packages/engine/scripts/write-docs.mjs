/**
 * Writes docs/operations.md with its pictures and docs/decisions.md. Needs the built packages. With `--check` it writes
 * nothing and tells what is out of date: texts must be equal, pictures of the planned size and format.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { decisionsPage } from './docs/decisions-page.mjs'
import { operationsPage } from './docs/operations-page.mjs'
import { faultsOf, writePictures } from './docs/pictures.mjs'

const folder = new URL('../docs/', import.meta.url)
const pictures = new URL('pictures/', folder)
const checks = process.argv.includes('--check')

if (!checks) await writePictures(pictures)
const faults = faultsOf(pictures)
const pages = {
  'operations.md': await operationsPage(pictures),
  'decisions.md': decisionsPage(JSON.parse(readFileSync(new URL('decisions.json', folder), 'utf8'))),
}
for (const [name, text] of Object.entries(pages)) {
  const file = new URL(name, folder)
  if (!checks) writeFileSync(file, text)
  else if (readFileSync(file, 'utf8') !== text) faults.push(`docs/${name} is not what the definitions say`)
}
if (faults.length > 0) {
  console.error(`${faults.join('\n')}\nrun \`node scripts/write-docs.mjs\` after a build`)
  process.exitCode = 1
}
