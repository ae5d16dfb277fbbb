import type { FastifyReply, FastifyRequest } from 'fastify'
import { notAllowed } from '../dispatch.ts'
import { noSuchKey } from '../storage/errors.ts'

/** Answers the server's own paths under `/-/`, for anyone: `/-/health` says that the process lives. */
export async function serveOwn(
  { target, method }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (target.key !== 'health') throw noSuchKey(`-/${target.key}`)
  if (method !== 'GET' && method !== 'HEAD') throw notAllowed({ method, kind: target.kind }, ['GET', 'HEAD'])
  const body = Buffer.from('{"status":"ok"}')
  return reply
    .headers({
      'content-type': 'application/json',
      'content-length': String(body.length),
      'cache-control': 'no-store',
    })
    .send(body)
}
