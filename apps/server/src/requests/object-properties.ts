import type { IncomingHttpHeaders } from 'node:http'
import { headerNotImplemented, invalidArgument, ServerError } from '../errors.ts'
import { MAX_OBJECT_BYTES } from '../storage/limits.ts'
import type {
  BucketAcl,
  ExpectedContent,
  ObjectAcl,
  PutObjectOptions,
  StoredHeaderName,
} from '../storage/storage.ts'

/** The ACLs that a bucket can have. Source: OSS, "Bucket ACL". */
export const BUCKET_ACLS: readonly BucketAcl[] = ['private', 'public-read', 'public-read-write']
const OBJECT_ACLS: readonly ObjectAcl[] = ['default', ...BUCKET_ACLS]

/** Reads `x-oss-acl`. Throws `InvalidArgument` unless it is a bucket's ACL. Source: OSS, "PutBucketAcl". */
export function readBucketAcl(value: string): BucketAcl {
  const acl = BUCKET_ACLS.find((candidate) => candidate === value)
  if (acl !== undefined) return acl
  const message = 'no such bucket access control exists'
  throw invalidArgument('x-oss-acl', value, { message, ec: '0015-00000204' })
}

/** Reads `x-oss-object-acl`. Throws `InvalidArgument` unless it is an object's ACL. Source: OSS, "PutObjectACL". */
export function readObjectAcl(value: string): ObjectAcl {
  const acl = OBJECT_ACLS.find((candidate) => candidate === value)
  if (acl !== undefined) return acl
  const message = 'no such object access control exists'
  throw invalidArgument('x-oss-object-acl', value, { message, ec: '0017-00000104' })
}

const STORED_HEADERS: readonly StoredHeaderName[] = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
]

const CONDITIONS: Readonly<Record<string, string>> = {
  'if-match': 'If-Match',
  'if-none-match': 'If-None-Match',
  'if-modified-since': 'If-Modified-Since',
  'if-unmodified-since': 'If-Unmodified-Since',
}

/** They promise what is not done here; to store the object without it would be a lie. */
const UNSUPPORTED_HEADERS: readonly string[] = [
  'x-oss-callback',
  'x-oss-server-side-encryption',
  'x-oss-server-side-data-encryption',
  'x-oss-tagging',
]

/**
 * What the headers of an upload say about the object and its body.
 *
 * @throws ServerError `MissingContentLength`, `NotImplemented` for conditions, `InvalidArgument` for too large a body, and
 *   what `readProperties` throws. Source: OSS, "PutObject".
 */
export function readObjectProperties(headers: IncomingHttpHeaders): PutObjectOptions {
  for (const [name, written] of Object.entries(CONDITIONS))
    if (headers[name] !== undefined) throw headerNotImplemented(written)
  return { ...readProperties(headers), ...readExpectedContent(headers) }
}

/** What headers claim of a body. Throws ServerError `MissingContentLength`, and `InvalidArgument` for too large a body. */
export function readExpectedContent(headers: IncomingHttpHeaders): ExpectedContent {
  return {
    contentLength: readLength(headers),
    contentMd5: text(headers, 'content-md5'),
    crc64: text(headers, 'x-oss-hash-crc64ecma'),
  }
}

/**
 * What headers say about the object to be, whatever its body. Values stay as HTTP carries them, one character a byte,
 * and are replayed so.
 *
 * @throws ServerError `NotImplemented` for features that are missing, `InvalidArgument` for a wrong ACL or too much
 *   metadata. Source: OSS, "PutObject", "CopyObject".
 */
export function readProperties(headers: IncomingHttpHeaders): PutObjectOptions {
  for (const name of UNSUPPORTED_HEADERS) if (headers[name] !== undefined) throw headerNotImplemented(name)
  const acl = text(headers, 'x-oss-object-acl')
  return {
    contentType: text(headers, 'content-type'),
    headers: Object.fromEntries(
      STORED_HEADERS.flatMap((name) => {
        const value = text(headers, name)
        return value === undefined ? [] : [[name, value]]
      }),
    ),
    userMetadata: readMetadata(headers),
    acl: acl === undefined ? undefined : readObjectAcl(acl),
    storageClass: text(headers, 'x-oss-storage-class'),
    forbidOverwrite: text(headers, 'x-oss-forbid-overwrite')?.toLowerCase() === 'true',
  }
}

/** Bytes to come; undefined: a chunked body. */
function readLength(headers: IncomingHttpHeaders): number | undefined {
  const length = headers['content-length']
  if (length === undefined) {
    if (headers['transfer-encoding'] !== undefined) return undefined
    throw new ServerError('MissingContentLength', 'You must provide the Content-Length HTTP header.')
  }
  if (Number(length) <= MAX_OBJECT_BYTES) return Number(length)
  const message = 'Your proposed upload exceeds the maximum allowed size.'
  throw invalidArgument('Content-Length', length, { message })
}

const METADATA_PREFIX = 'x-oss-meta-'

/** Names and values together, in bytes. Source: OSS, "PutObject". */
const MAX_METADATA_BYTES = 8 * 1024

function readMetadata(headers: IncomingHttpHeaders): Record<string, string> {
  const entries = Object.keys(headers)
    .filter((name) => name.startsWith(METADATA_PREFIX))
    .map((name) => [name.slice(METADATA_PREFIX.length), text(headers, name) ?? ''] as const)
  const bytes = entries.reduce(
    (sum, [name, value]) => sum + METADATA_PREFIX.length + name.length + value.length,
    0,
  )
  if (bytes <= MAX_METADATA_BYTES) return Object.fromEntries(entries)
  throw new ServerError(
    'InvalidArgument',
    `The metadata is longer than ${MAX_METADATA_BYTES} bytes: ${bytes}.`,
  )
}

/** One header's value; an empty one counts as absent. */
function text(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name]
  return (Array.isArray(value) ? value.join(', ') : value) || undefined
}
