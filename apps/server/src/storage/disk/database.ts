import Database from 'libsql'
import { LRUCache } from 'lru-cache'
import { migrate, schemaVersion } from './schema.ts'
import { prepareStatements, type Statements } from './statements.ts'

/** The rows that are kept in memory: some 1 KB each. */
const REMEMBERED_ROWS = 5000

/** What a read gave, and after which write. */
interface Remembered {
  readonly value: unknown
  readonly writes: number
}

/** The SQLite database of a data folder, its schema up to date. What a method writes is on the disk when it returns. */
export class MetadataDatabase {
  readonly statements: Statements
  readonly #database: Database.Database
  readonly #remembered = new LRUCache<string, Remembered>({ max: REMEMBERED_ROWS })
  #writes = 0

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
      this.statements = prepareStatements(this.#database, () => {
        this.#writes++
      })
    } catch (error) {
      this.#database.close()
      throw error
    }
  }

  /** Counts everything after which a read may give something else. */
  get writes(): number {
    return this.#writes
  }

  /**
   * What `read` gives, without reading again until anything is written. One process owns the database, so no other write
   * can come in between.
   *
   * @param name tells this read from every other.
   */
  remember<Value>(name: string, read: () => Value): Value {
    const known = this.#remembered.get(name)
    // Only reads of the same name put something there.
    if (known?.writes === this.#writes) return known.value as Value
    const value = read()
    this.#remembered.set(name, { value, writes: this.#writes })
    return value
  }

  /** Does all of `work` or, when it throws, nothing of it. Not to be nested. */
  transaction<Result>(work: () => Result): Result {
    this.#database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.#database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk has rolled back already; a second rollback would hide the reason.
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    } finally {
      // What was read before a rollback is not there.
      this.#writes++
    }
  }

  /** Leaves everything in the one file. */
  close(): void {
    try {
      this.#database.pragma('wal_checkpoint(TRUNCATE)')
    } finally {
      this.#database.close()
    }
  }
}
