import {
  completedDocument,
  initiatedDocument,
  partsDocument,
  uploadsDocument,
} from '../documents/multipart-document.ts'
import { malformedXml } from '../documents/xml-reader.ts'
import { ownedBucket, permit } from '../object-access.ts'
import { objectUrl } from '../object-url.ts'
import { readText } from '../requests/body.ts'
import {
  readPartSelection,
  readPartsRequest,
  readUploadsRequest,
  uploadsQuery,
} from '../requests/multipart-request.ts'
import { readProperties } from '../requests/object-properties.ts'
import { readKeyEncoding } from '../requests/query-parameters.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'
import { refuseForeignAcl, storedHeaders } from './put-object.ts'
import { uploadName, uploadPart } from './upload-part.ts'

/** The calls on uploads in parts. */
type MultipartCall =
  | 'InitiateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads'

/** A list of 10,000 parts in an SDK's most talkative form takes about 1 MB. */
const MAX_LIST_BYTES = 2 * 1024 * 1024

/**
 * Uploads in parts. Whoever may write under a key may upload to it; an upload's id is known to whoever began it and to
 * the owner. Source: OSS, "Multipart upload".
 */
export function multipart(services: Services): Handlers<MultipartCall> {
  const { storage } = services
  return {
    ...uploadPart(services),

    InitiateMultipartUpload: async (request, reply) => {
      const { target, caller, headers } = request
      await permit(storage, request, 'write')
      refuseForeignAcl(caller, target.bucket, headers)
      const encoding = readKeyEncoding(target.query)
      const upload = await storage.createUpload(target.bucket, target.key, readProperties(headers))
      return sendXml(reply, initiatedDocument(upload, encoding))
    },

    CompleteMultipartUpload: async (request, reply) => {
      const { target, caller, headers, raw } = request
      await permit(storage, request, 'write')
      refuseForeignAcl(caller, target.bucket, headers)
      const encoding = readKeyEncoding(target.query)
      const { acl, forbidOverwrite } = readProperties(headers)
      const body = await readText(raw, MAX_LIST_BYTES, malformedXml)
      const parts = readPartSelection(body, headers['x-oss-complete-all']?.toString())
      const record = await storage.completeUpload(uploadName(request), parts, { forbidOverwrite })
      // SDKs repeat here what they said at the beginning, where it is part of the upload.
      if (acl !== undefined && acl !== record.acl) await storage.setObjectAcl(target.bucket, target.key, acl)
      reply.headers(storedHeaders(record))
      return sendXml(reply, completedDocument(record, objectUrl(request), encoding))
    },

    AbortMultipartUpload: async (request, reply) => {
      await permit(storage, request, 'write')
      await storage.abortUpload(uploadName(request))
      return sendEmpty(reply, 204)
    },

    ListParts: async (request, reply) => {
      await permit(storage, request, 'write')
      const asked = readPartsRequest(request.target.query)
      const { marker: after, maxParts: limit } = asked
      const page = await storage.listParts(uploadName(request), { after, limit })
      return sendXml(reply, partsDocument(asked, page))
    },

    ListMultipartUploads: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'read')
      const asked = readUploadsRequest(request.target.query)
      const page = await storage.listUploads(name, uploadsQuery(asked))
      return sendXml(reply, uploadsDocument(name, asked, page))
    },
  }
}
