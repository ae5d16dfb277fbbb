// Operations and their parameters, with the rows that write them.
import { byteLength, decodeBase64, operations, parametersOf } from '@ossimg/grammar'
import { code, link, table } from './markdown.mjs'
import { counts, instance } from './proof.mjs'
import { SUITES } from './rows.mjs'
import { blamedBy, writtenBy } from './uses.mjs'

/** Each row with the keys it writes and the one it is refused for. */
export function withUses(rows) {
  return rows.map((row) => ({ ...row, written: row.accepted ? writtenBy(row) : [], blamed: blamedBy(row) }))
}

/**
 * What the rows show of every operation: its parameters with `accepted` and `refused` rows, and a `status`. `tested` is
 * a parameter that a picture was made or planned with, and that was refused with a value out of its range.
 */
export function operationsShown(rows) {
  return Object.values(operations).map((definition) => {
    const { name, bareKey, ignored } = definition
    const accepted = rows.filter(({ written }) => written.some(({ operation }) => operation === name))
    const parameters = parametersOf(definition).map((parameter) => shown(name, parameter, rows))
    if (bareKey) parameters.push(shown(name, bareParameter(definition), rows))
    const known = parameters.every(({ status }) => status === 'tested')
    return {
      definition,
      accepted,
      refused: rows.filter((row) => row.blamed?.operation === name),
      parameters,
      ignored: ignored.map((key) => ({ key, accepted: rowsWriting(rows, name, [key]) })),
      status: known && accepted.some(({ suite }) => suite === 'server') ? 'tested' : 'untested',
    }
  })
}

/** The value without a key that some operations take beside their keys. */
function bareParameter({ fields, bareKey }) {
  return {
    ...fields[bareKey.field],
    key: '',
    alias: undefined,
    about: `means ${code(fields[bareKey.field].key)}`,
  }
}

function shown(operation, parameter, rows) {
  const keys = [parameter.key, ...(parameter.alias ? [parameter.alias] : [])]
  const accepted = rowsWriting(rows, operation, keys)
  const refused = rows.filter(({ blamed }) => blamed?.operation === operation && keys.includes(blamed.key))
  const made = accepted.some(({ suite }) => suite !== 'text')
  const values = valuesOf(operation, keys, accepted, refused)
  return {
    parameter,
    accepted,
    refused,
    edges: edgesOf(parameter).map((edge) => ({ ...edge, rows: values(edge) })),
    status: made && refused.length > 0 ? 'tested' : 'untested',
  }
}

const writes = (operation, keys) => (use) => use.operation === operation && keys.includes(use.key)

function rowsWriting(rows, operation, keys) {
  return rows.filter(({ written }) => written.some(writes(operation, keys)))
}

/** The rows in which one value of a parameter is accepted, or refused. */
function valuesOf(operation, keys, accepted, refused) {
  return ({ taken, is }) =>
    taken
      ? accepted.filter(({ written }) =>
          written.filter(writes(operation, keys)).some(({ value }) => is(value)),
        )
      : refused.filter(({ blamed }) => is(blamed.value))
}

/** The values at the ends of a parameter's range, and those next to them outside; the words of a closed set. */
function edgesOf({ kind, min, max, maxBytes, values, write }) {
  const number = (value, taken) => ({
    label: value,
    taken,
    is: (text) => /^-?\d+$/.test(text) && Number(text) === value,
  })
  const word = (text) => ({ label: text, taken: true, is: (written) => written === text })
  const bytes = (count, taken) => ({
    label: `${count} bytes`,
    taken,
    is: (text) => byteLength(decodeBase64(text) ?? '') === count,
  })
  if (kind === 'flag') return ['0', '1'].map(word)
  if (kind === 'choice') return values.map(write).map(word)
  if (kind === 'integer') {
    const upper = max === Number.MAX_SAFE_INTEGER ? [] : [number(max, true), number(max + 1, false)]
    return [number(min - 1, false), number(min, true), ...upper]
  }
  if (values)
    return values.map((text) => ({ label: text, taken: true, is: (value) => decodeBase64(value) === text }))
  return maxBytes === undefined ? [] : [bytes(maxBytes, true), bytes(maxBytes + 1, false)]
}

/** The table of operations. */
export function operationsTable(shownOperations) {
  return table(
    ['Operation', 'Accepted', 'Refused for a value', 'Parameters', 'Status'],
    shownOperations.map(({ definition, accepted, refused, parameters, status }) => [
      link(code(definition.name), `packages/engine/docs/operations.md#${definition.name}`),
      counts(accepted),
      counts(refused),
      parameters.length,
      status,
    ]),
  )
}

/** The table of one operation's parameters. */
export function parametersTable({ parameters, ignored }) {
  return table(
    ['Key', 'Value', 'Accepted', 'Refused', 'At the edges', 'Looked at', 'For instance', 'Status'],
    [
      ...parameters.map(({ parameter, accepted, refused, edges, status }) => [
        [parameter.key, parameter.alias].filter(Boolean).map(code).join(' or ') || '(no key)',
        parameter.expected,
        counts(accepted),
        counts(refused),
        edges.map(edgeText).filter(Boolean).join(', ') || '–',
        [...new Set(accepted.flatMap(({ shows }) => shows))].join(', '),
        [instance(accepted), instance(refused)].join('; '),
        status,
      ]),
      ...ignored.map(({ key, accepted }) => [
        code(key),
        'ignored',
        counts(accepted),
        '–',
        '–',
        [...new Set(accepted.flatMap(({ shows }) => shows))].join(', '),
        instance(accepted),
        accepted.length > 0 ? 'tested' : 'untested',
      ]),
    ],
  )
}

/** A value and the suites that have a row for it; nothing when none has. */
function edgeText({ label, taken, rows }) {
  const letters = Object.entries(SUITES).filter(([suite]) => rows.some((row) => row.suite === suite))
  if (letters.length === 0) return ''
  return `${code(label)}${taken ? '' : ' refused'} ${letters.map(([, { letter }]) => letter).join('')}`
}
