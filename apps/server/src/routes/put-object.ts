import { bodyOf } from '../body.ts'
import { ServerError } from '../errors.ts'
import { permit } from '../object-access.ts'
import { quoted } from '../object-headers.ts'
import { readObjectProperties } from '../object-properties.ts'
import { contentMd5 } from '../storage/storage.ts'
import { type Handler, type Services, sendEmpty } from './handler.ts'

/** Stores an object as it arrives; nothing of one that breaks off. Source: OSS, "PutObject". */
export function putObject({ storage }: Services): Handler {
  return async (request, reply) => {
    const { target, caller, raw, headers } = request
    await permit(storage, request, 'write')
    if (caller === 'anonymous' && headers['x-oss-object-acl'] !== undefined)
      throw new ServerError('AccessDenied', 'Anonymous users cannot set the acl of an object.')
    const properties = readObjectProperties(headers)
    const record = await storage.putObject(target.bucket, target.key, bodyOf(raw), properties)
    reply.headers({
      etag: quoted(record.etag),
      'content-md5': contentMd5(record),
      'x-oss-hash-crc64ecma': record.crc64,
    })
    return sendEmpty(reply)
  }
}
