import { permit } from '../object-access.ts'
import { type Handler, type Services, sendEmpty } from './handler.ts'

/** Deletes an object; that there was none is no error. Source: OSS, "DeleteObject". */
export function deleteObject({ storage }: Services): Handler {
  return async (request, reply) => {
    const { bucket, key } = request.target
    await permit(storage, request, 'write')
    await storage.deleteObject(bucket, key)
    return sendEmpty(reply, 204)
  }
}
