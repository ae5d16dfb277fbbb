import type { FastifyRequest } from 'fastify'
import { copyDocument } from '../documents/copy-document.ts'
import { invalidArgument } from '../errors.ts'
import { openPermitted, permit } from '../object-access.ts'
import { notModifiedHeaders, quoted } from '../object-headers.ts'
import { untilDeparture } from '../plugins/departure.ts'
import { checkCopyConditions } from '../requests/conditions.ts'
import { type CopySource, readCopySource } from '../requests/copy-source.ts'
import { readProperties } from '../requests/object-properties.ts'
import type { ObjectRecord, PutObjectOptions } from '../storage/storage.ts'
import { type Handlers, type Services, sendXml } from './handler.ts'
import { refuseForeignAcl } from './put-object.ts'

/** Copies objects. Source: OSS, "CopyObject". */
export function copyObject({ storage }: Services): Handlers<'CopyObject'> {
  return {
    CopyObject: async (request, reply) => {
      const { target, caller, headers } = request
      await permit(storage, request, 'write')
      refuseForeignAcl(caller, target.bucket, headers)
      const source = readCopySource(String(headers['x-oss-copy-source']))
      const asked = readProperties(headers)
      const replaces = replacesProperties(request, source)
      const permission = await permit(storage, { target: source, caller }, 'read')
      const reader = await openPermitted(storage, permission, caller)
      try {
        const { record } = reader
        const etag = quoted(record.etag)
        if (checkCopyConditions(headers, { etag, lastModified: record.lastModified }) === 'not-modified')
          return reply.code(304).headers(notModifiedHeaders(record, etag)).send()
        const options = { ...asked, ...(replaces ? {} : inherited(record)), contentLength: record.size }
        // Whoever goes away ends the copy, which then leaves nothing.
        const content = untilDeparture(reply.raw, reader.read())
        const copy = await storage
          .putObject(target.bucket, target.key, content, options)
          .finally(() => content.destroy())
        reply.headers({ etag: quoted(copy.etag), 'x-oss-hash-crc64ecma': copy.crc64 })
        return sendXml(reply, copyDocument(copy))
      } finally {
        await reader.close()
      }
    },
  }
}

/** What a copy has of its source. Its ACL and storage class are told by the request, or those of a new object. */
function inherited({ contentType, headers, userMetadata }: ObjectRecord): PutObjectOptions {
  return { contentType, headers, userMetadata }
}

/**
 * Whether the request tells the properties of the copy, and not the source; always so for a copy onto itself. Throws
 * `InvalidArgument` for an unknown directive. Source: OSS, "CopyObject".
 */
function replacesProperties({ headers, target }: FastifyRequest, source: CopySource): boolean {
  const directive = String(headers['x-oss-metadata-directive'] || 'COPY')
  if (!['COPY', 'REPLACE'].includes(directive.toUpperCase()))
    throw invalidArgument('x-oss-metadata-directive', directive)
  const ontoItself = source.bucket === target.bucket && source.key === target.key
  return ontoItself || directive.toUpperCase() === 'REPLACE'
}
