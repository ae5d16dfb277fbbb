import { corsHeaders, matchingRule } from '../cors.ts'
import { corsDocument, readCorsRules } from '../documents/cors-document.ts'
import { malformedXml } from '../documents/xml-reader.ts'
import { ServerError } from '../errors.ts'
import { ownedBucket } from '../object-access.ts'
import { readText } from '../requests/body.ts'
import { type Handlers, type Services, sendEmpty, sendXml } from './handler.ts'

/** Bytes: twenty rules with long lists. */
const MAX_BODY_BYTES = 64 * 1024

/** The calls about pages of other origins. */
type CorsCall = 'PutBucketCors' | 'GetBucketCors' | 'DeleteBucketCors' | 'OptionObject'

/**
 * Keeps a bucket's rules for other origins, and answers browsers that ask whether they allow a request. Source: OSS,
 * "PutBucketCors", "GetBucketCors", "DeleteBucketCors", "OptionObject".
 */
export function bucketCors({ storage, corsOf }: Services): Handlers<CorsCall> {
  return {
    PutBucketCors: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'write')
      const cors = readCorsRules(await readText(request.raw, MAX_BODY_BYTES, malformedXml))
      await storage.changeBucketSettings(name, { cors })
      return sendEmpty(reply)
    },

    GetBucketCors: async (request, reply) => {
      const { settings } = await ownedBucket(storage, request, 'read')
      if (settings.cors.length > 0) return sendXml(reply, corsDocument(settings.cors))
      throw new ServerError('NoSuchCORSConfiguration', 'The CORS Configuration does not exist.')
    },

    DeleteBucketCors: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'write')
      await storage.changeBucketSettings(name, { cors: [] })
      return sendEmpty(reply, 204)
    },

    OptionObject: async ({ target, headers }, reply) => {
      const { origin, 'access-control-request-method': method } = headers
      if (origin === undefined || origin === '') throw insufficient('Origin request header needed.')
      if (method === undefined) throw insufficient('Access-Control-Request-Method request header needed.')
      const asked = { origin, method, headers: listed(headers['access-control-request-headers']) }
      const rule = matchingRule(await corsOf(target), asked)
      if (!rule) throw notAllowed()
      return sendEmpty(reply.headers({ ...corsHeaders(rule, asked), vary: VARY }))
    },
  }
}

/** What the answer to a preflight depends on. */
const VARY = 'Origin, Access-Control-Request-Method, Access-Control-Request-Headers'

function listed(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}

function insufficient(detail: string): ServerError {
  return new ServerError('BadRequest', `Insufficient information. ${detail}`)
}

function notAllowed(): ServerError {
  const message =
    'CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource CORS spec.'
  return new ServerError('AccessForbidden', message)
}
