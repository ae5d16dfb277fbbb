// Limits, with the rows and tests at them and beyond them.
import { LIMITS } from '@ossimg/engine'
import { byteLength, decodeBase64, definitionOf, GRAMMAR_LIMITS } from '@ossimg/grammar'
import { code, link, table } from './markdown.mjs'
import { nameOf, telling } from './proof.mjs'

const longer = ({ width, height }) => Math.max(width, height)
const area = ({ width, height, pages = 1 }) => width * height * pages

/** Is a row refused with one of these diagnostic codes? */
const told =
  (...codes) =>
  ({ error }) =>
    codes.some((last) => error?.ec === `0040-${String(last).padStart(8, '0')}`)

/** Measures what enters: sources of all formats, or of some. */
const source = (measure, formats) => ({
  measure: ({ suite, input }) =>
    suite !== 'text' && input?.width && (!formats || formats.includes(input.format))
      ? measure(input)
      : undefined,
})

/** Measures what comes out, in any format or one. */
const result = (measure, format) => ({
  measure: ({ suite, accepted, result: made }) =>
    suite !== 'text' && accepted && made?.width && (!format || made.format === format)
      ? measure(made)
      : undefined,
})

/** What a single `resize` makes, where nothing else could have made it. */
const resized = (measure) => ({
  measure: (row) => (/^image\/resize,[^/|]*$/.test(row.process) ? result(measure).measure(row) : undefined),
})

const OTHERS = ['jpg', 'png', 'webp', 'gif', 'bmp', 'heic']

/**
 * For each limit of the engine what it is `of`, and where the rows are: accepted ones at it by their `measure`, refused
 * ones beyond it by what they are refused with (`over`). Or the `test` that shows both.
 */
const ENGINE = {
  sourceBytes: { of: 'a source file, bytes', ...source(({ bytes }) => bytes), over: told(1) },
  sourceSide: {
    of: 'a side of a source, px',
    ...source(longer, OTHERS),
    over: told(9, 13, 17, 19),
  },
  sourcePixels: { of: 'a source, all frames together, px', ...source(area), over: told(12) },
  tiffSide: { of: 'a side of a tiff source, px', ...source(longer, ['tiff']), over: told(18) },
  avifSide: {
    of: 'a side of an avif source, px',
    ...source(longer, ['avif']),
    over: (row) => told(14)(row) && row.input.format === 'avif',
  },
  resizedSide: {
    of: 'a side of what `resize` makes, px',
    ...resized(longer),
    over: (row) => told(7)(row) && /^A side/.test(row.error.message),
  },
  resizedPixels: {
    of: 'what `resize` makes, px',
    ...resized(({ width, height }) => width * height),
    over: (row) => told(7)(row) && row.error.message?.includes(`more than ${LIMITS.resizedPixels} pixels`),
  },
  rotatedSide: {
    of: 'a side of what `rotate` turns, px',
    measure: ({ process, input }) => (process === 'image/rotate,90' && input ? longer(input) : undefined),
    over: told(6),
  },
  webpSide: { of: 'a side of a webp result, px', ...result(longer, 'webp'), over: told(11) },
  avifPixels: {
    of: 'an avif result, px',
    ...result(({ width, height }) => width * height, 'avif'),
    over: (row) => told(14)(row) && row.input.format !== 'avif',
  },
  markImages: {
    of: 'images drawn over one picture',
    measure: ({ process }) => marksIn(process),
    over: ({ process, error }) => error && marksIn(process) === LIMITS.markImages + 1,
  },
}

/** The same for the grammar, whose measures are of the process; or a test for each side. */
const GRAMMAR = {
  bytes: {
    of: 'a process, bytes of UTF-8',
    test: {
      file: 'packages/grammar/src/stages.test.ts',
      name: 'counts bytes of UTF-8 after percent-decoding',
    },
    overTest: { file: 'packages/grammar/src/stages.test.ts', name: 'one byte more' },
  },
  pipes: {
    of: 'pipes in a process',
    measure: ({ process }) => process.split('|').length - 1,
    over: (row) => told(211)(row) && row.process.split('|').every(Boolean),
  },
  actions: {
    of: 'operations between two pipes',
    measure: ({ process }) => Math.max(...process.split('|').map(operationsIn)),
    over: ({ process, error }) =>
      error && Math.max(...process.split('|').map(operationsIn)) === GRAMMAR_LIMITS.actions + 1,
  },
  keyBytes: {
    of: 'a key to save as, bytes of UTF-8',
    measure: ({ process }) => keyLength(process),
    over: ({ process, error }) => error && keyLength(process) === GRAMMAR_LIMITS.keyBytes + 1,
  },
}

function marksIn(process) {
  return process.match(/watermark,[^/|]*image_/g)?.length
}

function operationsIn(stage) {
  return stage.split('/').filter((segment) => definitionOf(segment.split(',')[0])).length
}

function keyLength(process) {
  const [, name] = /sys\/saveas,o_([^,]*)/.exec(process) ?? []
  return name === undefined ? undefined : byteLength(decodeBase64(name, 'either') ?? '')
}

/** What rows and tests show of every limit. */
export function limitsShown(rows, has) {
  return [...entries(LIMITS, ENGINE, rows, has), ...entries(GRAMMAR_LIMITS, GRAMMAR, rows, has)]
}

function entries(limits, known, rows, has) {
  return Object.entries(limits).map(([name, value]) => {
    const { of = name, measure, over, test, overTest = test } = known[name] ?? {}
    if (!measure && !test) return { name, value, of, at: '–', beyond: '–', status: 'untested' }
    if (test) {
      const ran = [test, overTest].every(({ file, name: title }) => has(file, title))
      const [at, beyondIt] = [test, overTest].map(testText)
      return { name, value, of, at, beyond: beyondIt, status: ran ? 'tested' : 'untested' }
    }
    const atLimit = rows.filter((row) => row.accepted && measure(row) === value)
    const beyondIt = rows.filter((row) => !row.accepted && over(row))
    const shown = atLimit.length > 0 && beyondIt.length > 0
    return {
      name,
      value,
      of,
      at: rowText(atLimit),
      beyond: rowText(beyondIt),
      status: shown ? 'tested' : 'untested',
    }
  })
}

function testText({ file, name }) {
  return link(`“${name}”`, file)
}

/** A row with what it says of its picture, without which it would not tell why. */
function rowText(rows) {
  const row = telling(rows)
  if (!row) return '–'
  if (row.suite !== 'plan') return nameOf(row)
  const { format, width, height, pages, bytes } = row.input
  const size = `${width} × ${height}${pages ? ` × ${pages}` : ''}${bytes ? `, ${bytes} bytes` : ''}`
  return `${nameOf(row)} on ${format} ${size}`
}

/** The table of limits. */
export function limitsTable(shown) {
  return table(
    ['Limit', 'Value', 'Of', 'At it', 'Beyond it', 'Status'],
    shown.map(({ name, value, of, at, beyond: over, status }) => [code(name), value, of, at, over, status]),
  )
}
