import type { FastifyRequest } from 'fastify'
import { requireObjectAccess } from '../access.ts'
import { listDocument, listDocumentV2 } from '../documents/list-document.ts'
import { readListRequest, readListRequestV2 } from '../requests/list-request.ts'
import type { Bucket } from '../storage/storage.ts'
import { type Handlers, type Services, sendXml } from './handler.ts'

/** Lists what a bucket holds. Source: OSS, "ListObjects" and "ListObjectsV2". */
export function listObjects({ storage }: Services): Handlers<'ListObjects' | 'ListObjectsV2'> {
  /** Throws NoSuchBucket, then AccessDenied. */
  async function permittedBucket({ target, caller }: FastifyRequest): Promise<Bucket> {
    const bucket = await storage.getBucket(target.bucket)
    // To read an object one must know its key, so a listing shows more than reading does: an owner opens it apart.
    const acl = bucket.settings.anonymousListing ? bucket.acl : 'private'
    const asked = { name: bucket.name, acl }
    requireObjectAccess({ caller, intent: 'read', bucket: asked, objectAcl: undefined })
    return bucket
  }

  return {
    ListObjects: async (request, reply) => {
      const { name } = await permittedBucket(request)
      const asked = readListRequest(request.target.query)
      const { prefix, delimiter, marker: after, maxKeys: limit } = asked
      const listing = await storage.listObjects(name, { prefix, delimiter, after, limit })
      return sendXml(reply, listDocument(name, asked, listing))
    },

    ListObjectsV2: async (request, reply) => {
      const { name } = await permittedBucket(request)
      const asked = readListRequestV2(request.target.query)
      const { prefix, delimiter, after, maxKeys: limit } = asked
      const listing = await storage.listObjects(name, { prefix, delimiter, after, limit })
      return sendXml(reply, listDocumentV2(name, asked, listing))
    },
  }
}
