import { readStyledTarget } from '../styled-key.ts'
import { appendObject } from './append-object.ts'
import { buckets } from './bucket.ts'
import { bucketInfo } from './bucket-info.ts'
import { copyObject } from './copy-object.ts'
import { bucketCors } from './cors.ts'
import { deleteObject } from './delete-object.ts'
import { deleteObjects } from './delete-objects.ts'
import { getOriginal } from './get-object.ts'
import type { Handler, Handlers, Services } from './handler.ts'
import { listObjects } from './list-objects.ts'
import { multipart } from './multipart.ts'
import { objectAcl } from './object-acl.ts'
import { postObject } from './post-object.ts'
import { getProcessed, saveProcessed } from './process-object.ts'
import { putObject } from './put-object.ts'
import { styles } from './styles.ts'

/** The handler of every call that is answered. */
export function handlers(services: Services): Handlers {
  const original = getOriginal(services)
  const processed = getProcessed(services)

  /** An object as it is stored, or what its process or the style in its name makes of it. */
  function shown(stored: Handler): Handler {
    return async (request, reply) => {
      request.target = await readStyledTarget(services.storage, request.target)
      return (request.target.process === undefined ? stored : processed)(request, reply)
    }
  }

  return {
    ...buckets(services),
    ...bucketInfo(services),
    ...bucketCors(services),
    ...styles(services),
    ...listObjects(services),
    ...objectAcl(services),
    ...deleteObjects(services),
    ...copyObject(services),
    ...multipart(services),
    ...appendObject(services),
    ...postObject(services),
    PutObject: putObject(services),
    DeleteObject: deleteObject(services),
    GetObjectMeta: original.GetObjectMeta,
    GetObject: shown(original.GetObject),
    HeadObject: shown(original.HeadObject),
    ProcessObject: saveProcessed(services),
  }
}
