import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Domains } from '../addressing.ts'
import type { Metrics, MetricsAccess } from '../metrics.ts'
import type { OwnCall } from '../own-paths.ts'
import type { Purged, PurgeFilter } from '../result-cache/result-cache.ts'
import type { Storage } from '../storage/storage.ts'

/** What the handlers of the server's own paths work with. */
export interface OwnServices {
  readonly storage: Storage
  /** The host names that no bucket can have. */
  readonly domains: Domains
  /** Whether the server ends as soon as what is under way is answered. */
  readonly isDraining: () => boolean
  readonly metrics: Metrics
  readonly metricsAccess: MetricsAccess
  /** Forgets what was made, wherever it is kept. */
  readonly purge: (filter: PurgeFilter) => Promise<Purged>
}

/** Answers one call; what it throws becomes the error document. */
export type OwnHandler = (
  request: FastifyRequest,
  reply: FastifyReply,
  names: readonly string[],
) => Promise<FastifyReply>

/** Handlers by the calls they answer. */
export type OwnHandlers<Name extends OwnCall> = Readonly<Record<Name, OwnHandler>>

/** Answers with a JSON document that is true only now. */
export function sendJson(reply: FastifyReply, document: string): FastifyReply {
  const body = Buffer.from(document)
  return reply
    .headers({
      'content-type': 'application/json',
      'content-length': String(body.length),
      'cache-control': 'no-store',
    })
    .send(body)
}
