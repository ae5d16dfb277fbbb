import type { FastifyRequest } from 'fastify'
import { copiedPartDocument } from '../documents/multipart-document.ts'
import { openPermitted, permit } from '../object-access.ts'
import { type Headers, notModifiedHeaders, quoted } from '../object-headers.ts'
import { untilDeparture } from '../plugins/departure.ts'
import { bodyOf } from '../requests/body.ts'
import { checkCopyConditions } from '../requests/conditions.ts'
import { readCopyRange } from '../requests/copy-range.ts'
import { readCopySource } from '../requests/copy-source.ts'
import { readPartNumber, readUploadId } from '../requests/multipart-request.ts'
import { readExpectedContent } from '../requests/object-properties.ts'
import type { UploadName } from '../storage/storage.ts'
import type { Part } from '../storage/uploads.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'

/** Takes the parts of uploads in. Source: OSS, "UploadPart", "UploadPartCopy". */
export function uploadPart({ storage }: Services): Handlers<'UploadPart' | 'UploadPartCopy'> {
  return {
    UploadPart: async (request, reply) => {
      await permit(storage, request, 'write')
      const number = readPartNumber(request.target.query)
      const expected = readExpectedContent(request.headers)
      const part = await storage.putPart(uploadName(request), number, bodyOf(request.raw), expected)
      return sendEmpty(reply.headers(partHeaders(part)))
    },

    UploadPartCopy: async (request, reply) => {
      const { target, caller, headers } = request
      await permit(storage, request, 'write')
      const number = readPartNumber(target.query)
      const source = readCopySource(String(headers['x-oss-copy-source']))
      const permission = await permit(storage, { target: source, caller }, 'read')
      const reader = await openPermitted(storage, permission, caller)
      try {
        const { record } = reader
        const etag = quoted(record.etag)
        if (checkCopyConditions(headers, { etag, lastModified: record.lastModified }) === 'not-modified')
          return reply.code(304).headers(notModifiedHeaders(record, etag)).send()
        const range = readCopyRange(headers['x-oss-copy-source-range']?.toString(), record.size)
        const contentLength = range ? range.end - range.start + 1 : record.size
        // Whoever goes away ends the copy, which then leaves nothing.
        const content = untilDeparture(reply.raw, reader.read(range))
        const part = await storage
          .putPart(uploadName(request), number, content, { contentLength })
          .finally(() => content.destroy())
        return sendXml(reply.headers(partHeaders(part)), copiedPartDocument(part))
      } finally {
        await reader.close()
      }
    },
  }
}

/** The upload that a request names. */
export function uploadName({ target: { bucket, key, query } }: FastifyRequest): UploadName {
  return { bucket, key, id: readUploadId(query) }
}

/** What is told of a part: its checksums, to be compared with the sender's. */
function partHeaders({ etag, crc64 }: Part): Headers {
  return { etag: quoted(etag), 'x-oss-hash-crc64ecma': crc64 }
}
