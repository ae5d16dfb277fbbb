import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** The digits of an id. */
const DIGITS = 24

/** Ids that are drawn at once: a call for random bytes takes longer than all else that an answer out of memory needs. */
const DRAWN = 128

let drawn = ''
let used = 0

/** A new request id: 24 hexadecimal digits in upper case. */
export function makeRequestId(): string {
  if (used === drawn.length) {
    drawn = randomBytes((DRAWN * DIGITS) / 2)
      .toString('hex')
      .toUpperCase()
    used = 0
  }
  used += DIGITS
  return drawn.slice(used - DIGITS, used)
}

/** The name the service gives itself; some SDKs look at it. */
export const SERVER_NAME = 'AliyunOSS'

/** Gives every answer the headers that all answers of OSS have. Source: OSS, "Common HTTP headers". */
export function nameRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({ server: SERVER_NAME, 'x-oss-request-id': request.id })
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    reply.header('x-oss-server-time', String(Math.round(reply.elapsedTime)))
    done()
  })
}
