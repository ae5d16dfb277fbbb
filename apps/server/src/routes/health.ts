import { ServerError } from '../errors.ts'
import { type OwnHandlers, type OwnServices, sendJson } from './own-handler.ts'

/** Tells those who start and stop servers how this one is: `/-/health` and `/-/ready`. */
export function health({ storage, isDraining }: OwnServices): OwnHandlers<'GetHealth' | 'GetReadiness'> {
  return {
    GetHealth: async (_, reply) => sendJson(reply, '{"status":"ok"}'),

    GetReadiness: async (request, reply) => {
      if (isDraining()) throw new ServerError('ServiceUnavailable', 'The server is about to end.')
      try {
        await storage.ready()
      } catch (error) {
        request.log.error({ err: error }, 'the storage cannot serve')
        throw new ServerError('ServiceUnavailable', 'The storage cannot serve at the moment.')
      }
      return sendJson(reply, '{"status":"ready"}')
    },
  }
}
