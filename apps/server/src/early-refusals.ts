import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import type { Admission } from './admission/admission.ts'
import {
  type DirectAnswer,
  type DirectOptions,
  type FlatHeaders,
  giveDirectly,
  isNext,
  readPlain,
} from './direct-answers.ts'
import { ServerError } from './errors.ts'
import type { Order, Pictures } from './pictures/pictures.ts'
import { answerOf, type ErrorCode, errorDocument, STATUS } from './plugins/error-reply.ts'
import { wireName } from './plugins/header-names.ts'
import { makeRequestId, SERVER_NAME } from './plugins/request-id.ts'
import { takeOver } from './plugins/take-over.ts'
import { serverTiming } from './plugins/timing.ts'
import { expandedAlone, referencesOf } from './process-facts.ts'
import { readProcess } from './requests/read-process.ts'
import type { ObjectRecord, Storage } from './storage/storage.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The object that anyone may have made into whatever picture they like, once that is clear. */
    openSource: ObjectRecord | undefined
  }
}

/** What early refusals depend on. */
export interface EarlyRefusalsOptions extends DirectOptions {
  readonly storage: Pick<Storage, 'writes'>
  readonly pictures: Pick<Pictures, 'check'>
  readonly admission: Pick<Admission, 'isRefusing'>
}

/** What the objects that are kept in mind may take in memory, bytes. */
const KNOWN_BYTES = 4 * 1024 * 1024

/** Bytes that one takes beside its place, roughly. */
const ENTRY_BYTES = 1000

/** Where an object is asked for, and as what. */
interface Asked {
  readonly host: string
  /** Host and path. */
  readonly place: string
  /** The process, as it stands in the query that has nothing else. */
  readonly text: string
}

/** What the long way has found in a place. */
interface Known {
  /** `storage.writes` before anything was read for it. */
  readonly writes: number
  readonly source: ObjectRecord
  /** Of the `Vary` header; undefined: there is none. */
  readonly vary: string | undefined
}

/** A refusal on the long way, from which something may be learnt. */
interface Attempt {
  readonly asked: Asked
  readonly writes: number
}

/** Requests that were let in here and need not be checked another time. */
const checked = new WeakSet<IncomingMessage>()

/** Whether a request's order has passed `Pictures.check` before the app had the request. */
export function wasLetIn(request: IncomingMessage): boolean {
  return checked.has(request)
}

/**
 * Refuses with what little is needed for it, while there is too much to do: most of an overload is refusals, and what the
 * long way of each takes is missing where pictures are made. Refused is only who would be refused on the long way
 * as well, byte for byte: anonymous requests for a picture of an object that such a request was refused of before, since
 * when nothing at all has been written.
 */
export class EarlyRefusals {
  readonly #options: EarlyRefusalsOptions
  readonly #known = new LRUCache<string, Known>({
    maxSize: KNOWN_BYTES,
    sizeCalculation: (_, place) => place.length + ENTRY_BYTES,
  })
  #lastForm: Form | undefined
  readonly #attempts = new WeakMap<IncomingMessage, Attempt>()
  #stopped = false

  constructor(options: EarlyRefusalsOptions) {
    this.#options = options
  }

  /** Stands before an app, of which it learns. To be called before anything else listens to its server. */
  standBefore(app: FastifyInstance): void {
    takeOver(app.server, (pass) => (request, response) => {
      if (!this.refuse(request, response)) pass(request, response)
    })
    app.decorateRequest('openSource')
    app.addHook('onResponse', (request, reply, done) => {
      const attempt = this.#attempts.get(request.raw)
      if (attempt && reply.errorCode === 'ServiceUnavailable') this.#learn(attempt, request, reply.raw)
      done()
    })
  }

  /** Refuses a request if it is certain to be refused; false: it is for others to answer. */
  refuse(request: IncomingMessage, response: ServerResponse): boolean {
    const { admission, storage } = this.#options
    if (this.#stopped || !admission.isRefusing) return false
    const started = performance.now()
    const asked = readAsked(request)
    if (asked === undefined || !isNext(request)) return false
    const known = this.#known.get(asked.place)
    const { writes } = storage
    if (known?.writes !== writes) {
      this.#attempts.set(request, { asked, writes })
      return false
    }
    const refusal = this.#check(asked, known.source, request)
    if (!refusal) return false
    const form = this.#formOf(refusal, asked.host, known.vary)
    giveDirectly(this.#options, filled(form, started), request, response)
    return true
  }

  /** Leaves all further requests to the app, which ends their connections when it is about to end. */
  stop(): void {
    this.#stopped = true
    this.#known.clear()
  }

  /** What the order of a request is refused with; undefined: it is not, or that is not certain. */
  #check({ text }: Asked, source: ObjectRecord, request: IncomingMessage): ServerError | undefined {
    try {
      const order = orderOf(text, source)
      if (!order) return undefined
      this.#options.pictures.check(order)
      checked.add(request)
      return undefined
    } catch (error) {
      return error instanceof ServerError && error.code === 'ServiceUnavailable' ? error : undefined
    }
  }

  /** The last form is that of all who are refused in the same moment, as a rule. */
  #formOf(refusal: ServerError, host: string, vary: string | undefined): Form {
    const last = this.#lastForm
    if (last?.refusal === refusal && last.host === host && last.vary === vary) return last
    this.#lastForm = makeForm(refusal, host, vary)
    return this.#lastForm
  }

  #learn({ asked, writes }: Attempt, { openSource, target }: FastifyRequest, response: ServerResponse): void {
    if (!openSource || writes !== this.#options.storage.writes) return
    // A style in the key has made another request of it.
    if (target.process !== asked.text) return
    const vary = response.getHeader('vary')
    this.#known.set(asked.place, {
      writes,
      source: openSource,
      vary: vary === undefined ? undefined : String(vary),
    })
  }
}

/** A refusal, but for what each has of its own. */
interface Form {
  readonly refusal: ServerError
  readonly host: string
  readonly vary: string | undefined
  readonly code: ErrorCode
  /** The document up to the request's id, and what follows it. */
  readonly document: readonly [before: string, after: string]
  /** With {@link OWN} in the places of the request's own. */
  readonly headers: FlatHeaders
}

/** Stands for an id, as long as one. */
const OWN = '0'.repeat(24)

function makeForm(refusal: ServerError, host: string, vary: string | undefined): Form {
  const told = answerOf(refusal)
  const document = errorDocument(told, OWN, host)
  const idAt = document.indexOf(`<RequestId>${OWN}`) + '<RequestId>'.length
  const headers = [
    ...['Server', SERVER_NAME, 'x-oss-request-id', OWN],
    ...Object.entries(told.headers).flatMap(([name, value]) => [wireName(name), value]),
    ...['Content-Type', 'application/xml', 'x-oss-server-time', '0', 'Server-Timing', OWN],
    ...(vary === undefined ? [] : ['Vary', vary]),
    ...['Content-Length', String(Buffer.byteLength(document))],
  ]
  const parts = [document.slice(0, idAt), document.slice(idAt + OWN.length)] as const
  return { refusal, host, vary, code: told.code, document: parts, headers }
}

const ID_AT = 3

function filled({ code, document: [before, after], headers }: Form, started: number): DirectAnswer {
  const id = makeRequestId()
  // The array is read before `writeHead` returns.
  headers[ID_AT] = id
  headers[headers.lastIndexOf('Server-Timing') + 1] = serverTiming([
    { name: 'total', duration: performance.now() - started },
  ])
  const body = Buffer.from(before + id + after)
  return { id, status: STATUS[code], headers, body, call: 'GetProcessed', code, started }
}

const PROCESS = '?x-oss-process='

/** Undefined for requests that something else may decide about than host and target. */
function readAsked(request: IncomingMessage): Asked | undefined {
  const { method, url = '' } = request
  const mark = url.indexOf('?')
  if (method !== 'GET' || !url.startsWith(PROCESS, mark) || url.includes('&')) return undefined
  const plain = readPlain(request)
  if (!plain || plain.noneMatch !== undefined) return undefined
  const { host } = plain
  return { host, place: `${host} ${url.slice(0, mark)}`, text: url.slice(mark + PROCESS.length) }
}

/** Undefined where styles or watermark images would have to be looked up, and for what is no process. */
function orderOf(text: string, source: ObjectRecord): Order | undefined {
  const parsed = readProcess(text)
  if (!parsed.ok || parsed.process.saveAs) return undefined
  const { styles, images } = referencesOf(parsed.process)
  if (styles.length > 0 || images.length > 0) return undefined
  return { source, marks: [], process: expandedAlone(parsed.process), styles }
}
