import Database from 'libsql'
import { migrate, schemaVersion } from './schema.ts'
import { prepareStatements, type Statements } from './statements.ts'

/** The SQLite database of a data folder, its schema up to date. What a method writes is on the disk when it returns. */
export class MetadataDatabase {
  readonly statements: Statements
  readonly #database: Database.Database

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
      this.statements = prepareStatements(this.#database)
    } catch (error) {
      this.#database.close()
      throw error
    }
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
