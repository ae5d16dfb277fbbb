import type { IncomingMessage } from 'node:http'
import type { FastifyInstance } from 'fastify'
import { address, type Domains, hostName, mayBeDomain, splitTarget, type Target } from '../addressing.ts'
import { ServerError } from '../errors.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** What the request points at; set before any handler runs. */
    target: Target
  }
}

/** Finds the bucket that a host name in lower case stands for, beside those in the configuration. */
export type FindDomain = (host: string) => Promise<string | undefined>

/** Tells of every request what it points at, from its target as it came. */
export function addressRequests(app: FastifyInstance, domains: Domains, findDomain: FindDomain): void {
  app.decorateRequest('target')
  app.addHook('onRequest', async (request) => {
    const { authority, rest } = splitTarget(hostHeader(request.raw), request.originalUrl)
    const host = hostName(authority)
    // A store that fails tells so to whoever asks for what is in it; health is told without it.
    const bucket = mayBeDomain(host, domains) ? await findDomain(host).catch(() => undefined) : undefined
    const cnames = bucket === undefined ? domains.cnames : { [host]: bucket, ...domains.cnames }
    request.target = address(host, rest, { ...domains, cnames })
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
