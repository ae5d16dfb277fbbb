import type { ObjectAcl } from './acl.ts'
import { guessContentType } from './content-type.ts'
import { decodeHeader, lowerCased } from './header-text.ts'
import type { ProcessInput } from './process-input.ts'
import type { CallOptions } from './request.ts'

/** How an object is to be stored. */
export interface PutOptions extends CallOptions {
  /**
   * Default: the type of a `Blob` that has one, else by the key's ending for images, else the server's
   * default.
   */
  readonly contentType?: string | undefined
  /** Default: `default`, which follows the bucket. */
  readonly acl?: ObjectAcl | undefined
  /** Texts to keep beside the object, by names without `x-oss-meta-`; names come back in lower case. */
  readonly metadata?: Readonly<Record<string, string>> | undefined
}

/** What to read of an object. */
export interface GetOptions extends CallOptions {
  /** Absent: the object as it is stored. */
  readonly process?: ProcessInput | undefined
  /**
   * The Range header, `bytes=0-99`. A range that reaches beyond the end is answered with the whole object,
   * unless the header `x-oss-range-behavior` is `standard`. Results of a process come whole.
   */
  readonly range?: string | undefined
}

/** What the server says of a stored object. */
export interface PutResult {
  /** Without its quotes: the upper-case MD5 of the content. */
  readonly etag: string
  readonly headers: Headers
}

/** What an object's headers say. Of a processed image: what the result's say. */
export interface HeadResult {
  readonly contentType: string | undefined
  /** Bytes; undefined if the server does not know it beforehand. */
  readonly contentLength: number | undefined
  /** Without its quotes. */
  readonly etag: string
  readonly lastModified: Date | undefined
  /** By lower-case names without `x-oss-meta-`. */
  readonly metadata: Readonly<Record<string, string>>
  /** All headers; in a browser, those that the server lets pages see. */
  readonly headers: Headers
}

/** An object, or the result of a process, with its headers. */
export interface GetResult extends HeadResult {
  readonly data: Uint8Array<ArrayBuffer>
}

const METADATA = 'x-oss-meta-'

/** The headers that store an object as `options` say. */
export function putHeaders(key: string, body: unknown, options: PutOptions): Record<string, string> {
  const metadata = Object.entries(options.metadata ?? {}).map(([name, value]) => [
    `${METADATA}${name}`,
    value,
  ])
  const guessed = body instanceof Blob && body.type !== '' ? undefined : guessContentType(key)
  return {
    ...(guessed === undefined ? {} : { 'content-type': guessed }),
    ...lowerCased(options.headers ?? {}),
    ...lowerCased(Object.fromEntries(metadata)),
    ...(options.contentType === undefined ? {} : { 'content-type': options.contentType }),
    ...(options.acl === undefined ? {} : { 'x-oss-object-acl': options.acl }),
  }
}

/** The headers that read what `options` say. */
export function getHeaders({ headers = {}, range }: GetOptions): Record<string, string> {
  return { ...lowerCased(headers), ...(range === undefined ? {} : { range }) }
}

/** Reads the headers of an object. */
export function readHead({ headers }: Response): HeadResult {
  const length = headers.get('content-length')
  const modified = headers.get('last-modified')
  return {
    contentType: headers.get('content-type') ?? undefined,
    contentLength: length === null ? undefined : Number(length),
    etag: readEtag(headers),
    lastModified: modified === null ? undefined : new Date(modified),
    metadata: Object.fromEntries(
      [...headers]
        .filter(([name]) => name.startsWith(METADATA))
        .map(([name, value]) => [name.slice(METADATA.length), decodeHeader(value)]),
    ),
    headers,
  }
}

/** The ETag without its quotes; empty if there is none. */
export function readEtag(headers: Headers): string {
  return (headers.get('etag') ?? '').replace(/^(?:W\/)?"|"$/g, '')
}
