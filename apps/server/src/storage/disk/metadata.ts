import Database from 'libsql'
import {
  bucketNotEmpty,
  fileAlreadyExists,
  noSuchBucket,
  noSuchKey,
  noSuchStyle,
  tooManyStyles,
} from '../errors.ts'
import { MAX_STYLES_PER_BUCKET } from '../limits.ts'
import type { Bucket, BucketAcl, ObjectAcl, ObjectRecord, Style } from '../storage.ts'
import {
  type BucketRow,
  bucketOf,
  keyBytes,
  type ObjectRow,
  objectOf,
  objectValues,
  type StyleRow,
  styleOf,
} from './rows.ts'
import { migrate, schemaVersion } from './schema.ts'
import { prepareStatements, type Statements } from './statements.ts'

/**
 * Buckets, styles and object records in an SQLite database. Every method is synchronous and atomic, and on
 * the disk when it returns. Which blob files exist is not known here.
 */
export class Metadata {
  readonly #database: Database.Database
  readonly #statements: Statements

  /** Opens the database at `path`. Throws when it has no tables yet and `mayCreate` is false. */
  constructor(path: string, { mayCreate }: { readonly mayCreate: boolean }) {
    this.#database = new Database(path)
    try {
      this.#database.pragma('busy_timeout = 5000')
      this.#database.pragma('journal_mode = WAL')
      this.#database.pragma('synchronous = FULL') // an acknowledged change survives a loss of power
      this.#database.pragma('foreign_keys = ON')
      if (!mayCreate && schemaVersion(this.#database) === 0) {
        throw new Error(
          `There are blobs, but their metadata is lost: restore ${path} or start in an empty folder.`,
        )
      }
      migrate(this.#database)
      this.#statements = prepareStatements(this.#database)
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  createBucket(name: string, acl: BucketAcl | undefined, now: Date): Bucket {
    return this.#transaction(() => {
      this.#statements.insertBucket.run(name, acl ?? 'private', now.getTime())
      if (acl) this.#statements.updateBucketAcl.run(acl, name)
      return this.bucket(name)
    })
  }

  bucket(name: string): Bucket {
    const row = this.#statements.selectBucket.get(name) as BucketRow | undefined
    if (!row) throw noSuchBucket(name)
    return bucketOf(row)
  }

  setBucketAcl(name: string, acl: BucketAcl): void {
    if (this.#statements.updateBucketAcl.run(acl, name).changes === 0) throw noSuchBucket(name)
  }

  deleteBucket(name: string): void {
    this.#transaction(() => {
      this.bucket(name)
      if (this.#statements.selectAnyObject.get(name)) throw bucketNotEmpty(name)
      this.#statements.deleteBucket.run(name)
    })
  }

  buckets(): readonly Bucket[] {
    return (this.#statements.selectBuckets.all() as readonly BucketRow[]).map(bucketOf)
  }

  /**
   * Throws what a write to `key` would throw now: NoSuchBucket, FileAlreadyExists. Gives the version in
   * place.
   */
  checkWrite(bucket: string, key: string, forbidOverwrite: boolean): string | undefined {
    this.bucket(bucket)
    const current = this.#findObject(bucket, key)?.version
    if (current && forbidOverwrite) throw fileAlreadyExists()
    return current
  }

  /** Makes `record` the object under its key and gives the version it replaced, whose blob is free now. */
  putObject(record: ObjectRecord, forbidOverwrite: boolean): string | undefined {
    return this.#transaction(() => {
      const replaced = this.checkWrite(record.bucket, record.key, forbidOverwrite)
      this.#statements.upsertObject.run(...objectValues(record))
      return replaced
    })
  }

  object(bucket: string, key: string): ObjectRecord {
    const found = this.#findObject(bucket, key)
    if (found) return found
    this.bucket(bucket)
    throw noSuchKey(key)
  }

  /** Gives the version that was deleted, whose blob is free now. */
  deleteObject(bucket: string, key: string): string | undefined {
    return this.#transaction(() => {
      const deleted = this.checkWrite(bucket, key, false)
      if (deleted) this.#statements.deleteObject.run(bucket, keyBytes(key))
      return deleted
    })
  }

  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): void {
    this.#transaction(() => {
      this.object(bucket, key)
      this.#statements.updateObjectAcl.run(acl, bucket, keyBytes(key))
    })
  }

  /** The versions in use that begin with `prefix`, of hexadecimal digits. */
  versions(prefix: string): ReadonlySet<string> {
    const rows = this.#statements.selectVersions.all(prefix, `${prefix}g`) as readonly Pick<
      ObjectRow,
      'version'
    >[]
    return new Set(rows.map((row) => row.version))
  }

  putStyle(bucket: string, name: string, content: string, now: Date): Style {
    return this.#transaction(() => {
      this.bucket(bucket)
      this.#statements.upsertStyle.run(bucket, name, Buffer.from(content), now.getTime(), now.getTime())
      if (this.styles(bucket).length > MAX_STYLES_PER_BUCKET) throw tooManyStyles(MAX_STYLES_PER_BUCKET)
      return this.style(bucket, name)
    })
  }

  style(bucket: string, name: string): Style {
    const row = this.#statements.selectStyle.get(bucket, name) as StyleRow | undefined
    if (row) return styleOf(row)
    this.bucket(bucket)
    throw noSuchStyle()
  }

  styles(bucket: string): readonly Style[] {
    this.bucket(bucket)
    return (this.#statements.selectStyles.all(bucket) as readonly StyleRow[]).map(styleOf)
  }

  deleteStyle(bucket: string, name: string): boolean {
    this.bucket(bucket)
    return this.#statements.deleteStyle.run(bucket, name).changes > 0
  }

  /** Leaves everything in the one file. */
  close(): void {
    try {
      this.#database.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      this.#database.close()
    }
  }

  #findObject(bucket: string, key: string): ObjectRecord | undefined {
    const row = this.#statements.selectObject.get(bucket, keyBytes(key)) as ObjectRow | undefined
    return row && objectOf(row)
  }

  #transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk has rolled back already; a second rollback would hide the reason.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }
}
