import type { IncomingHttpHeaders } from 'node:http'
import { type Caller, isOwner } from '../access.ts'
import { ServerError } from '../errors.ts'
import { permit } from '../object-access.ts'
import { defined, type Headers, quoted } from '../object-headers.ts'
import { bodyOf } from '../requests/body.ts'
import { readObjectProperties } from '../requests/object-properties.ts'
import { contentMd5, type ObjectRecord } from '../storage/storage.ts'
import { type Handler, type Services, sendEmpty } from './handler.ts'

/** Stores an object as it arrives; nothing of one that breaks off. Source: OSS, "PutObject". */
export function putObject({ storage }: Services): Handler {
  return async (request, reply) => {
    const { target, caller, raw, headers } = request
    await permit(storage, request, 'write')
    refuseForeignAcl(caller, target.bucket, headers)
    const properties = readObjectProperties(headers)
    const record = await storage.putObject(target.bucket, target.key, bodyOf(raw), properties)
    return sendEmpty(reply.headers(storedHeaders(record)))
  }
}

/** What is told of an object that was just stored: its checksums, to be compared with the sender's. */
export function storedHeaders(record: ObjectRecord): Headers {
  return defined({
    etag: quoted(record.etag),
    'content-md5': contentMd5(record),
    'x-oss-hash-crc64ecma': record.crc64,
  })
}

/** Who may write to a public-read-write bucket, as anybody may, may not take an object out of its ACL. Throws `AccessDenied`. */
export function refuseForeignAcl(caller: Caller, bucket: string, headers: IncomingHttpHeaders): void {
  if (isOwner(caller, 'write', bucket) || headers['x-oss-object-acl'] === undefined) return
  throw new ServerError('AccessDenied', 'Only the owner of a bucket sets the acl of an object.')
}
