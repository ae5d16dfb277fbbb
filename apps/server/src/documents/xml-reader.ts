import { XMLParser } from 'fast-xml-parser'
import { ServerError } from '../errors.ts'

/** An element of a document that a client sent. White space around texts stays. */
export interface ReadElement {
  /** The text of the first child of this name; undefined when there is none or it holds elements. */
  text(name: string): string | undefined
  /** The children of this name, in their order. */
  children(name: string): readonly ReadElement[]
  /** The texts of all children of this name, in their order; those that hold elements are left out. */
  texts(name: string): readonly string[]
}

// Entities stay as written and are read below: a document cannot define its own.
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

/** What a document may be made of. */
export interface XmlLimits {
  /** Tags and entities at most, each end tag counted: reading them takes some microseconds each, of nobody else's time. */
  readonly markup: number
}

/**
 * The root element of a document. An ampersand that begins no entity stands for itself, for an official SDK writes it so;
 * prefixes and namespaces are left aside.
 *
 * @throws ServerError `MalformedXML` when it cannot be read, defines anything, has another root, or is made of more than
 *   `limits` allow.
 */
export function readXml(body: string, root: string, { markup }: XmlLimits): ReadElement {
  if (body.includes('<!') || countMarkup(body) > markup) throw malformedXml()
  const [element] = elementOf(parse(body.replace(BARE_AMPERSAND, '&amp;'))).children(root)
  if (!element) throw malformedXml()
  return element
}

function countMarkup(body: string): number {
  let count = 0
  for (let at = 0; at < body.length; at++) {
    const character = body.charCodeAt(at)
    if (character === LESS_THAN || character === AMPERSAND) count++
  }
  return count
}

const [LESS_THAN, AMPERSAND] = [0x3c, 0x26]

/** Not readable, or not what was expected. Source: OSS, "Error codes". */
export function malformedXml(): ServerError {
  const message = 'The XML you provided was not well-formed or did not validate against our published schema.'
  return new ServerError('MalformedXML', message)
}

function parse(body: string): unknown {
  try {
    return parser.parse(body, true)
  } catch {
    throw malformedXml()
  }
}

function elementOf(node: unknown): ReadElement {
  const texts = (name: string) =>
    nodes(node, name).flatMap((child) => (typeof child === 'string' ? [unescapeXml(child)] : []))
  return {
    texts,
    text: (name) => texts(name)[0],
    children: (name) => nodes(node, name).map(elementOf),
  }
}

/** The parser gives one child as it is and several as an array. */
function nodes(node: unknown, name: string): readonly unknown[] {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, name)) return []
  const found = (node as Readonly<Record<string, unknown>>)[name]
  return Array.isArray(found) ? found : [found]
}

const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-f]{1,6});)/gi

const NAMED: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-f]{1,6}));/gi,
    (entity, name, decimal, hex) => {
      if (typeof name === 'string') return NAMED[name.toLowerCase()] ?? entity
      const point = typeof decimal === 'string' ? Number(decimal) : Number.parseInt(hex, 16)
      return point <= 0x10ffff ? String.fromCodePoint(point) : entity
    },
  )
}
