import { parseQuery } from '@ossimg/signer'
import { type FastifyInstance, LogController } from 'fastify'

/** Leaves out fastify's own two lines a request; ours is written below. */
export class QuietLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(): void {}
}

/** Writes one line for every request, whether it was answered or given up, without anything that could be used to sign. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    const { ip } = request
    reply.raw.once('close', () => {
      const line = {
        method: request.method,
        host: request.headers.host,
        target: withoutSecrets(request.originalUrl),
        status: reply.statusCode,
        code: reply.errorCode,
        caller: request.caller === 'anonymous' ? 'anonymous' : request.caller.name,
        address: ip,
        milliseconds: Math.round(reply.elapsedTime),
      }
      request.log.info(line, reply.raw.writableFinished ? 'answered' : 'given up by the client')
    })
  })
}

const SECRET_PARAMETERS: ReadonlySet<string> = new Set([
  'signature',
  'x-oss-signature',
  'security-token',
  'x-oss-security-token',
])

/** A request target with the values of signatures and tokens replaced by `***`. */
export function withoutSecrets(target: string): string {
  const mark = target.indexOf('?')
  if (mark < 0) return target
  const pieces = target
    .slice(mark + 1)
    .split('&')
    .map((piece) => {
      const name = parseQuery(piece)[0]?.[0] ?? ''
      return SECRET_PARAMETERS.has(name.toLowerCase()) ? `${name}=***` : piece
    })
  return `${target.slice(0, mark)}?${pieces.join('&')}`
}
