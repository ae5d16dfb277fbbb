import * as v from 'valibot'
import type { Domains } from '../addressing.ts'
import { isBucketName, isStyleName } from '../names.ts'
import { unlessNoBucket } from '../object-access.ts'
import { BUCKET_ACLS } from '../requests/object-properties.ts'
import { isStyleContent } from '../requests/style-content.ts'
import { MAX_STYLES_PER_BUCKET } from '../storage/limits.ts'
import type { Storage } from '../storage/storage.ts'
import { settingSchemas } from './bucket-settings-json.ts'
import {
  JsonError,
  type JsonProblem,
  members,
  object,
  oneOf,
  readJson,
  text,
  wrong,
} from './json-document.ts'

/** Contents of styles by name. */
const styles = v.pipe(
  members,
  v.map(text('a style name', isStyleName), text('the content of a style', isStyleContent)),
  v.maxSize(MAX_STYLES_PER_BUCKET),
)

function bucketSchema(domains: Domains) {
  return object({
    acl: v.exactOptional(oneOf(BUCKET_ACLS)),
    styles: v.exactOptional(styles),
    ...settingSchemas(domains),
  })
}

/** What a bucket is to be; what is missing stays as it is. */
export type DeclaredBucket = v.InferOutput<ReturnType<typeof bucketSchema>>

/** Declared buckets by name. */
export type DeclaredBuckets = ReadonlyMap<string, DeclaredBucket>

/**
 * The buckets in a document `{"buckets": {"photos": {"acl": "public-read", "styles": {"thumb": "image/resize,w_100"}, …}}}`.
 *
 * @param domains the host names that are taken, so that no bucket can have them.
 * @throws JsonError.
 */
export function readDeclaredBuckets(document: string, domains: Domains): DeclaredBuckets {
  const named = v.pipe(members, v.map(text('a bucket name', isBucketName), bucketSchema(domains)))
  const { buckets } = readJson(document, object({ buckets: v.exactOptional(named, {}) }))
  const problems = sharedDomains(buckets)
  if (problems.length > 0) throw new JsonError(problems)
  return buckets
}

/** Domains that an earlier bucket has. */
function sharedDomains(buckets: DeclaredBuckets): readonly JsonProblem[] {
  const owners = new Map<string, string>()
  return [...buckets].flatMap(([name, { domains = [] }]) =>
    domains.flatMap((domain, index) => {
      const owner = owners.get(domain) ?? name
      owners.set(domain, owner)
      return owner === name ? [] : [domainOfOther(name, index, domain, owner)]
    }),
  )
}

function domainOfOther(bucket: string, index: number, domain: string, owner: string): JsonProblem {
  const expected = `a domain that stands for no other bucket than ${owner}`
  return wrong(`buckets.${bucket}.domains[${index}]`, expected, JSON.stringify(domain))
}

/**
 * Makes what is declared: buckets that are missing, and of each what it says. Done twice, the second time changes
 * nothing. Throws JsonError, and changes nothing, when what there is already leaves no room.
 */
export async function declareBuckets(storage: Storage, declared: DeclaredBuckets): Promise<void> {
  const problems = await conflicts(storage, declared)
  if (problems.length > 0) throw new JsonError(problems)
  for (const [name, { acl }] of declared) {
    const bucket = await unlessNoBucket(storage.getBucket(name))
    if (bucket === undefined) await storage.createBucket(name, { acl })
    else if (acl !== undefined) await storage.setBucketAcl(name, acl)
  }
  // A domain may move between two of them: all go before any come.
  for (const [name, { domains }] of declared) {
    const { settings } = await storage.getBucket(name)
    const staying = settings.domains.filter((domain) => domains?.includes(domain) ?? true)
    if (staying.length < settings.domains.length)
      await storage.changeBucketSettings(name, { domains: staying })
  }
  for (const [name, { acl: _, styles = new Map<string, string>(), ...settings }] of declared) {
    await storage.changeBucketSettings(name, settings)
    const there = await stylesOf(storage, name)
    for (const [style, content] of styles)
      if (there.get(style) !== content) await storage.putStyle(name, style, content)
  }
}

/** What cannot be because of what is in the storage beside it. */
async function conflicts(storage: Storage, declared: DeclaredBuckets): Promise<readonly JsonProblem[]> {
  const problems: JsonProblem[] = []
  for (const [name, { domains = [], styles }] of declared) {
    for (const [index, domain] of domains.entries()) {
      const owner = await storage.bucketOfDomain(domain)
      const gives = owner !== undefined && declared.get(owner)?.domains?.includes(domain) === false
      if (owner === undefined || owner === name || gives) continue
      problems.push(domainOfOther(name, index, domain, owner))
    }
    const there = styles ? await stylesOf(storage, name) : new Map<string, string>()
    const added = [...(styles?.keys() ?? [])].filter((style) => !there.has(style))
    const room = MAX_STYLES_PER_BUCKET - there.size
    if (added.length > room)
      problems.push(
        wrong(
          `buckets.${name}.styles`,
          `at most ${room} styles beside those that the bucket has`,
          `${added.length}`,
        ),
      )
  }
  return problems
}

/** The contents of a bucket's styles by name; none of a bucket that is missing. */
async function stylesOf(storage: Storage, bucket: string): Promise<ReadonlyMap<string, string>> {
  const styles = await unlessNoBucket(storage.listStyles(bucket))
  return new Map((styles ?? []).map(({ name, content }) => [name, content]))
}
