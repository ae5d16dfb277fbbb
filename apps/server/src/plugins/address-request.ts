import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { address, type Domains, type Target } from '../addressing.ts'
import { ServerError } from '../errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request points at; set before any handler runs. */
    target: Target
  }
}

/** Tells of every request what it points at, from its target as it came. */
export function addressRequests(app: FastifyInstance, domains: Domains): void {
  app.decorateRequest('target')
  app.addHook('onRequest', async (request) => {
    request.target = address(hostHeader(request.raw), request.originalUrl, domains)
  })
}

/** The one Host header; two could mean one bucket to a proxy and another to us. HTTP/1.0 has none. */
function hostHeader(request: IncomingMessage): string {
  const count = request.rawHeaders.filter(
    (text, index) => index % 2 === 0 && text.toLowerCase() === 'host',
  ).length
  if (count === 1 || (count === 0 && request.httpVersion === '1.0')) return request.headers.host ?? ''
  throw new ServerError('InvalidRequest', 'A request has exactly one Host header.')
}
