import type { Style } from '../storage/storage.ts'
import { type XmlElement, xmlDocument } from './xml.ts'
import { malformedXml, readXml } from './xml-reader.ts'

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

/** The longest content with every character an entity. */
const MAX_MARKUP = 10_000

/**
 * The content in the body of PutStyle, `<Style><Content>image/resize,w_100</Content></Style>`.
 *
 * @throws ServerError `MalformedXML`.
 */
export function readStyleContent(body: string): string {
  const [content, ...more] = readXml(body, 'Style', { markup: MAX_MARKUP }).texts('Content')
  if (content === undefined || more.length > 0) throw malformedXml()
  return content.trim()
}
