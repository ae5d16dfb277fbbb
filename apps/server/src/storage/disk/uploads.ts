import { chooseParts } from '../choose-parts.ts'
import { noSuchUpload } from '../errors.ts'
import { MAX_PARTS } from '../limits.ts'
import type { ObjectRecord, UploadName } from '../storage.ts'
import type { ListedUploads, PartList, PartSelection, Upload, UploadsQuery } from '../uploads.ts'
import type { Buckets } from './buckets.ts'
import type { MetadataDatabase } from './database.ts'
import { firstPlace, type KeyedRows, readPage } from './listing.ts'
import type { Objects } from './objects.ts'
import {
  bytesOf,
  keyBytes,
  type PartRow,
  partOf,
  partValues,
  type StoredPart,
  textOf,
  type UploadRow,
  uploadOf,
  uploadValues,
} from './rows.ts'

/** What an upload is to become. */
export interface Completion {
  readonly selection: PartSelection
  /** The parts whose bytes `record` tells of. */
  readonly chosen: readonly StoredPart[]
  readonly record: ObjectRecord
  readonly forbidOverwrite: boolean
}

/** The rows of uploads and their parts. Every method is synchronous and atomic, and throws NoSuchBucket. */
export class Uploads {
  readonly #database: MetadataDatabase
  readonly #buckets: Buckets
  readonly #objects: Objects

  constructor(database: MetadataDatabase, buckets: Buckets, objects: Objects) {
    this.#database = database
    this.#buckets = buckets
    this.#objects = objects
  }

  /** Throws FileAlreadyExists. */
  create(upload: Upload, forbidOverwrite: boolean): void {
    this.#database.transaction(() => {
      this.#objects.checkWrite(upload.bucket, upload.key, forbidOverwrite)
      this.#database.statements.insertUpload.run(...uploadValues(upload))
    })
  }

  /** Throws NoSuchUpload. */
  get({ bucket, key, id }: UploadName): Upload {
    const row = this.#database.statements.selectUpload.get(bucket, keyBytes(key), id) as UploadRow | undefined
    if (row) return uploadOf(row)
    this.#buckets.get(bucket)
    throw noSuchUpload(id)
  }

  /** Makes `part` the one with its number and gives the versions whose blobs are free now. Throws NoSuchUpload. */
  putPart(upload: UploadName, part: StoredPart): readonly string[] {
    const { selectPart, upsertPart } = this.#database.statements
    return this.#database.transaction(() => {
      const { id } = this.get(upload)
      const replaced = selectPart.get(id, part.number) as PartRow | undefined
      upsertPart.run(...partValues(id, part))
      return replaced ? [replaced.version] : []
    })
  }

  /** Throws NoSuchUpload. */
  listParts(
    name: UploadName,
    { after = 0, limit }: { readonly after?: number; readonly limit: number },
  ): PartList {
    const upload = this.get(name)
    const parts = this.#parts(upload.id, after, limit + 1)
    const given = parts.slice(0, limit)
    return {
      upload,
      parts: given.map(({ version: _, ...part }) => part),
      next: parts.length > limit ? given.at(-1)?.number : undefined,
    }
  }

  /** The parts that an object would be made of now. Throws NoSuchUpload and what `chooseParts` throws. */
  choose(name: UploadName, selection: PartSelection): readonly StoredPart[] {
    const { id } = this.get(name)
    return chooseParts(this.#parts(id), selection, id)
  }

  /**
   * Makes the record the object under the upload's key, ends the upload and gives the versions whose blobs are free now.
   * Does nothing when the choice is no longer the same. Throws FileAlreadyExists and what `choose` throws.
   */
  complete(
    name: UploadName,
    { selection, chosen, record, forbidOverwrite }: Completion,
  ): readonly string[] | undefined {
    return this.#database.transaction(() => {
      if (!sameParts(this.choose(name, selection), chosen)) return undefined
      return [...this.#objects.replace(record, forbidOverwrite), ...this.#delete(name)]
    })
  }

  /** Gives the versions whose blobs are free now. Throws NoSuchUpload. */
  abort(name: UploadName): readonly string[] {
    return this.#database.transaction(() => this.#delete(name))
  }

  /** One page of a bucket's uploads. */
  list(bucket: string, query: UploadsQuery): ListedUploads {
    this.#buckets.get(bucket)
    const { selectUploads } = this.#database.statements
    const source: KeyedRows<UploadRow> = {
      read: ({ key, id = '' }, end, count) =>
        selectUploads.all(bucket, key, id, end, count) as readonly UploadRow[],
      keyOf: (row) => bytesOf(row.key),
      behind: (row) => ({ key: bytesOf(row.key), id: row.id }),
    }
    const { rows, prefixes, last } = readPage(source, query, firstPlace(query, query.after))
    return {
      uploads: rows.map(uploadOf),
      prefixes,
      next: last && ('row' in last ? { key: textOf(last.row.key), id: last.row.id } : { key: last.prefix }),
    }
  }

  #parts(id: string, after = 0, limit = MAX_PARTS): readonly StoredPart[] {
    const rows = this.#database.statements.selectParts.all(id, after, limit) as readonly PartRow[]
    return rows.map(partOf)
  }

  /** Deletes an upload with its parts. */
  #delete(name: UploadName): readonly string[] {
    const { id } = this.get(name)
    const versions = this.#parts(id).map((part) => part.version)
    this.#database.statements.deleteUpload.run(id)
    return versions
  }
}

/** Whether two lists name the same blobs. */
export function sameParts(some: readonly StoredPart[], others: readonly StoredPart[]): boolean {
  return some.length === others.length && some.every((part, index) => part.version === others[index]?.version)
}
