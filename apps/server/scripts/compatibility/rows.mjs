// The rows that the suites run: a process, and what must become of it.
import { readdirSync, readFileSync } from 'node:fs'

/**
 * The suites by name: what a row shows, the test that runs it, and how its rows are read. Paths are the repository's.
 * The letter stands for the suite in tables.
 */
export const SUITES = {
  server: {
    letter: 'S',
    about:
      'a documented case, sent over HTTP with a picture drawn for it; the answer is decoded and looked at',
    data: 'apps/server/fixtures/vectors.json',
    test: 'apps/server/test/vectors/vectors.test.ts',
    read: readServerRows,
  },
  plan: {
    letter: 'P',
    about: 'a process on a picture of a size and format, and what the engine plans for it: no pixel is made',
    data: 'packages/engine/fixtures',
    test: 'packages/engine/test/fixtures.test.ts',
    read: (root, { data }) => readFixtures(root, data, planRows),
  },
  text: {
    letter: 'T',
    about: 'a process string, and the tree that the grammar reads, or the error',
    data: 'packages/grammar/fixtures',
    test: 'packages/grammar/test/fixtures.test.ts',
    read: (root, { data }) => readFixtures(root, data, textRows),
  },
}

/** Why a documented case is not run; undefined: it is. */
export function omission({ requires = [] }) {
  return requires.includes('heic-encoder') ? 'heic is not written' : undefined
}

/** The documented cases, those included that are not run. */
export function readDocumented(root) {
  return readJson(root, SUITES.server.data)
}

/**
 * The rows of all suites. Each has its `suite`, an `id` for readers, the `process` with the contents of its `styles`,
 * whether it is `accepted`, what it `shows` or its `error`, what it knows of its `input` and `result`, and `isRunBy`,
 * which recognises its test by the full name.
 */
export function readRows(root) {
  return Object.entries(SUITES).flatMap(([suite, options]) =>
    options.read(root, options).map((row) => ({ suite, styles: [], ...row })),
  )
}

function readJson(root, path) {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'))
}

function readServerRows(root) {
  return readDocumented(root)
    .filter((vector) => !omission(vector))
    .map(({ id, process, styles = {}, input, expect = {}, expectError: error }) => {
      const result = expect.stored ?? expect
      return {
        id,
        process,
        styles: Object.values(styles),
        accepted: !error,
        shows: keysShown(SHOWN_BY_VECTOR, result),
        error,
        input,
        result,
        isRunBy: (name) => name.includes(` ${id} `),
      }
    })
}

/** Rows by file; the grammar's copy of the documented cases shows less of them than the server does. */
function readFixtures(root, folder, rowsOf) {
  const files = readdirSync(new URL(`${folder}/`, root)).sort()
  return files
    .filter((file) => file.endsWith('.json') && file !== 'vectors.json')
    .flatMap((file) => rowsOf(readJson(root, `${folder}/${file}`), file.slice(0, -'.json'.length)))
}

function planRows(rows, file) {
  return rows.map(({ process, metadata, error, name: _name, ...expected }) => ({
    id: process,
    process,
    accepted: !error,
    shows: keysShown(SHOWN_BY_PLAN, expected),
    error,
    input: metadata,
    result: { ...expected.canvas, format: expected.encode?.format },
    isRunBy: (name) => name.startsWith(`${file} ${process} on `),
  }))
}

function textRows({ valid, invalid }, file) {
  const row = ({ input, tree, canonical: _canonical, ...error }) => ({
    id: input,
    process: input,
    accepted: tree !== undefined,
    shows: [],
    error: tree ? undefined : error,
    isRunBy: (name) => name.trim() === `${file} ${input}`.trim(),
  })
  return [...valid, ...invalid].map(row)
}

/** What a row looks at, by the keys of what it expects. */
const SHOWN_BY_VECTOR = {
  size: ['width'],
  pixels: ['pixels', 'pixelsIdentical', 'rect'],
  place: ['markRect'],
  effect: ['compare'],
  encoding: ['jpegQuality', 'progressive', 'frames'],
  report: ['body', 'json'],
}

const SHOWN_BY_PLAN = { size: ['canvas'], steps: ['steps'], encoding: ['encode'], report: ['report'] }

function keysShown(keys, expected) {
  return Object.keys(keys).filter((name) => keys[name].some((key) => expected[key] !== undefined))
}
