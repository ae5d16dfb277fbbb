// The page: what is tested, how, and by which row.
import { readFileSync } from 'node:fs'
import { FORMATS_TEST, formatsShown, formatsTable } from './formats.mjs'
import { limitsShown, limitsTable } from './limits.mjs'
import { code, link, page, table } from './markdown.mjs'
import { operationsShown, operationsTable, parametersTable, withUses } from './parameters.mjs'
import { refusalsShown, refusalsTable } from './refusals.mjs'
import { passed } from './results.mjs'
import { omission, readDocumented, readRows, SUITES } from './rows.mjs'

/**
 * The text of the page, and what is not tested, in words.
 *
 * @param root the repository, a URL that ends in a slash.
 * @param results what test runs reported (`readResults`); rows and tests that did not pass do not count then. Without:
 *   every row counts, since its suite fails where it does not hold.
 */
export function compatibilityPage(root, results) {
  const all = readRows(root)
  const rows = withUses(all.filter(({ suite, isRunBy }) => passed(results, SUITES[suite].test, isRunBy)))
  const has = (file, title) =>
    isWritten(root, file, title) && passed(results, file, (name) => name.includes(title))
  const operations = operationsShown(rows)
  const formats = formatsShown(rows, has)
  const limits = limitsShown(rows, has)
  const refusals = refusalsShown(rows, has)
  return {
    text: pageText(root, rows, { operations, formats, limits, refusals }),
    untested: [
      ...operations.filter(isUntested).map(({ definition }) => definition.name),
      ...operations.flatMap(({ definition, parameters }) =>
        parameters
          .filter(isUntested)
          .map(({ parameter }) => `${definition.name}, ${parameter.key || 'its value'}`),
      ),
      ...[...formats, ...limits, ...refusals]
        .filter(isUntested)
        .map((shown) => shown.format ?? shown.name ?? shown.what),
    ],
    failed: all.length - rows.length,
  }
}

const isUntested = ({ status }) => status !== 'tested'

/** Does a test file have such a title? Of titles made of rows, the part that stands in the file is asked for. */
function isWritten(root, file, title) {
  const text = readFileSync(new URL(file, root), 'utf8')
  return text.includes(title) || isTitleOfFormats(text, title)
}

/** The titles of the formats test are filled in by its rows: the template and the row must be there. */
function isTitleOfFormats(text, title) {
  const [, from, process, to] = /^a (\S+) becomes by (\S+) a (\S+)$/.exec(title) ?? []
  if (!from) return false
  const row = to === 'gif' ? `'${process}', gif]` : `'${process}', '${to}']`
  return text.includes('becomes by %s a %s') && text.includes(row) && text.includes(`  ${from}: '`)
}

function pageText(root, rows, { operations, formats, limits, refusals }) {
  const documented = readDocumented(root)
  const omitted = documented.filter(omission)
  return page(
    '<!-- Written by scripts/write-compatibility.mjs: change what it reads, not this page. -->',
    '# What is tested',
    'Operations, parameters, formats and limits are those of the code; every number and status is worked out from the ' +
      'rows of three suites, which run with all tests. A letter says how far a row goes:',
    table(
      ['', 'A row is', 'Accepted', 'Refused', 'Rows', 'Run by'],
      Object.entries(SUITES).map(([suite, { letter, about, data, test }]) => {
        const own = rows.filter((row) => row.suite === suite)
        const accepted = own.filter((row) => row.accepted).length
        return [letter, about, accepted, own.length - accepted, link('rows', data), link('suite', test)]
      }),
    ),
    `Of ${documented.length} documented cases ${documented.length - omitted.length} are run. Left out: ` +
      `${omitted.map((vector) => `${code(vector.id)}, ${omission(vector)}`).join('; ')}.`,
    'What the operations do is shown in ' +
      `${link('operations.md', 'packages/engine/docs/operations.md')}; what was decided where the service is silent, ` +
      `in ${link('decisions.md', 'packages/engine/docs/decisions.md')}.`,
    '## Operations',
    '`tested` means: a documented case uses it over HTTP, and all of its parameters are tested.',
    operationsTable(operations),
    '## Parameters',
    '`tested` means: a row makes or plans a picture with it, and another is refused for a value out of its range. What the ' +
      'accepted rows look at is listed, and at the edges of the range the values that have rows, with their suites.',
    operations
      .filter(({ parameters, ignored }) => parameters.length + ignored.length > 0)
      .map((shown) => [`### ${code(shown.definition.name)}`, parametersTable(shown)]),
    '## Formats',
    `What a source is “made into” ${link('a test', FORMATS_TEST)} makes of it over HTTP, looking at type, size and colours. ` +
      '`tested` means that this is every format that can be written; only a gif is made into a gif.',
    formatsTable(formats),
    '## Limits',
    '`tested` means: at the limit it is accepted, and beyond it refused.',
    limitsTable(limits),
    '## Not supported',
    'What the service has and this has not, and how it is refused.',
    refusalsTable(refusals),
  )
}
