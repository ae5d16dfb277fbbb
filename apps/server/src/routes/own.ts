import type { FastifyReply, FastifyRequest } from 'fastify'
import { dispatchOwn, type OwnCall } from '../own-paths.ts'
import { bucketSettings } from './bucket-settings.ts'
import type { Handler } from './handler.ts'
import { health } from './health.ts'
import { readMetrics } from './metrics.ts'
import type { OwnHandler, OwnServices } from './own-handler.ts'
import { purgeCache } from './purge-cache.ts'

/** Answers the server's own paths, those under `/-/`. */
export function ownPaths(services: OwnServices): Handler {
  const handlers: Readonly<Record<OwnCall, OwnHandler>> = {
    ...health(services),
    ...readMetrics(services),
    ...bucketSettings(services),
    ...purgeCache(services),
  }
  return async (request: FastifyRequest, reply: FastifyReply) => {
    const { call, names } = dispatchOwn(request.target.key, request.method)
    request.call = call
    return handlers[call](request, reply, names)
  }
}
