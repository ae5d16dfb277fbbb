import { fileAlreadyExists, noSuchKey, objectNotAppendable, positionNotEqualToLength } from '../errors.ts'
import { propertiesOf } from '../properties.ts'
import type { ListQuery, ObjectAcl, ObjectListing, ObjectRecord } from '../storage.ts'
import type { Buckets } from './buckets.ts'
import type { MetadataDatabase } from './database.ts'
import { firstPlace, justBehind, type KeyedRows, readPage } from './listing.ts'
import { bytesOf, keyBytes, type ObjectRow, objectOf, objectValues, textOf } from './rows.ts'

/** What became of an append. */
export interface Appended {
  readonly record: ObjectRecord
  /** Versions whose blobs are free now. */
  readonly freed: readonly string[]
}

/** The rows of objects. Every method is synchronous and atomic, and throws NoSuchBucket. */
export class Objects {
  readonly #database: MetadataDatabase
  readonly #buckets: Buckets

  constructor(database: MetadataDatabase, buckets: Buckets) {
    this.#database = database
    this.#buckets = buckets
  }

  /** The record under a key, if there is one. The bucket may be missing, too. */
  find(bucket: string, key: string): ObjectRecord | undefined {
    return this.#database.remember(`object ${bucket} ${key}`, () => {
      const row = this.#database.statements.selectObject.get(bucket, keyBytes(key)) as ObjectRow | undefined
      return row && objectOf(row)
    })
  }

  /** Throws NoSuchKey. */
  get(bucket: string, key: string): ObjectRecord {
    const found = this.find(bucket, key)
    if (found) return found
    this.#buckets.get(bucket)
    throw noSuchKey(key)
  }

  /** Throws what a write to `key` would throw now: FileAlreadyExists. */
  checkWrite(bucket: string, key: string, forbidOverwrite: boolean): void {
    this.#buckets.get(bucket)
    if (forbidOverwrite && this.find(bucket, key)) throw fileAlreadyExists()
  }

  /** Makes `record` the object under its key and gives the versions whose blobs are free now. */
  put(record: ObjectRecord, forbidOverwrite: boolean): readonly string[] {
    return this.#database.transaction(() => this.replace(record, forbidOverwrite))
  }

  /** The same inside a transaction of the caller. */
  replace(record: ObjectRecord, forbidOverwrite: boolean): readonly string[] {
    this.checkWrite(record.bucket, record.key, forbidOverwrite)
    const replaced = this.find(record.bucket, record.key)
    this.#database.statements.upsertObject.run(...objectValues(record))
    return replaced ? [replaced.version] : []
  }

  /**
   * The object under `key` if an append at `position` may go to it; undefined where there is none, at 0. Throws
   * ObjectNotAppendable, PositionNotEqualToLength.
   */
  appendable(bucket: string, key: string, position: number): ObjectRecord | undefined {
    this.#buckets.get(bucket)
    const current = this.find(bucket, key)
    if (current && current.type !== 'Appendable') throw objectNotAppendable()
    const length = current?.size ?? 0
    if (position !== length) throw positionNotEqualToLength(length)
    return current
  }

  /**
   * Makes `record` the object under its key, but with the properties of the one in place, and tells which versions' blobs
   * are free now. Throws what `appendable` throws.
   */
  append(record: ObjectRecord, position: number): Appended {
    return this.#database.transaction(() => {
      const current = this.appendable(record.bucket, record.key, position)
      const appended = { ...record, ...(current && propertiesOf(current)) }
      return { record: appended, freed: this.replace(appended, false) }
    })
  }

  /** Gives the versions that were deleted, one or none; their blobs are free now. */
  delete(bucket: string, key: string): readonly string[] {
    return this.#database.transaction(() => {
      this.#buckets.get(bucket)
      const current = this.find(bucket, key)
      if (!current) return []
      this.#database.statements.deleteObject.run(bucket, keyBytes(key))
      return [current.version]
    })
  }

  /** Throws NoSuchKey. */
  setAcl(bucket: string, key: string, acl: ObjectAcl): void {
    this.#database.transaction(() => {
      this.get(bucket, key)
      this.#database.statements.updateObjectAcl.run(acl, bucket, keyBytes(key))
    })
  }

  /** One page of a bucket's objects. */
  list(bucket: string, query: ListQuery): ObjectListing {
    this.#buckets.get(bucket)
    const { selectObjects } = this.#database.statements
    const source: KeyedRows<ObjectRow> = {
      read: ({ key }, end, count) => selectObjects.all(bucket, key, end, count) as readonly ObjectRow[],
      keyOf: (row) => bytesOf(row.key),
      behind: (row) => ({ key: justBehind(bytesOf(row.key)) }),
    }
    const afterKey = query.after === undefined ? undefined : { key: query.after }
    const { rows, prefixes, last } = readPage(source, query, firstPlace(query, afterKey))
    return {
      objects: rows.map(objectOf),
      prefixes,
      next: last && ('row' in last ? textOf(last.row.key) : last.prefix),
    }
  }
}
