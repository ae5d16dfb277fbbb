// Writes the table of operations in README.md from the built definitions; with --check only tells
// whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { operations } from '../dist/index.js'

const START = '<!-- operations:start -->'
const END = '<!-- operations:end -->'

const code = (text) => `\`${text}\``
const row = (...cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

function operationText({ name, about, source, example, alone, fields, ignored, bareKey }) {
  const parameters = Object.entries(fields).flatMap(([tree, field]) =>
    field.kind === 'group'
      ? Object.entries(field.members).map(([member, parameter]) => [`${tree}.${member}`, parameter])
      : [[tree, field]],
  )
  const notes = [
    alone ? 'It must be the only operation of the last stage.' : '',
    bareKey ? `A value without a key is ${code(fields[bareKey.field].key)}.` : '',
    ignored.length > 0 ? `Accepted without effect: ${ignored.map(code).join(', ')}.` : '',
  ]
  const table = [
    row('Key', 'In the tree', 'Value', 'Default', 'Meaning'),
    row('---', '---', '---', '---', '---'),
    ...parameters.map(([tree, parameter]) => parameterRow(tree, parameter)),
  ]
  return [
    `### ${code(name)}`,
    `${[about, ...notes].filter(Boolean).join(' ')} OSS: "${source}".`,
    `${code(example)}`,
    ...(parameters.length > 0 ? [table.join('\n')] : []),
  ].join('\n\n')
}

function parameterRow(tree, { key, alias, kind, presence, about, expected, values, ...parameter }) {
  const names = [key === '' ? '(no key)' : code(key), ...(alias ? [`or ${code(alias)}`] : [])]
  const standard = parameter.default
  const written = kind === 'text' ? standard : parameter.write(standard)
  const words = kind === 'choice' ? values.map((value) => [parameter.write(value), value]) : []
  const renamed = words.some(([word, value]) => word !== value)
  const value = renamed ? words.map(([word, name]) => `${code(word)} ${name}`).join(', ') : expected
  const fallback = standard === undefined ? (presence === 'required' ? 'required' : '–') : code(written)
  return row(names.join(' '), code(tree), value, fallback, about)
}

const file = new URL('../README.md', import.meta.url)
const readme = readFileSync(file, 'utf8')
const [before, rest] = readme.split(START)
const after = rest?.split(END)[1]
if (after === undefined) throw new Error(`README.md lacks ${START} and ${END}`)
const table = Object.values(operations).map(operationText).join('\n\n')
const fresh = `${before}${START}\n\n${table}\n\n${END}${after}`

if (!process.argv.includes('--check')) writeFileSync(file, fresh)
else if (fresh !== readme) {
  console.error('README.md is out of date: run `node scripts/write-readme.mjs` after a build')
  process.exitCode = 1
}
