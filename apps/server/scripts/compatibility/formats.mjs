// Formats of sources and results, with what shows that they are read and written.
import { FORMAT_TRAITS } from '@ossimg/engine'
import { FORMATS } from '@ossimg/grammar'
import { code, table } from './markdown.mjs'
import { counts } from './proof.mjs'

/** The test that makes every format of every format, and looks at the colours. */
export const FORMATS_TEST = 'apps/server/test/formats.test.ts'

/** The title of that test for a source and a result. */
const becomes = (from, to) => `a ${from} becomes by image/resize,w_50/format,${to} a ${to}`

/** What rows and that test show of every format. `has` tells whether a test ran and passed. */
export function formatsShown(rows, has) {
  const results = FORMATS.filter((format) => FORMAT_TRAITS[format].writable)
  return FORMATS.map((format) => {
    const { writable, contentType } = FORMAT_TRAITS[format]
    // Only a gif is made into a gif.
    const targets = results.filter((to) => to !== 'gif' || format === 'gif')
    const made = targets.filter((to) => has(FORMATS_TEST, becomes(format, to)))
    return {
      format,
      contentType,
      writable,
      read: rows.filter(
        ({ accepted, input, suite }) => accepted && suite !== 'text' && input?.format === format,
      ),
      written: rows.filter(({ accepted, result }) => accepted && result?.format === format),
      made,
      status: made.length === targets.length ? 'tested' : 'untested',
    }
  })
}

/** The table of formats. */
export function formatsTable(shown) {
  return table(
    ['Format', 'Type', 'As a source', 'made into', 'As a result', 'Status'],
    shown.map(({ format, contentType, writable, read, written, made, status }) => [
      code(format),
      contentType,
      counts(read),
      made.join(', '),
      writable ? counts(written) : 'refused',
      status,
    ]),
  )
}
