import type { IncomingMessage } from 'node:http'
import { verify } from '@ossimg/signer'
import type { FastifyInstance } from 'fastify'
import type { Caller } from '../access.ts'
import type { Target } from '../addressing.ts'
import type { KeyRing, ServerKey } from '../configuration/key-ring.ts'
import { isOpenToAll } from '../own-paths.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks; set before any handler runs. */
    caller: Caller
  }
}

/** Whose signatures count, for which region, and what time it is. */
export interface AuthenticateOptions {
  readonly keys: KeyRing
  /** The region that version 4 signatures must be made for. Undefined: any. */
  readonly region: string | undefined
  readonly clock: () => Date
}

/**
 * Proves who asks. A signature that fails is an error even where anyone may read. Preflights and what anyone may ask of
 * the server itself carry none, and forms carry theirs among their fields. Throws SignerError.
 */
export function authenticate(app: FastifyInstance, { keys, region, clock }: AuthenticateOptions): void {
  app.decorateRequest('caller', 'anonymous')
  app.addHook('onRequest', (request, _reply, done) => {
    const { raw, method, target } = request
    if (method === 'OPTIONS' || isOpenToAll(target)) return done()
    let key: ServerKey | undefined
    const identity = verify(
      { method, ...signedPlace(target), query: target.query, headers: signableHeaders(raw) },
      {
        find: (id) => {
          key = keys.find(id)
          return key
        },
        tokenOwner: (token) => keys.tokenOwner(token),
        region,
        now: wholeSeconds(clock()),
      },
    )
    if (identity.kind === 'signed' && key) request.caller = key.holder
    done()
  })
}

/** The resource that a signature is about; the server's own paths count as keys of a bucket `-`. */
function signedPlace({ kind, bucket, key }: Target): Pick<Target, 'bucket' | 'key'> {
  return kind === 'server' ? { bucket: '-', key } : { bucket, key }
}

/** Times in OSS's documents have no fraction of a second. */
export function wholeSeconds(time: Date): Date {
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
