import { buckets } from './bucket.ts'
import { deleteObject } from './delete-object.ts'
import { getOriginal } from './get-object.ts'
import type { Handlers, Services } from './handler.ts'
import { objectAcl } from './object-acl.ts'
import { getProcessed, saveProcessed } from './process-object.ts'
import { putObject } from './put-object.ts'
import { styles } from './styles.ts'

/** The handler of every call that is answered. */
export function handlers(services: Services): Handlers {
  const original = getOriginal(services)
  const processed = getProcessed(services)
  return {
    ...buckets(services),
    ...styles(services),
    ...objectAcl(services),
    PutObject: putObject(services),
    DeleteObject: deleteObject(services),
    GetObjectMeta: original.GetObjectMeta,
    GetObject: (request, reply) =>
      (request.target.process === undefined ? original.GetObject : processed)(request, reply),
    HeadObject: (request, reply) =>
      (request.target.process === undefined ? original.HeadObject : processed)(request, reply),
    ProcessObject: saveProcessed(services),
  }
}
