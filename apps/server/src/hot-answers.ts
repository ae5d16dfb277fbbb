import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import {
  type DirectOptions,
  type FlatHeaders,
  giveDirectly,
  isNext,
  type PastAnswer,
  readPlain,
} from './direct-answers.ts'
import type { HotStatistics } from './metrics.ts'
import { callKind } from './plugins/count-requests.ts'
import { wireName } from './plugins/header-names.ts'
import { makeRequestId } from './plugins/request-id.ts'
import { takeOver } from './plugins/take-over.ts'
import { serverTiming } from './plugins/timing.ts'
import { lists } from './requests/conditions.ts'
import type { Storage } from './storage/storage.ts'

/** What hot answers depend on. */
export interface HotAnswersOptions extends DirectOptions {
  readonly storage: Pick<Storage, 'writes'>
  /** What the answers may take in memory, bytes; 0: none is kept. Default: 32 MiB. */
  readonly maxBytes?: number | undefined
}

const MAX_BYTES = 32 * 1024 * 1024

/** The longest body that is kept, bytes. */
const MAX_BODY_BYTES = 1024 * 1024

/** What the requests that were seen once may take in memory, bytes. */
const SEEN_BYTES = 2 * 1024 * 1024

/** What an entry takes beside its texts and its body, bytes, roughly. */
const ENTRY_BYTES = 500

/** The same for a request that was only seen. */
const SEEN_ENTRY_BYTES = 150

/** An answer to anyone who asks the same, while nothing is written. */
interface HotAnswer {
  /** `storage.writes` before anything was read for it. */
  readonly writes: number
  readonly call: string
  readonly etag: string
  readonly whole: Form
  /** The answer to who has it already. */
  readonly unchanged: Form
}

interface Form {
  readonly status: number
  readonly headers: FlatHeaders
  /** Where in `headers` the request's id goes. */
  readonly idAt: number
  readonly body: Buffer | undefined
}

/** A request whose answer may become a hot one. */
interface Attempt {
  readonly name: string
  readonly writes: number
  body?: Buffer | undefined
  /** Whether it is what can be kept. */
  fits?: boolean
}

/**
 * Answers what anyone has asked before without asking again: requests without credentials for whole objects and
 * pictures, byte for byte as the last time, as long as nothing at all has been written since. What is asked a second time
 * is kept. Everything else, and whatever is not certain, goes the long way.
 */
export class HotAnswers {
  readonly #storage: HotAnswersOptions['storage']
  readonly #told: DirectOptions
  readonly #answers: LRUCache<string, HotAnswer>
  /** Requests of late: what nobody asks again is not worth keeping. */
  readonly #seen = new LRUCache<string, true>({
    maxSize: SEEN_BYTES,
    sizeCalculation: (_, name) => name.length + SEEN_ENTRY_BYTES,
  })
  #attempts = new WeakMap<IncomingMessage, Attempt>()
  #hits = 0
  #stopped: boolean

  constructor({ storage, metrics, log, maxBytes = MAX_BYTES }: HotAnswersOptions) {
    this.#storage = storage
    this.#told = { metrics, log }
    this.#stopped = maxBytes === 0
    this.#answers = new LRUCache({ maxSize: Math.max(1, maxBytes), sizeCalculation: sizeOf })
  }

  /** Answers a request if that can be done at once; false: it is for others to answer. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    if (this.#stopped) return false
    const asked = readAsked(request)
    if (asked === undefined || !isNext(request)) return false
    const { name, noneMatch } = asked
    const { writes } = this.#storage
    const found = this.#answers.get(name)
    if (found?.writes === writes) {
      this.#give(found, noneMatch, request, response)
      return true
    }
    // An outdated answer stays until there is a new one: it shows that there will be more who ask.
    if (found || this.#seen.has(name)) this.#attempts.set(request, { name, writes })
    else this.#seen.set(name, true)
    return false
  }

  /** Stands before an app, whose answers become hot ones. To be called before anything else listens to its server. */
  standBefore(app: FastifyInstance): void {
    takeOver(app.server, (pass) => (request, response) => {
      if (!this.answer(request, response)) pass(request, response)
    })
    app.addHook('onSend', (request, reply, payload, done) => {
      const attempt = this.#attempts.get(request.raw)
      if (attempt) {
        attempt.fits = isKeepable(request, reply, payload)
        if (attempt.fits && Buffer.isBuffer(payload) && request.method === 'GET') attempt.body = payload
      }
      done(null, payload)
    })
    // Only now the headers are as they went out.
    app.addHook('onResponse', (request, { raw }, done) => {
      const attempt = this.#attempts.get(request.raw)
      const headers = attempt?.fits && raw.writableFinished ? sentHeaders(raw) : undefined
      const etag = raw.getHeader('etag')
      if (attempt && headers && typeof etag === 'string')
        this.#keep(attempt, callKind(request), etag, headers)
      done()
    })
  }

  /** Takes note of an answer that was given past the app to who may ask what anyone may. */
  learn(request: IncomingMessage, { call, etag, headers, body }: PastAnswer): void {
    const attempt = this.#attempts.get(request)
    if (attempt && body.length <= MAX_BODY_BYTES) this.#keep({ ...attempt, body }, call, etag, headers)
  }

  /** Forgets everything, also what is under way. */
  clear(): void {
    this.#answers.clear()
    this.#seen.clear()
    this.#attempts = new WeakMap()
  }

  /** Leaves all further requests to others. */
  stop(): void {
    this.#stopped = true
    this.clear()
  }

  /** What was given since the start, and what there is. */
  statistics(): HotStatistics {
    return { hits: this.#hits, entries: this.#answers.size, bytes: this.#answers.calculatedSize }
  }

  #give(
    answer: HotAnswer,
    noneMatch: string | undefined,
    request: IncomingMessage,
    response: ServerResponse,
  ): void {
    const started = performance.now()
    const isKnown = noneMatch !== undefined && lists(noneMatch, answer.etag)
    const { status, headers, idAt, body } = isKnown ? answer.unchanged : answer.whole
    const id = makeRequestId()
    // The array is read before `writeHead` returns.
    headers[idAt] = id
    const { call } = answer
    giveDirectly(this.#told, { id, status, headers, body, call, code: '', started }, request, response)
    this.#hits += 1
  }

  #keep({ name, writes, body }: Attempt, call: string, etag: string, given: FlatHeaders): void {
    if (writes !== this.#storage.writes) return
    const headers = given.map((text, at) => (at % 2 === 0 ? text : (OWN_VALUES[given[at - 1] ?? ''] ?? text)))
    this.#answers.set(name, {
      writes,
      call,
      etag,
      whole: formOf(200, headers, body && alone(body)),
      unchanged: formOf(304, unchangedHeaders(headers), undefined),
    })
  }
}

/** What tells one hot answer from another, and the ETags that the client has. */
interface Asked {
  readonly name: string
  readonly noneMatch: string | undefined
}

/** Undefined for requests that something else may decide about than method, host and target. */
function readAsked(request: IncomingMessage): Asked | undefined {
  const { method, url } = request
  if (method !== 'GET' && method !== 'HEAD') return undefined
  const plain = readPlain(request)
  return plain && { name: `${method} ${plain.host} ${url}`, noneMatch: plain.noneMatch }
}

/** Whether an answer is the same for everybody who asks so, until something is written. */
function isKeepable(
  { call, caller, target, method }: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): boolean {
  if (reply.statusCode !== 200 || caller !== 'anonymous') return false
  if (call !== 'GetObject' && call !== 'HeadObject') return false
  if (target.query.some(([name]) => SIGNING.test(name))) return false
  return method === 'HEAD' || (Buffer.isBuffer(payload) && payload.length <= MAX_BODY_BYTES)
}

/** Parameters of signatures, which end some day. */
const SIGNING = /^(?:ossaccesskeyid|expires|signature|security-token|x-oss-(?!process$).*)$/i

/** The headers as they were sent, but those of Node; undefined when one has several values. */
function sentHeaders(response: ServerResponse): FlatHeaders | undefined {
  const headers: FlatHeaders = []
  for (const name of response.getHeaderNames()) {
    const value = response.getHeader(name)
    if (typeof value !== 'string') return undefined
    headers.push(wireName(name), value)
  }
  return headers
}

/** What hot answers tell of themselves. */
const OWN_VALUES: Readonly<Record<string, string>> = {
  'x-oss-server-time': '0',
  'Server-Timing': serverTiming([
    { name: 'cache', description: 'hot' },
    { name: 'total', duration: 0 },
  ]),
}

/** The headers of a 304, in their order: the common ones, what validates, and those that every answer ends with. */
function unchangedHeaders(headers: FlatHeaders): FlatHeaders {
  return UNCHANGED.flatMap((wanted) => {
    const at = headers.findIndex((text, index) => index % 2 === 0 && text.toLowerCase() === wanted)
    return at < 0 ? [] : headers.slice(at, at + 2)
  })
}

const UNCHANGED = [
  'server',
  'x-oss-request-id',
  'etag',
  'last-modified',
  'cache-control',
  'expires',
  'x-oss-server-time',
  'server-timing',
  'vary',
] as const

function formOf(status: number, headers: FlatHeaders, body: Buffer | undefined): Form {
  return { status, headers, idAt: headers.indexOf('x-oss-request-id') + 1, body }
}

/** Bytes that keep no others in memory: small buffers are cut out of large ones. */
function alone(body: Buffer): Buffer {
  if (body.buffer.byteLength === body.length) return body
  const copy = Buffer.allocUnsafeSlow(body.length)
  body.copy(copy)
  return copy
}

function sizeOf({ whole, unchanged }: HotAnswer, name: string): number {
  const texts = [name, ...whole.headers, ...unchanged.headers]
  const bytes = texts.reduce((total, text) => total + text.length, whole.body?.length ?? 0)
  return bytes + ENTRY_BYTES
}
