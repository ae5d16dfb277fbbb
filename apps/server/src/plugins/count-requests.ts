import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Operation } from '../dispatch.ts'
import type { Metrics } from '../metrics.ts'
import type { OwnCall } from '../own-paths.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What is asked for; undefined until it is clear. */
    call: Operation | OwnCall | undefined
  }
}

/** The status that stands for a client which went away before its answer was complete. */
export const GONE = 499

/** Counts every request when it has ended. */
export function countRequests(app: FastifyInstance, metrics: Metrics): void {
  app.decorateRequest('call')
  app.addHook('onRequest', (request, reply, done) => {
    reply.raw.once('close', () => {
      metrics.record({
        call: callKind(request),
        status: reply.raw.writableEnded ? reply.statusCode : GONE,
        code: reply.errorCode ?? '',
        seconds: reply.elapsedTime / 1000,
      })
    })
    done()
  })
}

/** A call by its name in OSS's API reference, but `GetProcessed` and `HeadProcessed` where a picture is made. */
export function callKind({ call, target }: Pick<FastifyRequest, 'call' | 'target'>): string {
  if (call === undefined) return 'none'
  if (target.process === undefined) return call
  return PROCESSED[call] ?? call
}

const PROCESSED: Readonly<Record<string, string>> = {
  GetObject: 'GetProcessed',
  HeadObject: 'HeadProcessed',
}
