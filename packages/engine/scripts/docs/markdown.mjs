// The few forms of Markdown that the generated pages use.

/** Text in the font of code. */
export const code = (text) => `\`${text}\``

/** A row of a table; a pipe in a cell would end it. */
const row = (cells) => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`

/** A table, one array of cells for each row. */
export function table(head, rows) {
  return [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')
}

/** Paragraphs, with a line between them and one break at the end. */
export function page(...paragraphs) {
  return `${paragraphs.flat().filter(Boolean).join('\n\n')}\n`
}

/** The note at the top of a page that nobody should write on. */
export function generatedBy(script) {
  return `<!-- Written by ${script}: change what it reads, not this page. -->`
}

/** What GitHub makes of a heading for links to it. */
export function anchor(heading) {
  return heading
    .toLowerCase()
    .replaceAll(/[^a-z0-9 -]/g, '')
    .replaceAll(' ', '-')
}
