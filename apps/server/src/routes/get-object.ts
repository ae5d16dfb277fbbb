import type { FastifyReply, FastifyRequest } from 'fastify'
import { existing, openPermitted, permit } from '../object-access.ts'
import { type Headers, notModifiedHeaders, originalHeaders, overrides, quoted } from '../object-headers.ts'
import { checkConditions, lists } from '../requests/conditions.ts'
import { selectRange } from '../requests/range.ts'
import type { ByteRange, ObjectRecord } from '../storage/storage.ts'
import type { Handler, Handlers, Services } from './handler.ts'

/** What a stream would hold of an object at a time, too. */
const SMALL_BYTES = 64 * 1024

/** Answers with objects as they are stored. Source: OSS, "GetObject", "HeadObject", "GetObjectMeta". */
export function getOriginal({ storage }: Services): Handlers<'GetObject' | 'HeadObject' | 'GetObjectMeta'> {
  const get: Handler = async (request, reply) => {
    const replaced = overrides(request.target, request.caller)
    const permission = await permit(storage, request, 'read')
    const found = existing(permission)
    if (isUnmodified(request, found)) return sendNotModified(reply, found)
    const reader = await openPermitted(storage, permission, request.caller)
    try {
      const { record } = reader
      const range = rangeOf(request, record)
      const headers = { ...originalHeaders(record), ...replaced }
      if (range) reply.code(206).headers(partial(headers, range, record.size))
      else reply.headers(headers)
      // Whole and in memory it costs less than a stream, and can be given again.
      if (!range && record.size <= SMALL_BYTES) return reply.send(await reader.bytes())
      return reply.send(reader.read(range))
    } finally {
      await reader.close()
    }
  }

  const head: Handler = async (request, reply) => {
    const replaced = overrides(request.target, request.caller)
    const record = existing(await permit(storage, request, 'read'))
    if (isUnmodified(request, record)) return sendNotModified(reply, record)
    return reply.headers({ ...originalHeaders(record), ...replaced }).send()
  }

  const meta: Handler = async (request, reply) => {
    const record = existing(await permit(storage, request, 'read'))
    reply.headers({
      // An answer to GET must have as many bytes as it says.
      'content-length': request.method === 'HEAD' ? String(record.size) : '0',
      etag: quoted(record.etag),
      'last-modified': record.lastModified.toUTCString(),
      'x-oss-hash-crc64ecma': record.crc64,
    })
    return reply.send()
  }

  return { GetObject: get, HeadObject: head, GetObjectMeta: meta }
}

function isUnmodified({ headers }: FastifyRequest, { etag, lastModified }: ObjectRecord): boolean {
  return checkConditions(headers, { etag: quoted(etag), lastModified }) === 'not-modified'
}

function sendNotModified(reply: FastifyReply, record: ObjectRecord): FastifyReply {
  return reply
    .code(304)
    .headers(notModifiedHeaders(record, quoted(record.etag)))
    .send()
}

/** The part asked for; all of it when `If-Range` names another version than the one there is. */
function rangeOf(
  { headers }: FastifyRequest,
  { size, etag, lastModified }: ObjectRecord,
): ByteRange | undefined {
  const version = headers['if-range']
  if (typeof version === 'string' && !lists(version, etag) && version !== lastModified.toUTCString())
    return undefined
  return selectRange(headers.range, size, headers['x-oss-range-behavior'] === 'standard')
}

function partial(headers: Headers, { start, end }: ByteRange, size: number): Headers {
  const { 'content-md5': _, ...rest } = headers
  return {
    ...rest,
    'content-length': String(end - start + 1),
    'content-range': `bytes ${start}-${end}/${size}`,
  }
}
