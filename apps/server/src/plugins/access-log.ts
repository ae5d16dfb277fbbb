import type { ServerResponse } from 'node:http'
import { parseQuery } from '@ossimg/signer'
import { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'

/** Leaves out fastify's own two lines a request; ours is written below. */
export class QuietLog extends LogController {
  override incomingRequest(): void {}

  override requestCompleted(): void {}
}

/** What is told of a request. */
export interface RequestLine {
  readonly requestId?: string
  readonly method: string
  readonly host: string | undefined
  /** Without secrets. */
  readonly target: string
  readonly status: number
  readonly code: string | undefined
  readonly caller: string
  readonly address: string | undefined
  /** Whole. */
  readonly milliseconds: number
}

/** Writes the line of a request that has ended. */
export function writeLine(
  log: Pick<FastifyBaseLogger, 'info'>,
  line: RequestLine,
  { writableFinished }: Pick<ServerResponse, 'writableFinished'>,
): void {
  log.info(line, writableFinished ? 'answered' : 'given up by the client')
}

/** Writes one line for every request, whether it was answered or given up, without anything that could be used to sign. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
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
      writeLine(request.log, line, reply.raw)
    })
    done()
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
