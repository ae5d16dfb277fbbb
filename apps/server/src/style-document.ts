import { XMLParser } from 'fast-xml-parser'
import { ServerError } from './errors.ts'
import type { Style } from './storage/storage.ts'
import { type XmlElement, xmlDocument } from './xml.ts'

/** One style as GetStyle answers it. Source: OSS, Image Processing, "GetStyle". */
export function styleDocument(style: Style): string {
  return xmlDocument(styleElement(style))
}

/** A bucket's styles as ListStyle answers them. Source: OSS, Image Processing, "ListStyle". */
export function styleListDocument(styles: readonly Style[]): string {
  return xmlDocument(['StyleList', styles.map(styleElement)])
}

function styleElement({ name, content, createdAt, modifiedAt }: Style): XmlElement {
  return [
    'Style',
    [
      ['Name', name],
      ['Content', content],
      ['Category', 'image'],
      ['CreateTime', createdAt.toUTCString()],
      ['LastModifyTime', modifiedAt.toUTCString()],
    ],
  ]
}

// Entities stay as written and are read below: a document cannot define its own.
const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
})

/**
 * The content in the body of PutStyle, `<Style><Content>image/resize,w_100</Content></Style>`. An ampersand that begins
 * no entity stands for itself, for an official SDK writes it so.
 *
 * @throws ServerError `MalformedXML`.
 */
export function readStyleContent(body: string): string {
  if (body.includes('<!')) throw malformedXml()
  const content = contentOf(parse(body.replace(BARE_AMPERSAND, '&amp;')))
  if (typeof content !== 'string') throw malformedXml()
  return unescapeXml(content)
}

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

function contentOf(document: unknown): unknown {
  const style = property(document, 'Style')
  return property(style, 'Content')
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined
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
