import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger } from 'fastify'
import type { Metrics } from './metrics.ts'
import { type RequestLine, withoutSecrets, writeLine } from './plugins/access-log.ts'
import { GONE } from './plugins/count-requests.ts'
import { earlierThan } from './plugins/exchanges.ts'

/** Where answers that pass by the app are counted and told of. */
export interface DirectOptions {
  readonly metrics: Pick<Metrics, 'record'>
  /** Where a line for every request goes; undefined: none is written. */
  readonly log: Pick<FastifyBaseLogger, 'info'> | undefined
}

/** Names and values by turns, in the order and the case of the wire. */
export type FlatHeaders = string[]

/** An answer, and what is told of it. */
export interface DirectAnswer {
  readonly id: string
  readonly status: number
  readonly headers: FlatHeaders
  readonly body: Buffer | undefined
  readonly call: string
  /** The code of the error document; `''` without one. */
  readonly code: string
  /** When the request was taken up, as `performance.now()` gives it. */
  readonly started: number
}

/** An answer of status 200 that was given past the app. */
export interface PastAnswer {
  readonly call: string
  /** With quotes. */
  readonly etag: string
  readonly headers: FlatHeaders
  readonly body: Buffer
}

/** Gives an answer without the app, to a request that `readPlain` and `isNext` let pass. */
export function giveDirectly(
  { metrics, log }: DirectOptions,
  answer: DirectAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { status, headers, body, call, code, started } = answer
  if (log) logWhenClosed(log, answer, request, response)
  response.writeHead(status, headers)
  response.end(body)
  metrics.record({ call, status, code, seconds: (performance.now() - started) / 1000 })
}

/** What is told of every request. */
interface Told extends Pick<DirectAnswer, 'id' | 'started'> {
  /** Of the client, while it was there: a socket that is closed has none any more. */
  readonly address: string | undefined
}

/** Counts and tells of a request whose client went away before there was an answer. */
export function tellOfDeparture(
  { metrics, log }: DirectOptions,
  { id, call, started, address }: Told & Pick<DirectAnswer, 'call'>,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { statusCode: status } = response
  if (log) writeLine(log, lineOf({ id, status, code: '', started, address }, request), response)
  metrics.record({ call, status: GONE, code: '', seconds: (performance.now() - started) / 1000 })
}

function logWhenClosed(
  log: Pick<FastifyBaseLogger, 'info'>,
  answer: DirectAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const address = request.socket.remoteAddress
  response.once('close', () => writeLine(log, lineOf({ ...answer, address }, request), response))
}

function lineOf(
  { id, status, code, started, address }: Told & Pick<DirectAnswer, 'status' | 'code'>,
  { method = '', url = '', headers }: IncomingMessage,
): RequestLine {
  return {
    requestId: id,
    method,
    host: headers.host,
    target: withoutSecrets(url),
    status,
    code: code === '' ? undefined : code,
    caller: 'anonymous',
    address,
    milliseconds: Math.round(performance.now() - started),
  }
}

/** A request about which nothing decides but this, its method and its target. */
export interface PlainRequest {
  readonly host: string
  /** The ETags that the client has. */
  readonly noneMatch: string | undefined
}

/** Undefined for requests about which something else may decide. */
export function readPlain({ rawHeaders, httpVersionMinor }: IncomingMessage): PlainRequest | undefined {
  if (httpVersionMinor !== 1) return undefined
  let host: string | undefined
  let noneMatch: string | undefined
  let hasDate = false
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    if (name === 'host') {
      if (host !== undefined) return undefined
      host = rawHeaders[index + 1]
    } else if (name === 'if-none-match') {
      if (noneMatch !== undefined) return undefined
      noneMatch = rawHeaders[index + 1]
    } else if (name === 'if-modified-since') hasDate = true
    else if (DECIDING.has(name) || name.startsWith('x-oss-') || name.startsWith('if-')) return undefined
  }
  // Beside If-None-Match the date has no say.
  if (host === undefined || (hasDate && noneMatch === undefined)) return undefined
  return { host, noneMatch }
}

/** Headers that may change an answer, beside those whose names begin with `if-` and `x-oss-`. */
const DECIDING: ReadonlySet<string> = new Set([
  'authorization',
  'content-length',
  'expect',
  'origin',
  'range',
  'transfer-encoding',
  'upgrade',
])

/** Whether all that came before on this connection is decided: a GET behind a PUT must see what was put. */
export function isNext(request: IncomingMessage): boolean {
  return earlierThan(request).every(({ reply }) => reply.writableEnded || reply.destroyed)
}
