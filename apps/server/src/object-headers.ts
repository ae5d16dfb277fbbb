import type { Caller } from './access.ts'
import type { Target } from './addressing.ts'
import { invalidArgument, ServerError } from './errors.ts'
import { contentMd5, type ObjectRecord } from './storage/storage.ts'

/** Response headers by lower-case name. */
export type Headers = Readonly<Record<string, string>>

/** The headers of an object as it is stored, whole. Source: OSS, "GetObject" and "HeadObject". */
export function originalHeaders(record: ObjectRecord): Headers {
  return {
    'content-type': record.contentType,
    'content-length': String(record.size),
    'accept-ranges': 'bytes',
    etag: quoted(record.etag),
    'last-modified': record.lastModified.toUTCString(),
    ...defined({ 'content-md5': contentMd5(record) }),
    ...appendPosition(record),
    'x-oss-object-type': record.type,
    'x-oss-storage-class': record.storageClass,
    'x-oss-hash-crc64ecma': record.crc64,
    ...record.headers,
    ...metadataHeaders(record),
  }
}

/** The headers of a stored object's processed form. */
export interface ProcessedForm {
  /** With quotes. */
  readonly etag: string
  readonly contentType: string
  /** Bytes. */
  readonly length: number
}

/**
 * The headers of what was made of an object. Never the checksums of the source, which SDKs would compare with what they
 * receive, and never its Content-Encoding.
 */
export function processedHeaders(
  record: ObjectRecord,
  { etag, contentType, length }: ProcessedForm,
): Headers {
  const { 'content-encoding': _, ...stored } = record.headers
  return {
    'content-type': contentType,
    'content-length': String(length),
    etag,
    'last-modified': record.lastModified.toUTCString(),
    'x-oss-object-type': record.type,
    'x-oss-storage-class': record.storageClass,
    ...stored,
    ...metadataHeaders(record),
  }
}

/** Where the next append goes. Source: OSS, "AppendObject". */
function appendPosition({ type, size }: ObjectRecord): Headers {
  return type === 'Appendable' ? { 'x-oss-next-append-position': String(size) } : {}
}

/** The headers that have a value. */
export function defined(headers: Readonly<Record<string, string | undefined>>): Headers {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}

/** What a 304 says: the validators, and how long they may be relied on. */
export function notModifiedHeaders(record: ObjectRecord, etag: string): Headers {
  const { 'cache-control': cacheControl, expires } = record.headers
  return {
    etag,
    'last-modified': record.lastModified.toUTCString(),
    ...defined({ 'cache-control': cacheControl, expires }),
  }
}

/** An ETag as headers carry it. */
export function quoted(etag: string): string {
  return `"${etag}"`
}

function metadataHeaders({ userMetadata }: ObjectRecord): Headers {
  return Object.fromEntries(
    Object.entries(userMetadata).map(([name, value]) => [`x-oss-meta-${name}`, value]),
  )
}

const OVERRIDABLE = [
  'content-type',
  'content-language',
  'expires',
  'cache-control',
  'content-disposition',
  'content-encoding',
] as const

/**
 * The headers that `response-*` parameters put in the place of the stored ones.
 *
 * @throws ServerError `InvalidRequest` for an anonymous caller, `InvalidArgument` for a value that no header can hold.
 * Source: OSS, "GetObject".
 */
export function overrides({ query }: Target, caller: Caller): Headers {
  const asked = OVERRIDABLE.flatMap((name) => {
    const value = query.find(([parameter]) => parameter === `response-${name}`)?.[1]
    return value === undefined || value === ''
      ? []
      : [[name, headerValue(`response-${name}`, value)] as const]
  })
  if (asked.length > 0 && caller === 'anonymous') {
    const message = 'Request specific response headers cannot be used for anonymous GET requests.'
    throw new ServerError('InvalidRequest', message)
  }
  return Object.fromEntries(asked)
}

/**
 * A text as the bytes of a header. A line break would begin another header. Throws ServerError `InvalidArgument` naming
 * the parameter.
 */
export function headerValue(parameter: string, value: string): string {
  const bytes = Buffer.from(value).toString('latin1')
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(bytes)) return bytes
  throw invalidArgument(parameter, value)
}
