import { requireOwner } from '../access.ts'
import { aclDocument } from '../documents/acl-document.ts'
import { ownedBucket } from '../object-access.ts'
import { readBucketAcl } from '../requests/object-properties.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'

/** The calls on a bucket itself. */
type BucketCall = 'PutBucket' | 'DeleteBucket' | 'HeadBucket' | 'PutBucketAcl' | 'GetBucketAcl'

/** Creates, finds and deletes buckets. Source: OSS, "PutBucket", "DeleteBucket", "PutBucketAcl", "GetBucketAcl". */
export function buckets({ storage }: Services): Handlers<BucketCall> {
  return {
    PutBucket: async ({ target, caller, headers }, reply) => {
      requireOwner(caller, 'write', target.bucket)
      const acl = headers['x-oss-acl']
      await storage.createBucket(target.bucket, typeof acl === 'string' ? { acl: readBucketAcl(acl) } : {})
      return sendEmpty(reply.header('location', `/${target.bucket}`))
    },

    DeleteBucket: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'write')
      await storage.deleteBucket(name)
      return sendEmpty(reply, 204)
    },

    HeadBucket: async (request, reply) => {
      await ownedBucket(storage, request, 'read')
      return sendEmpty(reply)
    },

    PutBucketAcl: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'write')
      const acl = request.headers['x-oss-acl']
      await storage.setBucketAcl(name, readBucketAcl(typeof acl === 'string' ? acl : ''))
      return sendEmpty(reply)
    },

    GetBucketAcl: async (request, reply) => {
      const { acl } = await ownedBucket(storage, request, 'read')
      return sendXml(reply, aclDocument(acl))
    },
  }
}
