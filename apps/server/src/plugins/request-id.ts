import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** A new request id: 24 hexadecimal digits in upper case. */
export function makeRequestId(): string {
  return randomBytes(12).toString('hex').toUpperCase()
}

/** The name the service gives itself; some SDKs look at it. */
export const SERVER_NAME = 'AliyunOSS'

/** Gives every answer the headers that all answers of OSS have. Source: OSS, "Common HTTP headers". */
export function nameRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ server: SERVER_NAME, 'x-oss-request-id': request.id })
  })
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-oss-server-time', String(Math.round(reply.elapsedTime)))
  })
}
