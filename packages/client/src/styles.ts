import { elementAt, escapeXml, parseXml, textAt } from './xml.ts'

/** A process that the bucket keeps under a name. */
export interface Style {
  readonly name: string
  /** The process as text, `image/resize,w_100`. */
  readonly content: string
  /** When it was first stored; invalid if the server sends no date. */
  readonly created: Date
  /** When its content last changed; invalid if the server sends no date. */
  readonly modified: Date
}

/** The document that stores a style. */
export function writeStyle(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Style><Content>${escapeXml(content)}</Content></Style>`
}

/** Reads the answer to a question for one style. */
export function readStyle(xml: string): Style | undefined {
  return styleOf(elementAt(parseXml(xml), 'Style'))
}

/** Reads a list of styles, which may be empty. */
export function readStyles(xml: string): readonly Style[] | undefined {
  const list = elementAt(parseXml(xml), 'StyleList')
  if (list === undefined) return undefined
  const styles = [elementAt(list, 'Style') ?? []].flat().map(styleOf)
  return styles.every((style) => style !== undefined) ? styles : undefined
}

function styleOf(element: unknown): Style | undefined {
  const name = textAt(element, 'Name')
  const content = textAt(element, 'Content')
  if (name === undefined || content === undefined) return undefined
  const created = new Date(textAt(element, 'CreateTime') ?? Number.NaN)
  const modified = new Date(textAt(element, 'LastModifyTime') ?? Number.NaN)
  return { name, content, created, modified }
}
