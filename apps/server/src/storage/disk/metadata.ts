import { Buckets } from './buckets.ts'
import { MetadataDatabase } from './database.ts'
import { Objects } from './objects.ts'
import { Styles } from './styles.ts'
import { Uploads } from './uploads.ts'

/** Everything but contents, in an SQLite database. Which blob files exist is not known here. */
export class Metadata {
  readonly buckets: Buckets
  readonly objects: Objects
  readonly uploads: Uploads
  readonly styles: Styles
  readonly #database: MetadataDatabase

  /** Opens the database at `path`. Throws when it has no tables yet and `mayCreate` is false. */
  constructor(path: string, { mayCreate }: { readonly mayCreate: boolean }) {
    this.#database = new MetadataDatabase(path, { mayCreate })
    this.buckets = new Buckets(this.#database)
    this.objects = new Objects(this.#database, this.buckets)
    this.uploads = new Uploads(this.#database, this.buckets, this.objects)
    this.styles = new Styles(this.#database, this.buckets)
  }

  /** Counts everything after which a read may give something else. */
  get writes(): number {
    return this.#database.writes
  }

  /** The versions of objects and parts in use that begin with `prefix`, of hexadecimal digits. */
  versions(prefix: string): ReadonlySet<string> {
    const rows = this.#database.statements.selectVersions.all(prefix, `${prefix}g`)
    return new Set((rows as readonly { readonly version: string }[]).map((row) => row.version))
  }

  /** Leaves everything in the one file. */
  close(): void {
    this.#database.close()
  }
}
