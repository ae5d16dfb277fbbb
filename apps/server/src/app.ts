import { METHODS } from 'node:http'
import { type FastifyInstance, fastify } from 'fastify'
import type { Domains } from './addressing.ts'
import { spareTime } from './admission/spare-time.ts'
import type { KeyRing } from './configuration/key-ring.ts'
import { DirectPictures } from './direct-pictures.ts'
import { dispatch } from './dispatch.ts'
import { HotAnswers } from './hot-answers.ts'
import { type MetricsAccess, openMetrics } from './metrics.ts'
import { Pictures } from './pictures/pictures.ts'
import { localWorkshop, type Workshop } from './pictures/workshop.ts'
import { logRequests, QuietLog } from './plugins/access-log.ts'
import { addressRequests } from './plugins/address-request.ts'
import { authenticate } from './plugins/authenticate.ts'
import { answerClientError } from './plugins/client-error.ts'
import { allowOrigins, corsRules } from './plugins/cors.ts'
import { countRequests } from './plugins/count-requests.ts'
import { replyWithErrors } from './plugins/error-reply.ts'
import { runInOrder } from './plugins/exchanges.ts'
import { gather } from './plugins/gather.ts'
import { OssResponse } from './plugins/oss-response.ts'
import { makeRequestId, nameRequests } from './plugins/request-id.ts'
import { takeOver } from './plugins/take-over.ts'
import { tellTimings } from './plugins/timing.ts'
import type { ProcessingSettings } from './process-image.ts'
import { handlers } from './routes/index.ts'
import { ownPaths } from './routes/own.ts'
import type { CorsRule } from './storage/bucket-settings.ts'
import type { Storage } from './storage/storage.ts'

/** What a server is made of. */
export interface AppOptions extends ProcessingSettings, Domains {
  /** Closed by the caller, after the app. */
  readonly storage: Storage
  /** The keys whose signatures count. */
  readonly keys: KeyRing
  /** Where the server says it is, such as `cn-hangzhou`. */
  readonly region: string
  /** Whether version 4 signatures must be made for that region. Default: false. */
  readonly regionEnforced?: boolean
  /** The rules for other origins where a bucket has none. Default: none. */
  readonly defaultCors?: readonly CorsRule[]
  /** Where pictures are made and kept; closed by the caller, after the app. Default: in this process and its memory. */
  readonly workshop?: Workshop
  /** Who may read `/-/metrics`. Default: nobody. */
  readonly metrics?: MetricsAccess
  /** What answers that are given again may take in memory, bytes; 0: none is kept. Default: 32 MiB. */
  readonly hotBytes?: number
  /** Lines of JSON on standard output; default: none. */
  readonly logLevel?: string
  /** The time signatures are judged by. Default: the system's. */
  readonly clock?: () => Date
}

/** Request line and headers: a process of 8 KB is three times as long when form-encoded, and clients add to it. */
const MAX_HEADER_BYTES = 64 * 1024

/** Milliseconds of silence after which a connection is given up; a picture takes a few seconds at most. */
const IDLE_LIMIT = 120_000

/** The levels at which every request has its line in the log. */
const LOGGING: ReadonlySet<string | undefined> = new Set(['info', 'debug', 'trace'])

/** The HTTP side of a server, ready to `inject` into or to listen. It never listens by itself. */
export function buildApp(options: AppOptions): FastifyInstance {
  const { storage, keys, region, clock = () => new Date() } = options
  const app = fastify({
    logger: options.logLevel === undefined ? false : { level: options.logLevel },
    logController: new QuietLog({ requestIdLogLabel: 'requestId' }),
    genReqId: makeRequestId,
    requestIdHeader: false,
    http: { ServerResponse: OssResponse, maxHeaderSize: MAX_HEADER_BYTES, requireHostHeader: false },
    connectionTimeout: IDLE_LIMIT,
    clientErrorHandler: answerClientError,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    // A key is the target's very bytes, which a router would decode, resolve and collapse: OSS has a table of its own.
    rewriteUrl: () => '/',
  })
  const metricsAccess = options.metrics ?? 'off'
  const metrics = openMetrics({ ofProcess: metricsAccess !== 'off' })
  const log = LOGGING.has(options.logLevel) ? app.log : undefined
  const workshop = options.workshop ?? localWorkshop()
  const pictures = new Pictures(storage, options, workshop)
  const { cache, admission, decoders } = workshop
  const hotAnswers = new HotAnswers({ storage, metrics, log, maxBytes: options.hotBytes })
  const directPictures = new DirectPictures({
    storage,
    pictures,
    settings: options,
    admission,
    metrics,
    log,
    faults: app.log,
    given: (request, answer) => hotAnswers.learn(request, answer),
  })
  directPictures.standBefore(app)
  takeOver(app.server, (others) => gather(() => spareTime(admission), others))
  hotAnswers.standBefore(app)
  // Node would drop what is beyond a count, signed headers too; their length is limited all the same.
  app.server.maxHeadersCount = 0
  // Handlers read bodies themselves, as streams: fastify is not to judge their length or type.
  for (const method of METHODS) app.addHttpMethod(method, { hasBody: false, overrideExisting: true })

  // An expectation that nobody knows is left aside: Node alone would answer it, and not as OSS answers.
  app.server.on('checkExpectation', (request, response) => app.server.emit('request', request, response))

  runInOrder(app)
  countRequests(app, metrics)
  if (log) logRequests(app)
  replyWithErrors(app)
  nameRequests(app)
  tellTimings(app)
  addressRequests(app, options, (host) => storage.bucketOfDomain(host))
  const signingRegion = options.regionEnforced ? region : undefined
  authenticate(app, { keys, region: signingRegion, clock })
  const corsOf = corsRules(storage, options.defaultCors ?? [])
  allowOrigins(app, corsOf)
  // What was not read of a body would be taken for the next request.
  app.addHook('onResponse', ({ raw }, _reply, done) => {
    raw.resume()
    done()
  })

  metrics.watch({ pictures, cache, admission, hotAnswers, ...(decoders && { decoders }) })
  const answer = handlers({
    storage,
    pictures,
    settings: options,
    corsOf,
    region,
    keys,
    signingRegion,
    clock,
  })
  let isDraining = false
  app.addHook('preClose', async () => {
    isDraining = true
    hotAnswers.stop()
    directPictures.stop()
  })
  const answerOwn = ownPaths({
    storage,
    domains: options,
    isDraining: () => isDraining,
    metrics,
    metricsAccess,
    purge: async (filter) => {
      const purged = await pictures.purge(filter)
      hotAnswers.clear()
      return purged
    },
  })
  app.route({
    method: METHODS,
    url: '/',
    handler: (request, reply) => {
      const { method, target, headers } = request
      if (target.kind === 'server') return answerOwn(request, reply)
      const parameters = new Set(target.query.map(([name]) => name))
      const copies = headers['x-oss-copy-source'] !== undefined
      const call = dispatch({ method, kind: target.kind, parameters, copies })
      request.call = call
      return answer[call](request, reply)
    },
  })
  return app
}
