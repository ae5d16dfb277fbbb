import { join } from 'node:path'
import Database from 'libsql'

/** The claim of this process on a folder. */
export interface FolderLock {
  release(): void
}

/**
 * Claims `folder` for this process. The operating system ends the claim with the process, however it ends.
 * Throws when someone else holds it. The claim is a transaction on a small database: SQLite locks files on
 * every platform, and within one process too. The database has a file of its own, so that the metadata can be
 * read by other tools meanwhile.
 */
export function lockFolder(folder: string): FolderLock {
  const database = new Database(join(folder, 'lock'))
  try {
    // Only exec: a prepared statement would keep the connection, and so the lock, beyond close.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (!isBusy(cause)) throw cause
    throw new Error(`The folder ${folder} is in use by another storage; one process at a time may own it.`, {
      cause,
    })
  }
  return { release: () => database.close() }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY'
}
