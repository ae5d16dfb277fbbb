import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** A request and what answers it. */
export interface Exchange {
  readonly request: IncomingMessage
  readonly reply: ServerResponse
}

/** Those of a connection that were under way when the last one came, and that last one, in the order of arrival. */
const exchanges = new WeakMap<Socket, readonly Exchange[]>()

/**
 * Lets the requests of a connection run one after the other. A client may send the next before it has the answer to the
 * last, and a GET behind a PUT must see what was put. Source: RFC 9112, 9.3.2.
 */
export function runInOrder(app: FastifyInstance): void {
  // At once, not in a hook: a fault further on in the same bytes must find what came before it.
  app.server.on('request', (request, reply) => {
    const earlier = exchangesOf(request.socket).filter(isUnderWay)
    exchanges.set(request.socket, [...earlier, { request, reply }])
  })
  app.addHook('onRequest', async ({ raw }) => {
    const last = earlierThan(raw).at(-1)
    // It waits for those before it, so waiting for it is waiting for all.
    if (last) await answered([last])
  })
}

/** What is known of a connection, see {@link runInOrder}. */
export function exchangesOf(socket: Socket): readonly Exchange[] {
  return exchanges.get(socket) ?? []
}

/** Those of its connection that came before a request. */
export function earlierThan(request: IncomingMessage): readonly Exchange[] {
  const known = exchangesOf(request.socket)
  const at = known.findIndex((exchange) => exchange.request === request)
  return at < 0 ? known : known.slice(0, at)
}

/** Resolves when each of these has its answer or has lost its connection. */
export async function answered(those: readonly Exchange[]): Promise<void> {
  const closings = those
    .filter(isUnderWay)
    .map(({ reply }) => new Promise((resolve) => reply.once('close', resolve)))
  await Promise.all(closings)
}

function isUnderWay({ reply }: Exchange): boolean {
  return !reply.destroyed
}
