// Writes the table of operations in README.md from the built definitions; with --check only tells
// whether it is up to date.
import { readFileSync, writeFileSync } from 'node:fs'
import { operations } from '../dist/index.js'

const START = '<!-- operations:start -->'
const END = '<!-- operations:end -->'

const code = (text) => `\`${text}\``
const row = (...cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`

function operationText({ name, about, source, example, alone, inMark, fields, ignored, bareKey }) {
  const parameters = Object.entries(fields).flatMap(([tree, field]) =>
    field.kind === 'group'
      ? Object.entries(field.members).map(([member, parameter]) => [
          `${tree}.${member}`,
          // What a group requires, it requires only when it is there.
          { ...parameter, presence: 'optional' },
        ])
      : [[tree, field]],
  )
  const notes = [
    alone ? 'It must be the only operation of the last stage.' : '',
    inMark ? 'It may prepare the image of a watermark.' : '',
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

function parameterRow(tree, parameter) {
  const { key, alias, kind, about, expected } = parameter
  const names = [key === '' ? '(no key)' : code(key), ...(alias ? [`or ${code(alias)}`] : [])]
  const words = kind === 'choice' ? parameter.values.map((value) => [parameter.write(value), value]) : []
  const renamed = words.some(([word, value]) => word !== value)
  const value = renamed ? words.map(([word, name]) => `${code(word)} ${name}`).join(', ') : expected
  return row(names.join(' '), code(tree), value, fallbackText(parameter), about)
}

function fallbackText(parameter) {
  const { kind, presence, default: standard } = parameter
  if (standard === undefined) return presence === 'required' ? 'required' : '–'
  return code(kind === 'text' ? standard : parameter.write(standard))
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
