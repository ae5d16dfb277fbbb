import { invalidArgument } from '../errors.ts'
import { permit } from '../object-access.ts'
import { bodyOf } from '../requests/body.ts'
import { readObjectProperties } from '../requests/object-properties.ts'
import { type Query, readParameter } from '../requests/query-parameters.ts'
import { type Handlers, type Services, sendEmpty } from './handler.ts'
import { refuseForeignAcl, storedHeaders } from './put-object.ts'

/**
 * Appends to objects. The headers at position 0 tell the properties; later ones change nothing. Source: OSS,
 * "AppendObject".
 */
export function appendObject({ storage }: Services): Handlers<'AppendObject'> {
  return {
    AppendObject: async (request, reply) => {
      const { target, caller, raw, headers } = request
      await permit(storage, request, 'write')
      refuseForeignAcl(caller, target.bucket, headers)
      const position = readPosition(target.query)
      const properties = readObjectProperties(headers)
      const { bucket, key } = target
      const record = await storage.appendObject(bucket, key, position, bodyOf(raw), properties)
      reply.headers({ ...storedHeaders(record), 'x-oss-next-append-position': String(record.size) })
      return sendEmpty(reply)
    },
  }
}

/** Where to append, in bytes. Throws `InvalidArgument` unless it is a whole number. */
function readPosition(query: Query): number {
  const value = readParameter(query, 'position') ?? ''
  const position = Number(value)
  if (/^\d+$/.test(value) && Number.isSafeInteger(position)) return position
  throw invalidArgument('position', value, { message: 'The position must be a whole number.' })
}
