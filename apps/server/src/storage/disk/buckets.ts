import type { BucketSettings } from '../bucket-settings.ts'
import { bucketNotEmpty, domainTaken, noSuchBucket } from '../errors.ts'
import type { Bucket, BucketAcl, BucketStat } from '../storage.ts'
import type { MetadataDatabase } from './database.ts'
import { type BucketRow, bucketOf, type DomainRow } from './rows.ts'

/** The rows of buckets. Every method is synchronous and atomic. */
export class Buckets {
  readonly #database: MetadataDatabase

  constructor(database: MetadataDatabase) {
    this.#database = database
  }

  /** Makes a bucket unless it exists; `acl` goes to an existing one, too. */
  create(name: string, acl: BucketAcl | undefined, now: Date): Bucket {
    const { insertBucket, updateBucketAcl } = this.#database.statements
    return this.#database.transaction(() => {
      insertBucket.run(name, acl ?? 'private', now.getTime())
      if (acl) updateBucketAcl.run(acl, name)
      return this.get(name)
    })
  }

  /** Throws NoSuchBucket. */
  get(name: string): Bucket {
    const bucket = this.#database.remember(`bucket ${name}`, () => {
      const row = this.#database.statements.selectBucket.get(name) as BucketRow | undefined
      return row && bucketOf(row)
    })
    if (!bucket) throw noSuchBucket(name)
    return bucket
  }

  /** All of them by name. */
  list(): readonly Bucket[] {
    return (this.#database.statements.selectBuckets.all() as readonly BucketRow[]).map(bucketOf)
  }

  /** Throws NoSuchBucket. */
  setAcl(name: string, acl: BucketAcl): void {
    if (this.#database.statements.updateBucketAcl.run(acl, name).changes === 0) throw noSuchBucket(name)
  }

  /** Throws NoSuchBucket, and InvalidArgument when a domain stands for another bucket. */
  changeSettings(name: string, changes: Partial<BucketSettings>): void {
    this.#database.transaction(() => {
      const settings = { ...this.get(name).settings, ...changes }
      this.#database.statements.updateBucketSettings.run(textOf(settings), name)
      if (changes.domains) this.#setDomains(name, changes.domains)
    })
  }

  /** The bucket for which a host stands. */
  ofDomain(host: string): string | undefined {
    return this.#database.remember(`domain ${host}`, () => {
      const row = this.#database.statements.selectDomain.get(host) as DomainRow | undefined
      return row?.bucket
    })
  }

  /** Throws NoSuchBucket. */
  stat(name: string): BucketStat {
    this.get(name)
    const { countObjects, countUploads } = this.#database.statements
    const { objects, bytes } = countObjects.get(name) as Pick<BucketStat, 'objects' | 'bytes'>
    const { uploads } = countUploads.get(name) as Pick<BucketStat, 'uploads'>
    return { objects, bytes, uploads }
  }

  /** Takes styles and domains along. Throws NoSuchBucket, BucketNotEmpty. */
  delete(name: string): void {
    const { selectAnyObject, selectAnyUpload, deleteBucket } = this.#database.statements
    this.#database.transaction(() => {
      this.get(name)
      if (selectAnyObject.get(name) ?? selectAnyUpload.get(name)) throw bucketNotEmpty(name)
      deleteBucket.run(name)
    })
  }

  #setDomains(bucket: string, hosts: readonly string[]): void {
    const { deleteDomains, insertDomain } = this.#database.statements
    deleteDomains.run(bucket)
    for (const [position, host] of [...new Set(hosts)].entries()) {
      if (insertDomain.run(host, bucket, position).changes === 0) throw domainTaken(host)
    }
  }
}

/** Settings as they are stored: domains have a table of their own. */
function textOf({ domains: _, ...settings }: BucketSettings): string {
  return JSON.stringify(settings)
}
