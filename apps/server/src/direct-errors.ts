import type { DirectAnswer, FlatHeaders } from './direct-answers.ts'
import { answerOf, type ErrorCode, errorDocument, STATUS } from './plugins/error-reply.ts'
import { wireName } from './plugins/header-names.ts'
import { makeRequestId, SERVER_NAME } from './plugins/request-id.ts'
import { serverTiming } from './plugins/timing.ts'

/** Of a request, what stands in the answer to it. */
interface Addressee {
  readonly host: string
  /** Of the `Vary` header; undefined: there is none. */
  readonly vary: string | undefined
  /** When it was taken up, as `performance.now()` gives it. */
  readonly started: number
}

/** Puts errors into the answers that the app would give. */
export class DirectErrors {
  #last: Form | undefined

  answer(error: unknown, call: string, { host, vary, started }: Addressee): DirectAnswer {
    const { code, headers, document } = this.#formOf(error, host, vary)
    const id = makeRequestId()
    const elapsed = performance.now() - started
    // The array is read before `writeHead` returns.
    headers[ID_AT] = id
    headers[headers.lastIndexOf('x-oss-server-time') + 1] = String(Math.round(elapsed))
    headers[headers.lastIndexOf('Server-Timing') + 1] = serverTiming([{ name: 'total', duration: elapsed }])
    const body = Buffer.from(document[0] + id + document[1])
    return { id, status: STATUS[code], headers, body, call, code, started }
  }

  /** The last form is that of all who are refused in the same moment, as a rule. */
  #formOf(error: unknown, host: string, vary: string | undefined): Form {
    const last = this.#last
    if (last && last.error === error && last.host === host && last.vary === vary) return last
    const form = makeForm(error, host, vary)
    this.#last = form
    return form
  }
}

/** The answer of an error, but for what each has of its own. */
interface Form {
  readonly error: unknown
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

const ID_AT = 3

function makeForm(error: unknown, host: string, vary: string | undefined): Form {
  const told = answerOf(error)
  const document = errorDocument(told, OWN, host)
  const idAt = document.indexOf(`<RequestId>${OWN}`) + '<RequestId>'.length
  const headers = [
    ...['Server', SERVER_NAME, 'x-oss-request-id', OWN],
    ...Object.entries(told.headers).flatMap(([name, value]) => [wireName(name), value]),
    ...(told.ec === undefined ? [] : ['x-oss-ec', told.ec]),
    ...['Content-Type', 'application/xml', 'x-oss-server-time', OWN, 'Server-Timing', OWN],
    ...(vary === undefined ? [] : ['Vary', vary]),
    ...['Content-Length', String(Buffer.byteLength(document))],
  ]
  const parts = [document.slice(0, idAt), document.slice(idAt + OWN.length)] as const
  return { error, host, vary, code: told.code, document: parts, headers }
}
