import { noSuchStyle, tooManyStyles } from '../errors.ts'
import { MAX_STYLES_PER_BUCKET } from '../limits.ts'
import type { Style } from '../storage.ts'
import type { Buckets } from './buckets.ts'
import type { MetadataDatabase } from './database.ts'
import { type StyleRow, styleOf } from './rows.ts'

/** The rows of styles. Every method is synchronous and atomic, and throws NoSuchBucket. */
export class Styles {
  readonly #database: MetadataDatabase
  readonly #buckets: Buckets

  constructor(database: MetadataDatabase, buckets: Buckets) {
    this.#database = database
    this.#buckets = buckets
  }

  /** Throws AccessDenied beyond MAX_STYLES_PER_BUCKET. */
  put(bucket: string, name: string, content: string, now: Date): Style {
    return this.#database.transaction(() => {
      this.#buckets.get(bucket)
      const time = now.getTime()
      this.#database.statements.upsertStyle.run(bucket, name, Buffer.from(content), time, time)
      if (this.list(bucket).length > MAX_STYLES_PER_BUCKET) throw tooManyStyles(MAX_STYLES_PER_BUCKET)
      return this.get(bucket, name)
    })
  }

  /** Throws NoSuchStyle. */
  get(bucket: string, name: string): Style {
    const style = this.#database.remember(`style ${bucket} ${name}`, () => {
      const row = this.#database.statements.selectStyle.get(bucket, name) as StyleRow | undefined
      return row && styleOf(row)
    })
    if (style) return style
    this.#buckets.get(bucket)
    throw noSuchStyle()
  }

  /** A bucket's styles by name. */
  list(bucket: string): readonly Style[] {
    this.#buckets.get(bucket)
    return (this.#database.statements.selectStyles.all(bucket) as readonly StyleRow[]).map(styleOf)
  }

  /** Whether there was one. */
  delete(bucket: string, name: string): boolean {
    this.#buckets.get(bucket)
    return this.#database.statements.deleteStyle.run(bucket, name).changes > 0
  }
}
