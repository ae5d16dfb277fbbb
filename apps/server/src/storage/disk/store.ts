import { randomBytes } from 'node:crypto'
import { StorageError } from '../errors.ts'
import type { ObjectRecord, StorageChange } from '../storage.ts'
import type { Blobs } from './blobs.ts'
import type { FolderLock } from './lock.ts'
import type { Metadata } from './metadata.ts'
import type { Turns } from './turns.ts'

/** What the calls of the driver work with. */
export interface Store {
  readonly folder: string
  readonly lock: FolderLock
  readonly blobs: Blobs
  readonly metadata: Metadata
  /** For appends: one at a time under a key. */
  readonly turns: Turns
  /** The time, in whole seconds. */
  readonly now: () => Date
  /** Removes blobs in the background: the caller's change is complete without it. */
  readonly discard: (versions: readonly string[]) => void
  /** Tells those who listen of a change that is visible. Never throws. */
  readonly announce: (change: StorageChange) => void
}

/** A name never used before, of an object's or a part's content and of the blob that holds it. */
export function newVersion(): string {
  return randomBytes(16).toString('hex')
}

/** Commits rows that point at a new blob. The blob is removed when `write` refuses them with a StorageError. */
export async function commit<Result>(blobs: Blobs, version: string, write: () => Result): Promise<Result> {
  try {
    return write()
  } catch (error) {
    // After a fault, unlike a refusal, the row may still have reached the disk: its blob must stay.
    // If the row did not, the next start removes the blob.
    if (error instanceof StorageError) await blobs.remove(version)
    throw error
  }
}

/**
 * Commits what makes `record` the object under its key and announces it in the same step, so that changes are told in
 * their order. Nothing has changed when `write` gives undefined.
 */
export function commitObject<Result>(
  { blobs, announce }: Pick<Store, 'blobs' | 'announce'>,
  { bucket, key, version }: ObjectRecord,
  write: () => Result,
): Promise<Result> {
  return commit(blobs, version, () => {
    const result = write()
    if (result !== undefined) announce({ bucket, key, version })
    return result
  })
}
