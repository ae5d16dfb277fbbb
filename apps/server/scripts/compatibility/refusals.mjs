// What the service knows and this one does not, with how it is refused.
import { code, link, table } from './markdown.mjs'
import { instance } from './proof.mjs'

/** What is meant, and the rows that ask for it; or the test that does. */
const REFUSALS = [
  { what: 'heic results', asks: ({ process }) => process === 'image/format,heic' },
  {
    what: 'heic results, of any source over HTTP',
    test: { file: 'apps/server/test/formats.test.ts', name: 'does not become a heic' },
    answer: 'InvalidArgument',
  },
  {
    what: 'a format that suits the caller, `format,auto`',
    asks: ({ process }) => process === 'image/format,auto',
  },
  { what: 'cutting around faces, `g_face`', asks: ({ process }) => /^image\/crop,.*g_face$/.test(process) },
  {
    what: 'cutting around what matters, `g_auto`',
    asks: ({ process }) => /^image\/crop,.*g_auto$/.test(process),
  },
  { what: '`p` of `crop`', asks: ({ process }) => /^image\/crop,.*p_\d+$/.test(process) },
  { what: 'blurring faces, `g_face`', asks: ({ process }) => /^image\/blur,.*g_face/.test(process) },
  { what: '`p` of `blur`', asks: ({ process }) => /^image\/blur,.*p_\d+$/.test(process) },
  { what: '`blindwatermark`', asks: ({ process }) => /^image\/blindwatermark/.test(process) },
  ...['video', 'imm', 'doc', 'hls'].map((kind) => ({
    what: `\`${kind}/…\``,
    asks: ({ process }) => process.startsWith(`${kind}/`),
    // Any kind of stage is refused that is not known; each is listed once a row asks for it.
    optional: kind !== 'video',
  })),
  {
    what: 'a version of the object, `versionId`',
    test: { file: 'apps/server/src/dispatch.test.ts', name: 'x-oss-process&versionId' },
    answer: 'NotImplemented',
  },
  {
    what: 'processing later, `x-oss-async-process`',
    test: { file: 'apps/server/src/dispatch.test.ts', name: 'x-oss-async-process' },
    answer: 'NotImplemented',
  },
]

/** What is refused, and what shows it. */
export function refusalsShown(rows, has) {
  return REFUSALS.flatMap(({ what, asks, optional, test, answer }) => {
    if (test) {
      const proof = link(`“${test.name}”`, test.file)
      return [{ what, answer, proof, status: has(test.file, test.name) ? 'tested' : 'untested' }]
    }
    const asking = rows.filter((row) => row.error && asks(row))
    if (asking.length === 0) return optional ? [] : [{ what, answer: '–', proof: '–', status: 'untested' }]
    const { code: told, ec } = asking.find(({ error }) => error.ec)?.error ?? asking[0].error
    return [{ what, answer: ec ? `${told}, ${ec}` : told, proof: instance(asking), status: 'tested' }]
  })
}

/** The table of refusals. */
export function refusalsTable(shown) {
  return table(
    ['What', 'Answer', 'Shown by', 'Status'],
    shown.map(({ what, answer, proof, status }) => [what, code(answer), proof, status]),
  )
}
