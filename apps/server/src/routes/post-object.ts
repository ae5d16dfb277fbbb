import type { FastifyReply, FastifyRequest } from 'fastify'
import { postDocument } from '../documents/post-document.ts'
import { readForm } from '../forms/form-reader.ts'
import { formSigner } from '../forms/form-signer.ts'
import {
  fieldMap,
  readFormKey,
  readFormProperties,
  readFormType,
  readSuccessAction,
  redirection,
  type SuccessAction,
  sized,
} from '../forms/post-form.ts'
import { checkPolicy, readPolicy, type SizeRange } from '../forms/post-policy.ts'
import { permit } from '../object-access.ts'
import { quoted } from '../object-headers.ts'
import { urlInBucket } from '../object-url.ts'
import { wholeSeconds } from '../plugins/authenticate.ts'
import type { ObjectRecord } from '../storage/storage.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'
import { refuseForeignAcl, storedHeaders } from './put-object.ts'

const ANY_SIZE: SizeRange = { least: 0, most: Number.POSITIVE_INFINITY }

/**
 * Stores the file of an HTML form; nothing of one that breaks off. Who sends it is told by its fields alone, and a
 * signature of the request does not count. Source: OSS, "PostObject".
 */
export function postObject({ storage, keys, signingRegion, clock }: Services): Handlers<'PostObject'> {
  return {
    PostObject: async (request, reply) => {
      const { target, raw } = request
      const { bucket } = target
      const form = await readForm(raw)
      try {
        const now = wholeSeconds(clock())
        const { caller, uncovered } = formSigner(form.fields, { keys, region: signingRegion, now })
        request.caller = caller
        const fields = fieldMap(form.fields, request.headers)
        const key = readFormKey(fields, form.file)
        const contentType = readFormType(fields, form.file)
        const policy = caller === 'anonymous' ? undefined : readPolicy(fields.get('policy') ?? '')
        if (policy) {
          const values = new Map(fields).set('bucket', bucket)
          if (contentType !== undefined) values.set('content-type', contentType)
          checkPolicy(policy, { values, now, covered: uncovered })
        }
        await permit(storage, { target: { bucket, key }, caller }, 'write')
        refuseForeignAcl(caller, bucket, Object.fromEntries(fields))
        const properties = readFormProperties(fields, contentType)
        const action = readSuccessAction(fields)
        const content = sized(form.file.content, policy?.sizes ?? ANY_SIZE)
        const record = await storage.putObject(bucket, key, content, properties)
        return answer(request, reply, record, action)
      } finally {
        await form.close()
      }
    },
  }
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  record: ObjectRecord,
  action: SuccessAction,
): FastifyReply {
  reply.headers(storedHeaders(record))
  if ('redirect' in action) {
    const { bucket, key, etag } = record
    reply.code(303).header('location', redirection(action.redirect, { bucket, key, etag: quoted(etag) }))
    return reply.header('content-length', '0').send()
  }
  if (action.status !== 201) return sendEmpty(reply, action.status)
  return sendXml(reply.code(201), postDocument(record, urlInBucket(request, record.key)))
}
