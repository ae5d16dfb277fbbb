import { type Credentials, type SignableRequest, type SignHeadersOptions, signHeaders } from '@ossimg/signer'
import { readError } from './answer.ts'
import { type ObjectBody, prepareBody } from './body.ts'
import type { Connection } from './connection.ts'
import { encodeHeader, lowerCased } from './header-text.ts'
import { checkKey } from './names.ts'
import { type Query, writeUrl } from './url.ts'

/** What every call takes beside its own options. */
export interface CallOptions {
  /** Further headers to send; they are signed as OSS demands. Options of their own win over them. */
  readonly headers?: Readonly<Record<string, string>> | undefined
  /** Gives the call up: it rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** A request, still without address and signature. */
export interface Call extends CallOptions {
  readonly method: string
  readonly query?: Query
  readonly body?: ObjectBody
}

/**
 * Sends a request to an object. Throws `InvalidObjectName`, and {@link ClientError} for every answer that is
 * not 2xx.
 */
export function sendToObject(connection: Connection, key: string, call: Call): Promise<Response> {
  checkKey(key) // an empty one would be the bucket
  return send(connection, key, call)
}

/** Sends a request to the bucket. Throws {@link ClientError} for every answer that is not 2xx. */
export function sendToBucket(connection: Connection, call: Call): Promise<Response> {
  return send(connection, '', call)
}

async function send(connection: Connection, key: string, call: Call): Promise<Response> {
  const { endpoint, bucket, credentials, signing, clock } = connection
  const { method, query = [], body, signal = null } = call
  const prepared = body === undefined ? undefined : prepareBody(body)
  const headers = { ...prepared?.headers, ...lowerCased(call.headers ?? {}) }
  const request = { method, bucket, key, query, headers }
  const sent = credentials ? signRequest(request, credentials, { ...signing, date: clock() }) : headers
  const response = await connection.fetch(writeUrl(endpoint, bucket, key, query), {
    method,
    headers: Object.entries(sent).map(([name, value]) => [name, encodeHeader(value)]),
    body: prepared?.payload ?? null,
    signal,
    ...(prepared?.payload instanceof ReadableStream ? { duplex: 'half' } : {}), // demanded for streams
  })
  if (response.ok) return response
  throw await readError(response)
}

/**
 * The headers to send: those of the request, lower-case, and those that sign it. The date goes into
 * `x-oss-date`, because a page in a browser cannot set `Date`.
 */
export function signRequest(
  request: SignableRequest & { readonly headers: Readonly<Record<string, string>> },
  credentials: Credentials,
  options: SignHeadersOptions,
): Record<string, string> {
  return { ...lowerCased(request.headers), ...signHeaders(request, credentials, options) }
}
