import { isOwner } from '../access.ts'
import { deletedDocument, readDeletion } from '../documents/delete-document.ts'
import { malformedXml } from '../documents/xml-reader.ts'
import { permit } from '../object-access.ts'
import { readText } from '../requests/body.ts'
import { readKeyEncoding } from '../requests/query-parameters.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'

/** The longest list of keys: 2 MB. Source: OSS, "DeleteMultipleObjects". */
const MAX_BODY_BYTES = 2 * 1024 * 1024

/**
 * Deletes many objects at once; those that do not exist count as deleted. Who may not delete one of them deletes none:
 * the answer has no place for a refusal. Source: OSS, "DeleteMultipleObjects".
 */
export function deleteObjects({ storage }: Services): Handlers<'DeleteMultipleObjects'> {
  return {
    DeleteMultipleObjects: async ({ target, caller, raw }, reply) => {
      const bucket = await storage.getBucket(target.bucket)
      const encoding = readKeyEncoding(target.query)
      const { keys, quiet } = readDeletion(await readText(raw, MAX_BODY_BYTES, malformedXml))
      if (!isOwner(caller, 'write', bucket.name))
        for (const key of keys)
          await permit(storage, { target: { bucket: bucket.name, key }, caller }, 'write')
      for (const key of keys) await storage.deleteObject(bucket.name, key)
      return quiet ? sendEmpty(reply) : sendXml(reply, deletedDocument(keys, encoding))
    },
  }
}
