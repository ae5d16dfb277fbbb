import type { FastifyReply, FastifyRequest } from 'fastify'
import type { KeyRing } from '../configuration/key-ring.ts'
import type { Operation } from '../dispatch.ts'
import type { Pictures } from '../pictures/pictures.ts'
import type { CorsOf } from '../plugins/cors.ts'
import type { ProcessingSettings } from '../process-image.ts'
import type { Storage } from '../storage/storage.ts'

/** What the handlers work with. */
export interface Services {
  readonly storage: Storage
  readonly pictures: Pictures
  readonly settings: ProcessingSettings
  readonly corsOf: CorsOf
  /** Such as `cn-hangzhou`. */
  readonly region: string
  /** The keys that forms are signed with. */
  readonly keys: KeyRing
  /** The region that version 4 signatures of forms must be made for. Undefined: any. */
  readonly signingRegion: string | undefined
  /** The time signatures are judged by. */
  readonly clock: () => Date
}

/** Answers one kind of request; what it throws becomes the error document. */
export type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>

/** Handlers by the calls they answer. */
export type Handlers<Name extends Operation = Operation> = Readonly<Record<Name, Handler>>

/** Answers with an XML document. */
export function sendXml(reply: FastifyReply, document: string): FastifyReply {
  return reply.header('content-type', 'application/xml').send(Buffer.from(document))
}

/** Answers with headers only. */
export function sendEmpty(reply: FastifyReply, status: 200 | 204 = 200): FastifyReply {
  reply.code(status)
  return status === 200 ? reply.header('content-length', '0').send() : reply.send()
}
