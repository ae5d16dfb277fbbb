import type { FastifyInstance } from 'fastify'
import type { Made } from '../pictures/pictures.ts'

/** A step of the way to an answer. */
export interface Timing {
  /** A token of RFC 9110, such as `queue`. */
  readonly name: string
  /** Milliseconds. */
  readonly duration?: number
  /** A token as well, such as `memory`. */
  readonly description?: string
}

declare module 'fastify' {
  interface FastifyReply {
    /** What the answer tells of its making. */
    timings: Timing[]
  }
}

/** Tells with every answer what it took: `Server-Timing: cache;desc=made, work;dur=12.3, total;dur=13.1`. Source: W3C. */
export function tellTimings(app: FastifyInstance): void {
  app.decorateReply('timings')
  app.addHook('onRequest', (_request, reply, done) => {
    reply.timings = []
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    const total = { name: 'total', duration: reply.elapsedTime }
    reply.header('server-timing', serverTiming([...(reply.timings ?? []), total]))
    done()
  })
}

/** The steps of the way to a picture. */
export function pictureTimings({ way, waited, worked }: Omit<Made, 'output'>): Timing[] {
  return [
    { name: 'cache', description: way },
    ...(waited > 0 ? [{ name: 'queue', duration: waited }] : []),
    ...(worked > 0 ? [{ name: 'work', duration: worked }] : []),
  ]
}

/** Steps as the header has them. */
export function serverTiming(timings: readonly Timing[]): string {
  return timings
    .map(({ name, duration, description }) => {
      const desc = description === undefined ? '' : `;desc=${description}`
      return name + desc + (duration === undefined ? '' : `;dur=${duration.toFixed(1)}`)
    })
    .join(', ')
}
