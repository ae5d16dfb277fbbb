// The page of decisions: what is done where the service's documentation is silent.
import { code, generatedBy, page, table } from './markdown.mjs'

/** What a decision may be about, in the order of the page. */
const AREAS = {
  grammar: 'What may be written',
  pixels: 'What becomes of the picture',
  limits: 'Limits',
  errors: 'Errors',
  http: 'HTTP',
}

/** The text of `decisions.md`, from `decisions.json`. */
export function decisionsPage(decisions) {
  const unknown = decisions.filter(({ area }) => !(area in AREAS))
  if (unknown.length > 0) throw new Error(`decisions of no known area: ${unknown.map(({ id }) => id)}`)
  return page(
    generatedBy('scripts/write-docs.mjs'),
    '# What was decided',
    'Where the documentation of OSS leaves open what happens, or contradicts itself, this is what happens here, and why. ' +
      'The last column names what fails when it no longer does: a test, or a row that a test runs.',
    'What the operations do is shown in [operations.md](operations.md); what is tested is listed in ' +
      '[compatibility.md](../../../apps/server/docs/compatibility.md).',
    Object.entries(AREAS)
      .map(([area, title]) => `[${title}](#${area})`)
      .join(' · '),
    Object.entries(AREAS).flatMap(([area, title]) => [
      `<a id="${area}"></a>\n\n## ${title}`,
      areaTable(decisions.filter((decision) => decision.area === area)),
    ]),
  )
}

function areaTable(decisions) {
  return table(
    ['Question', 'Here', 'Because', 'Shown by'],
    decisions.map(({ id, question, choice, reason, proof }) => [
      `<a id="${id}"></a>${question}`,
      choice,
      reason,
      proof.map(proofText).join('<br>'),
    ]),
  )
}

/** `path › text` as a link to the file: texts of titles in quotes, rows in the font of code. */
function proofText(proof) {
  const [path, text] = split(proof)
  const isTitle = path.endsWith('.ts') && !/^[[{'?]/.test(text)
  return `[${isTitle ? `“${text}”` : code(text)}](../../../${path})`
}

/** The two halves of a proof. */
function split(proof) {
  const at = proof.indexOf(' › ')
  if (at < 0) throw new Error(`a proof is a path, “ › ” and a text: ${proof}`)
  return [proof.slice(0, at), proof.slice(at + ' › '.length)]
}
