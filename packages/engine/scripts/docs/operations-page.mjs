// The page of operations: what may be written, and what it does with a picture.
import { operations } from '@ossimg/grammar'
import { FORMAT_TRAITS } from '../../dist/index.js'
import { anchor, code, generatedBy, page, table } from './markdown.mjs'
import { readExamples, readSources, reportOf } from './pictures.mjs'

/** The text of `operations.md`, whose pictures lie in `folder`. */
export async function operationsPage(folder) {
  const examples = readExamples(folder)
  const sections = []
  for (const definition of Object.values(operations)) {
    const own = examples.filter(({ operation }) => operation === definition.name)
    sections.push(...(await operationSection(definition, own, folder)))
  }
  return page(
    generatedBy('scripts/write-docs.mjs'),
    '# What each operation does with a picture',
    'Operations run in the order of the URL. Keys, values and defaults are those of the definitions that read it, and ' +
      'every picture was made by the engine from one of these:',
    table(
      ['Picture', 'What it is'],
      readSources(folder).map((source) => [
        picture(source.file, source.about),
        `${code(source.file)}: ${source.about}. ${described(source)}`,
      ]),
    ),
    'Where the service does not say what should happen, [decisions.md](decisions.md) says what happens here. What is ' +
      'tested of all this is listed in [compatibility.md](../../../apps/server/docs/compatibility.md).',
    Object.keys(operations)
      .map((name) => `[${code(name)}](#${anchor(name)})`)
      .join(' · '),
    sections,
  )
}

async function operationSection(definition, examples, folder) {
  const { name, about, source, alone, inMark, ignored, fields, bareKey } = definition
  const notes = [
    about,
    alone ? 'It must be the only operation of the last stage.' : '',
    inMark ? 'It may prepare the image of a watermark.' : '',
    bareKey ? `A value without a key is ${code(fields[bareKey.field].key)}.` : '',
    ignored.length > 0 ? `Accepted without effect: ${ignored.map(code).join(', ')}.` : '',
    `OSS: “${source}”.`,
  ]
  const rows = parameterRows(fields)
  return [
    `## ${code(name)}`,
    notes.filter(Boolean).join(' '),
    `Written ${code(syntaxOf(definition))}`,
    rows.length > 0 ? table(['Key', 'Value', 'Default', 'Meaning'], rows) : '',
    alone ? await reports(examples, folder) : gallery(examples),
  ].flat()
}

function syntaxOf({ name, syntax, fields }) {
  if (syntax === 'flag') return `image/${name}`
  if (syntax === 'keyed') return `image/${name},KEY_VALUE,KEY_VALUE,…`
  const [parameter] = Object.values(fields)
  return `image/${name},${parameter.kind === 'choice' ? 'NAME' : 'NUMBER'}`
}

function parameterRows(fields) {
  return Object.values(fields).flatMap((field) =>
    field.kind === 'group'
      ? // What a group requires, it requires only when it is there.
        Object.values(field.members).map((member) => parameterRow({ ...member, presence: 'optional' }))
      : [parameterRow(field)],
  )
}

function parameterRow(parameter) {
  const { key, alias, about } = parameter
  const names = [key === '' ? '(no key)' : code(key), ...(alias ? [`or ${code(alias)}`] : [])]
  return [names.join(' '), valueText(parameter), defaultText(parameter), about]
}

/** What may be written; words that mean something else in the tree are told with their meaning. */
function valueText({ kind, values, write, expected }) {
  if (kind !== 'choice') return expected
  const refused = values.filter((value) => FORMAT_TRAITS[value]?.writable === false)
  const words = values.map((value) => [write(value), value])
  if (words.some(([word, value]) => word !== value))
    return words.map(([word, value]) => `${code(word)} ${value}`).join(', ')
  return refused.length > 0 ? `${expected}; refused here: ${refused.join(', ')}` : expected
}

function defaultText({ kind, presence, default: standard, write }) {
  if (standard === undefined) return presence === 'required' ? 'required' : '–'
  return code(kind === 'text' ? standard : write(standard))
}

function gallery(examples) {
  return table(
    ['Result', 'Process'],
    examples.map((example) => [
      picture(example.file, example.about),
      `${code(example.process)}${on(example)}<br>${example.about} ${described(example)}`,
    ]),
  )
}

async function reports(examples, folder) {
  const texts = []
  for (const example of examples)
    texts.push(
      `${code(example.process)} on ${code(example.source)}: ${lowered(example.about)}`,
      `\`\`\`json\n${await reportOf(folder, example)}\n\`\`\``,
    )
  return texts
}

function on({ source }) {
  return source === 'harbour.jpg' ? '' : ` on ${code(source)}`
}

function picture(file, about) {
  return `![${about.replaceAll('`', '')}](pictures/${file})`
}

function described({ width, height, format, pages }) {
  return `${width} × ${height} ${format}${pages > 1 ? `, ${pages} frames` : ''}.`
}

function lowered(text) {
  return text[0].toLowerCase() + text.slice(1)
}
