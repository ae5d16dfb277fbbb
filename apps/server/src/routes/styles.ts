import { GRAMMAR_LIMITS } from '@ossimg/grammar'
import type { Target } from '../addressing.ts'
import { readText } from '../body.ts'
import { invalidArgument, ServerError } from '../errors.ts'
import { isStyleName } from '../names.ts'
import { ownedBucket } from '../object-access.ts'
import { malformedXml, readStyleContent, styleDocument, styleListDocument } from '../style-document.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'

/** The calls on a bucket's styles. */
type StyleCall = 'PutStyle' | 'GetStyle' | 'ListStyle' | 'DeleteStyle'

/** Bytes: the longest content with every character escaped, and the document round it. */
const MAX_BODY_BYTES = 64 * 1024

/** Keeps named processes. Source: OSS, Image Processing, "PutStyle", "GetStyle", "ListStyle", "DeleteStyle". */
export function styles({ storage }: Services): Handlers<StyleCall> {
  return {
    PutStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request)
      const name = styleName(request.target)
      const content = readStyleContent(await readText(request.raw, MAX_BODY_BYTES, malformedXml))
      checkContent(content)
      await storage.putStyle(bucket.name, name, content)
      return sendEmpty(reply)
    },

    GetStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request)
      const style = await storage.getStyle(bucket.name, styleName(request.target))
      return sendXml(reply, styleDocument(style))
    },

    ListStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request)
      return sendXml(reply, styleListDocument(await storage.listStyles(bucket.name)))
    },

    DeleteStyle: async (request, reply) => {
      const bucket = await ownedBucket(storage, request)
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

/**
 * Lets any clean text pass: whether it is a process shows when it is used. Throws `BadRequest`.
 * Source: OSS, Image Processing, "PutStyle".
 */
function checkContent(content: string): void {
  if (content !== '' && !/[; ()'*?]/.test(content) && Buffer.byteLength(content) <= GRAMMAR_LIMITS.bytes)
    return
  throw new ServerError('BadRequest', 'Style content is invalid.', { ec: '0017-00000253' })
}
