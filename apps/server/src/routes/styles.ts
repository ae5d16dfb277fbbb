import type { Target } from '../addressing.ts'
import { readStyleContent, styleDocument, styleListDocument } from '../documents/style-document.ts'
import { malformedXml } from '../documents/xml-reader.ts'
import { invalidArgument, ServerError } from '../errors.ts'
import { isStyleName } from '../names.ts'
import { ownedBucket } from '../object-access.ts'
import { readText } from '../requests/body.ts'
import { isStyleContent } from '../requests/style-content.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'

/** The calls on a bucket's styles. */
type StyleCall = 'PutStyle' | 'GetStyle' | 'ListStyle' | 'DeleteStyle'

/** Bytes: the longest content with every character escaped, and the document round it. */
const MAX_BODY_BYTES = 64 * 1024

/** Keeps named processes. Source: OSS, Image Processing, "PutStyle", "GetStyle", "ListStyle", "DeleteStyle". */
export function styles({ storage }: Services): Handlers<StyleCall> {
  return {
    PutStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request, 'write')
      const name = styleName(request.target)
      const content = readStyleContent(await readText(request.raw, MAX_BODY_BYTES, malformedXml))
      checkContent(content)
      await storage.putStyle(bucket.name, name, content)
      return sendEmpty(reply)
    },

    GetStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request, 'read')
      const style = await storage.getStyle(bucket.name, styleName(request.target))
      return sendXml(reply, styleDocument(style))
    },

    ListStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request, 'read')
      return sendXml(reply, styleListDocument(await storage.listStyles(bucket.name)))
    },

    DeleteStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request, 'write')
      await storage.deleteStyle(bucket.name, styleName(request.target))
      return sendEmpty(reply, 204)
    },
  }
}

/** Throws `InvalidArgument` for what cannot be a style's name. */
function styleName({ query }: Target): string {
  const name = query.find(([parameter]) => parameter === 'styleName')?.[1] ?? ''
  if (isStyleName(name)) return name
  throw invalidArgument('stylename', name, { ec: '0017-00000251' })
}

/** Throws `BadRequest`. */
function checkContent(content: string): void {
  if (isStyleContent(content)) return
  throw new ServerError('BadRequest', 'Style content is invalid.', { ec: '0017-00000253' })
}
