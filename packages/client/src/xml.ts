import { XMLParser } from 'fast-xml-parser'

const parser = new XMLParser({
  ignoreAttributes: true,
  ignoreDeclaration: true,
  parseTagValue: false, // a key `007` is a text
  htmlEntities: true, // without it, `&#39;` stays as it is
})

/** The elements of an XML document as nested objects, undefined if it cannot be read as such. */
export function parseXml(text: string): unknown {
  try {
    return parser.parse(text)
  } catch {
    return undefined
  }
}

/** What stands under these names, each inside the one before; undefined if one is missing. */
export function elementAt(node: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (parent, name) => (isParent(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined),
    node,
  )
}

/** The text of the element under these names; undefined if it is missing or has elements inside. */
export function textAt(node: unknown, ...path: readonly string[]): string | undefined {
  const element = elementAt(node, ...path)
  return typeof element === 'string' ? element : undefined
}

/** The children of an element that are texts, in document order. */
export function textsIn(node: unknown): Record<string, string> {
  const children = isParent(node) ? Object.entries(node) : []
  return Object.fromEntries(
    children.filter((child): child is [string, string] => typeof child[1] === 'string'),
  )
}

/** A text as it stands between tags. */
export function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function isParent(node: unknown): node is Readonly<Record<string, unknown>> {
  return typeof node === 'object' && node !== null && !Array.isArray(node)
}
