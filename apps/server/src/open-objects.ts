import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { LRUCache } from 'lru-cache'
import { isNext, readPlain } from './direct-answers.ts'
import type { ObjectRecord, Storage } from './storage/storage.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The object that anyone may have made into whatever picture they like, once that is clear. */
    openSource: ObjectRecord | undefined
  }
}

/** What the objects that are kept in mind may take in memory, bytes. */
const KNOWN_BYTES = 4 * 1024 * 1024

/** Bytes that one takes beside its place, roughly. */
const ENTRY_BYTES = 1000

/** An object that anyone may have made into pictures, and what of it is asked for. */
export interface OpenObject {
  readonly source: ObjectRecord
  /** Of the `Vary` header; undefined: there is none. */
  readonly vary: string | undefined
  readonly host: string
  /** The process that is asked for, as it stands in the query. */
  readonly text: string
}

/** Where an object is asked for, and as what. */
interface Asked {
  readonly host: string
  /** Host and path. */
  readonly place: string
  /** The process, as it stands in the query that has nothing else. */
  readonly text: string
}

/** What the app has found in a place. */
interface Known {
  /** `storage.writes` before anything was read for it. */
  readonly writes: number
  readonly source: ObjectRecord
  readonly vary: string | undefined
}

/** A request from which something may be learnt. */
interface Attempt {
  readonly asked: Asked
  readonly writes: number
}

/**
 * Keeps in mind which objects the app let anyone have pictures of. It holds for requests about which nothing decides but
 * host and target, and only while nothing at all has been written since.
 */
export class OpenObjects {
  readonly #storage: Pick<Storage, 'writes'>
  readonly #known = new LRUCache<string, Known>({
    maxSize: KNOWN_BYTES,
    sizeCalculation: (_, place) => place.length + ENTRY_BYTES,
  })
  readonly #attempts = new WeakMap<IncomingMessage, Attempt>()

  constructor(storage: Pick<Storage, 'writes'>) {
    this.#storage = storage
  }

  /** Learns from the answers of an app. */
  learnFrom(app: FastifyInstance): void {
    app.decorateRequest('openSource')
    app.addHook('onResponse', (request, reply, done) => {
      const attempt = this.#attempts.get(request.raw)
      if (attempt) this.#learn(attempt, request, reply.raw)
      done()
    })
  }

  /** What a request asks for; undefined: only the app can tell. */
  askedFor(request: IncomingMessage): OpenObject | undefined {
    const asked = readAsked(request)
    if (asked === undefined || !isNext(request)) return undefined
    const known = this.#known.get(asked.place)
    const { writes } = this.#storage
    if (known?.writes === writes) {
      const { source, vary } = known
      const { host, text } = asked
      return { source, vary, host, text }
    }
    this.#attempts.set(request, { asked, writes })
    return undefined
  }

  #learn({ asked, writes }: Attempt, { openSource, target }: FastifyRequest, response: ServerResponse): void {
    if (!openSource || writes !== this.#storage.writes) return
    // A style in the key has made another request of it.
    if (target.process !== asked.text) return
    const vary = response.getHeader('vary')
    this.#known.set(asked.place, {
      writes,
      source: openSource,
      vary: vary === undefined ? undefined : String(vary),
    })
  }
}

const PROCESS = '?x-oss-process='

/** What stands for something else in a query. */
const ENCODED = /[%+]/

/** Undefined for requests that something else may decide about than host and target. */
function readAsked(request: IncomingMessage): Asked | undefined {
  const { method, url = '' } = request
  const mark = url.indexOf('?')
  if (method !== 'GET' || !url.startsWith(PROCESS, mark) || url.includes('&')) return undefined
  const text = url.slice(mark + PROCESS.length)
  if (ENCODED.test(text)) return undefined
  const plain = readPlain(request)
  if (!plain || plain.noneMatch !== undefined) return undefined
  const { host } = plain
  return { host, place: `${host} ${url.slice(0, mark)}`, text }
}
