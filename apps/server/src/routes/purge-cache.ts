import { requireKey, requireOwner } from '../access.ts'
import type { Target } from '../addressing.ts'
import { invalidArgument } from '../errors.ts'
import { isBucketName, isStyleName, keyFault } from '../names.ts'
import type { PurgeFilter } from '../result-cache/result-cache.ts'
import { type OwnHandlers, type OwnServices, sendJson } from './own-handler.ts'

/** Forgets pictures that were made, so that the next who asks gets them made anew: `/-/admin/cache`. */
export function purgeCache({
  storage,
  purge,
}: Pick<OwnServices, 'storage' | 'purge'>): OwnHandlers<'PurgeCache'> {
  return {
    PurgeCache: async ({ caller, target }, reply) => {
      requireKey(caller)
      const filter = readPurgeFilter(target)
      requireOwner(caller, 'write', filter.bucket)
      await storage.getBucket(filter.bucket)
      const { entries, bytes } = await purge(filter)
      return sendJson(reply, JSON.stringify({ entries, bytes }))
    },
  }
}

/**
 * Reads `bucket` and, at most one of them, `key`, `prefix`, `style`. Without these three it is the whole bucket.
 *
 * @throws ServerError `InvalidArgument` for a parameter that is missing, unknown, repeated, empty or one too many: a slip
 *   must not empty a bucket's cache.
 */
export function readPurgeFilter({ query }: Pick<Target, 'query'>): PurgeFilter {
  const given = new Map<string, string>()
  for (const [name, value] of query) {
    if (isSignature(name)) continue
    if (!PARAMETERS.has(name)) throw refused(name, value, `The parameter ${name} is not known here.`)
    if (given.has(name)) throw refused(name, value, `The parameter ${name} is given twice.`)
    given.set(name, value)
  }
  const bucket = given.get('bucket')
  if (bucket === undefined) throw refused('bucket', '', 'The parameter bucket is missing.')
  if (!isBucketName(bucket)) throw invalidArgument('bucket', bucket)
  given.delete('bucket')
  const [first, second] = given
  if (!first) return { bucket, prefix: '' }
  if (second) throw refused(...second, `The parameter ${second[0]} cannot be given beside ${first[0]}.`)
  return { bucket, ...readChoice(...first) }
}

/** Without the bucket. Throws InvalidArgument. */
function readChoice(
  name: string,
  value: string,
): { readonly key: string } | { readonly prefix: string } | { readonly style: string } {
  if (name === 'style') {
    if (isStyleName(value)) return { style: value }
  } else if (keyFault(value) === undefined) return name === 'key' ? { key: value } : { prefix: value }
  throw invalidArgument(name, value)
}

const PARAMETERS: ReadonlySet<string> = new Set(['bucket', 'key', 'prefix', 'style'])

/** Whether a parameter only proves who asks, in a URL that was signed. */
function isSignature(name: string): boolean {
  return name.startsWith('x-oss-') || SIGNATURE_V1.has(name)
}

const SIGNATURE_V1: ReadonlySet<string> = new Set([
  'OSSAccessKeyId',
  'Expires',
  'Signature',
  'security-token',
])

function refused(name: string, value: string, message: string): Error {
  return invalidArgument(name, value, { message })
}
