import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { Admission } from './admission/admission.ts'
import { ContentGone } from './decoding/worker.ts'
import { type DirectOptions, giveDirectly, type PastAnswer, tellOfDeparture } from './direct-answers.ts'
import { DirectErrors } from './direct-errors.ts'
import { ServerError } from './errors.ts'
import { processedHeaders } from './object-headers.ts'
import { type OpenObject, OpenObjects } from './open-objects.ts'
import type { Made, Order, Pictures } from './pictures/pictures.ts'
import { departure } from './plugins/departure.ts'
import { wireName } from './plugins/header-names.ts'
import { makeRequestId, SERVER_NAME } from './plugins/request-id.ts'
import { type Take, takeOver } from './plugins/take-over.ts'
import { pictureTimings, serverTiming } from './plugins/timing.ts'
import { expandedAlone, referencesOf } from './process-facts.ts'
import { type ProcessingSettings, processedEtag } from './process-image.ts'
import { readProcess } from './requests/read-process.ts'
import type { ObjectRecord, Storage } from './storage/storage.ts'

/** What direct pictures depend on. */
export interface DirectPicturesOptions extends DirectOptions {
  readonly storage: Pick<Storage, 'writes'>
  readonly pictures: Pick<Pictures, 'check' | 'make'>
  readonly admission: Pick<Admission, 'isRefusing'>
  readonly settings: ProcessingSettings
  /** Is told of internal errors. */
  readonly faults: Pick<FastifyBaseLogger, 'error'>
  /** Is told of every picture that was given. */
  given(request: IncomingMessage, answer: PastAnswer): void
}

/** A request that is answered here. */
interface Ask {
  readonly object: OpenObject
  readonly order: Order
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** When it was taken up, as `performance.now()` gives it. */
  readonly started: number
}

const CALL = 'GetProcessed'

/**
 * Answers anonymous requests for further pictures of an object that the app has let such a request have a picture of, since
 * when nothing at all has been written: byte for byte as the app would, with what little is needed for it. The time that
 * the app takes for each is missing where pictures are made, and most of an overload is refusals.
 */
export class DirectPictures {
  readonly #options: DirectPicturesOptions
  readonly #objects: OpenObjects
  readonly #errors = new DirectErrors()
  #stopped = false

  constructor(options: DirectPicturesOptions) {
    this.#options = options
    this.#objects = new OpenObjects(options.storage)
  }

  /** Stands before an app, of which it learns. To be called before anything else listens to its server. */
  standBefore(app: FastifyInstance): void {
    takeOver(app.server, (pass) => (request, response) => {
      if (!this.answer(request, response, pass)) pass(request, response)
    })
    this.#objects.learnFrom(app)
  }

  /**
   * Answers a request, now or later; false: it is for others to answer.
   *
   * @param pass takes one of which it turns out that others must answer it.
   */
  answer(request: IncomingMessage, response: ServerResponse, pass: Take): boolean {
    if (this.#stopped) return false
    const started = performance.now()
    const object = this.#objects.askedFor(request)
    const order = object && orderOf(object.text, object.source)
    if (!order) return false
    const ask = { object, order, request, response, started }
    const letIn = this.#options.admission.isRefusing
    const refusal = letIn ? this.#refusalOf(order) : undefined
    if (refusal) this.#fail(ask, refusal)
    else void this.#make({ ...ask, order: { ...order, letIn } }, pass)
    return true
  }

  /** Leaves all further requests to the app, which ends their connections when it is about to end. */
  stop(): void {
    this.#stopped = true
  }

  /** What an order is refused with before anything is begun for it, as in an overload most are. */
  #refusalOf(order: Order): ServerError | undefined {
    try {
      this.#options.pictures.check(order)
      return undefined
    } catch (error) {
      return error instanceof ServerError && error.code === 'ServiceUnavailable' ? error : undefined
    }
  }

  async #make(ask: Ask, pass: Take): Promise<void> {
    const { order, request, response, started } = ask
    const address = this.#options.log && request.socket.remoteAddress
    const leaving = departure(response)
    try {
      this.#give(ask, await this.#options.pictures.make(order, leaving))
    } catch (error) {
      if (leaving().aborted)
        tellOfDeparture(
          this.#options,
          { id: makeRequestId(), call: CALL, started, address },
          request,
          response,
        )
      // The app looks up what is there instead.
      else if (error instanceof ContentGone) pass(request, response)
      else this.#fail(ask, error)
    }
  }

  #give({ object: { source, vary }, order, request, response, started }: Ask, made: Made): void {
    const { data, contentType } = made.output
    const etag = processedEtag(source, order.process, [], this.#options.settings)
    const id = makeRequestId()
    const elapsed = performance.now() - started
    const headers = ['Server', SERVER_NAME, 'x-oss-request-id', id]
    const own = processedHeaders(source, { etag, contentType, length: data.length })
    for (const [name, value] of Object.entries(own)) headers.push(wireName(name), value)
    const timings = [...pictureTimings(made), { name: 'total', duration: elapsed }]
    headers.push('x-oss-server-time', String(Math.round(elapsed)), 'Server-Timing', serverTiming(timings))
    if (vary !== undefined) headers.push('Vary', vary)
    const answer = { id, status: 200, headers, body: data, call: CALL, code: '', started }
    giveDirectly(this.#options, answer, request, response)
    this.#options.given(request, { call: CALL, etag, headers, body: data })
  }

  #fail({ object, request, response, started }: Ask, error: unknown): void {
    const { host, vary } = object
    const answer = this.#errors.answer(error, CALL, { host, vary, started })
    if (answer.code === 'InternalError')
      this.#options.faults.error({ requestId: answer.id, err: error }, 'internal error')
    giveDirectly(this.#options, answer, request, response)
  }
}

/** Undefined where styles or watermark images would have to be looked up, and for what is no process. */
function orderOf(text: string, source: ObjectRecord): Order | undefined {
  // Node writes it in another encoding than every other header, but for one place that only the app finds.
  if (source.headers['content-disposition'] !== undefined) return undefined
  const parsed = readProcess(text)
  if (!parsed.ok || parsed.process.saveAs) return undefined
  const { styles, images } = referencesOf(parsed.process)
  if (styles.length > 0 || images.length > 0) return undefined
  return { source, marks: [], process: expandedAlone(parsed.process), styles }
}
