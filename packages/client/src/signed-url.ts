import { type PresignOptions, presign } from '@ossimg/signer'
import type { Connection, Signing } from './connection.ts'
import { ClientError } from './errors.ts'
import { checkKey } from './names.ts'
import { type ProcessInput, processText } from './process-input.ts'
import { type Query, writeUrl } from './url.ts'

/** What a URL is to ask for. */
export interface UrlOptions {
  /** Absent: the object as it is stored. */
  readonly process?: ProcessInput | undefined
}

/** What a signed URL is to be good for. */
export interface SignedUrlOptions extends UrlOptions {
  /** Seconds from now, with version 4 at most 604800 (seven days). Default: 1800. */
  readonly expires?: number | undefined
  /** The only method it works with. Default: `GET`. */
  readonly method?: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE' | undefined
  /** The Content-Type that whoever uses the URL will send, exactly. Default: they must send none. */
  readonly contentType?: string | undefined
  /** Headers of the answer that the URL sets: `{ 'content-disposition': 'attachment' }`. */
  readonly responseHeaders?: Readonly<Partial<Record<ResponseHeader, string>>> | undefined
}

/** The headers of an answer that a signed URL can set. Source: OSS, "GetObject". */
export type ResponseHeader =
  | 'cache-control'
  | 'content-disposition'
  | 'content-encoding'
  | 'content-language'
  | 'content-type'
  | 'expires'

/** The URL of an object or a processed image, for those who may read it without credentials. */
export function objectUrl({ endpoint, bucket }: Connection, key: string, options: UrlOptions): string {
  checkKey(key)
  return writeUrl(endpoint, bucket, key, processQuery(options.process))
}

/**
 * A URL that carries its own credentials. The signature is the same for every form of addressing.
 * Throws `InvalidArgument` without credentials, and the signer's if it expires too late for version 4.
 */
export function signedUrl(connection: Connection, key: string, options: SignedUrlOptions): string {
  const { endpoint, bucket, credentials, signing, clock } = connection
  if (!credentials) throw new ClientError('InvalidArgument', 'A signed URL needs credentials.')
  checkKey(key)
  const { method = 'GET', contentType, responseHeaders = {}, expires = 1800 } = options
  const query = [
    ...processQuery(options.process),
    ...Object.entries(responseHeaders).flatMap(([name, value]) =>
      value === undefined ? [] : [[`response-${name}`, value] as const],
    ),
  ]
  const headers = { 'content-type': contentType }
  const request = { method, bucket, key, query, headers }
  const signature = presign(request, credentials, presignOptions(signing, clock(), expires))
  return writeUrl(endpoint, bucket, key, [...query, ...signature])
}

/** Both versions end a URL at the same second; version 1 is told which, version 4 how many there are. */
function presignOptions(signing: Signing, date: Date, expires: number): PresignOptions {
  const seconds = date.getTime() / 1000
  const last = Math.floor(seconds + expires)
  return signing.version === 4 ? { ...signing, date, expires: last - Math.floor(seconds) } : { expires: last }
}

/** The query that asks for a process. */
export function processQuery(process: ProcessInput | undefined): Query {
  return process === undefined ? [] : [['x-oss-process', processText(process)]]
}
