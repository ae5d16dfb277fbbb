import type { FastifyRequest } from 'fastify'
import { isOwner, requireKey } from '../access.ts'
import {
  bucketInfoDocument,
  bucketListDocument,
  bucketStatDocument,
  locationDocument,
  type Place,
} from '../documents/bucket-document.ts'
import { ownedBucket } from '../object-access.ts'
import { readLimit, readParameter } from '../requests/query-parameters.ts'
import { type Handlers, type Services, sendXml } from './handler.ts'

/** The calls that tell about buckets. */
type BucketInfoCall = 'ListBuckets' | 'GetBucketInfo' | 'GetBucketLocation' | 'GetBucketStat'

/** The buckets of a page when nothing is said. Source: OSS, "ListBuckets". */
const DEFAULT_MAX_KEYS = 100

/** Tells about buckets. Source: OSS, "ListBuckets", "GetBucketInfo", "GetBucketLocation", "GetBucketStat". */
export function bucketInfo({ storage, region, clock }: Services): Handlers<BucketInfoCall> {
  const placeOf = ({ headers }: FastifyRequest): Place => ({ region, host: headers.host ?? '' })

  return {
    ListBuckets: async (request, reply) => {
      const caller = requireKey(request.caller)
      const { query } = request.target
      const prefix = readParameter(query, 'prefix') ?? ''
      const marker = readParameter(query, 'marker') ?? ''
      const maxKeys = readLimit(query, 'max-keys', DEFAULT_MAX_KEYS)
      const all = (await storage.listBuckets()).filter(
        ({ name }) => isOwner(caller, 'read', name) && name.startsWith(prefix) && name > marker,
      )
      const isTruncated = all.length > maxKeys
      const page = { buckets: all.slice(0, maxKeys), prefix, marker, maxKeys, isTruncated }
      return sendXml(reply, bucketListDocument(page, placeOf(request)))
    },

    GetBucketInfo: async (request, reply) => {
      const bucket = await ownedBucket(storage, request, 'read')
      return sendXml(reply, bucketInfoDocument(bucket, placeOf(request)))
    },

    GetBucketLocation: async (request, reply) => {
      await ownedBucket(storage, request, 'read')
      return sendXml(reply, locationDocument(region))
    },

    GetBucketStat: async (request, reply) => {
      const { name } = await ownedBucket(storage, request, 'read')
      return sendXml(reply, bucketStatDocument(await storage.statBucket(name), clock()))
    },
  }
}
