/** An element: its name, and its text or its children. */
export type XmlElement = readonly [name: string, content: string | readonly XmlElement[]]

/**
 * An XML document as the official SDKs can read it: with a declaration, without namespace, without white space inside or
 * between elements.
 */
export function xmlDocument(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(root)}`
}

function element([name, content]: XmlElement): string {
  const inner = typeof content === 'string' ? escapeXml(content) : content.map(element).join('')
  return `<${name}>${inner}</${name}>`
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

/** A text between tags. Characters that XML cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>\r]/g, (character) => ESCAPES[character] ?? character)
}

/** All that XML 1.0 allows, negated. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu
