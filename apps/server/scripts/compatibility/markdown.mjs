// The few forms of Markdown that the page uses.

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
  return `${paragraphs.flat(2).filter(Boolean).join('\n\n')}\n`
}

/** A link from the page to a file of the repository. */
export function link(text, path) {
  return `[${text}](../../../${path})`
}
