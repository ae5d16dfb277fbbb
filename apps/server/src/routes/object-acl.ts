import { aclDocument } from '../documents/acl-document.ts'
import { invalidArgument } from '../errors.ts'
import { ownedBucket } from '../object-access.ts'
import { readObjectAcl } from '../requests/object-properties.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'

/** Reads and sets the ACL of an object. Source: OSS, "PutObjectACL", "GetObjectACL". */
export function objectAcl({ storage }: Services): Handlers<'PutObjectAcl' | 'GetObjectAcl'> {
  return {
    PutObjectAcl: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'write')
      const value = request.headers['x-oss-object-acl']
      if (typeof value !== 'string' || value === '') {
        const message = 'The header x-oss-object-acl is missing.'
        throw invalidArgument('x-oss-object-acl', '', { message, ec: '0017-00000105' })
      }
      await storage.setObjectAcl(name, request.target.key, readObjectAcl(value))
      return sendEmpty(reply)
    },

    GetObjectAcl: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'read')
      const { acl } = await storage.headObject(name, request.target.key)
      return sendXml(reply, aclDocument(acl))
    },
  }
}
