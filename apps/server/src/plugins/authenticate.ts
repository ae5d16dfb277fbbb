import type { IncomingMessage } from 'node:http'
import { type StoredCredentials, verify } from '@ossimg/signer'
import type { FastifyInstance } from 'fastify'
import type { Caller } from '../access.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any handler runs. */
    caller: Caller
  }
}

/** Whose signatures count, and what time it is. */
export interface AuthenticateOptions {
  readonly credentials: readonly StoredCredentials[]
  readonly clock: () => Date
}

/**
 * Proves who asks. A signature that fails is an error even where anyone may read. Preflights and the server's own paths
 * carry none. Throws SignerError.
 */
export function authenticate(app: FastifyInstance, { credentials, clock }: AuthenticateOptions): void {
  const byId = new Map(credentials.map((each) => [each.accessKeyId, each]))
  app.decorateRequest('caller', 'anonymous')
  app.addHook('onRequest', async (request) => {
    const { raw, method, target } = request
    if (target.kind === 'server' || method === 'OPTIONS') return
    const { bucket, key, query } = target
    const signable = { method, bucket, key, query, headers: signableHeaders(raw) }
    const identity = verify(signable, { find: (id) => byId.get(id), now: wholeSeconds(clock()) })
    if (identity.kind === 'signed') request.caller = 'owner'
  })
}

/** Times in OSS's documents have no fraction of a second. */
function wholeSeconds(time: Date): Date {
  return new Date(Math.floor(time.getTime() / 1000) * 1000)
}

/** Headers by lower-case name, each value on its own and read as UTF-8: Node hands them out one character a byte. */
function signableHeaders({ rawHeaders }: IncomingMessage): Record<string, string[]> {
  const headers: Record<string, string[]> = {}
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]?.toLowerCase() ?? ''
    const value = Buffer.from(rawHeaders[index + 1] ?? '', 'latin1').toString('utf8')
    const values = headers[name]
    if (values) values.push(value)
    else headers[name] = [value]
  }
  return headers
}
