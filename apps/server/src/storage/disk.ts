import { randomBytes } from 'node:crypto'
import { access, constants, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { ContentCheck, type ContentSummary } from './content-check.ts'
import { Blobs } from './disk/blobs.ts'
import { type FolderLock, lockFolder } from './disk/lock.ts'
import { Metadata } from './disk/metadata.ts'
import { Snapshot } from './disk/snapshot.ts'
import { StorageError } from './errors.ts'
import type {
  Bucket,
  BucketAcl,
  ObjectAcl,
  ObjectReader,
  ObjectRecord,
  PutObjectOptions,
  Storage,
  Style,
} from './storage.ts'

/** Where the disk driver keeps its files. */
export interface DiskStorageOptions {
  /** A folder on a local file system, owned by this storage alone; made with mode 0700 if missing. */
  readonly directory: string
  /** The time of creations and changes. Default: the system's. */
  readonly clock?: () => Date
}

/**
 * Opens the storage in a folder: contents as immutable files under `blobs/`, everything else in `metadata.db`
 * (SQLite). A blob is complete and on the disk before the row that points at it is committed, and it is
 * removed after its row is gone, so a crash at any instant leaves the old object or the new one; what it
 * leaves besides is removed here. Rejects when another process has the folder open, when a later release
 * wrote it, and when its metadata is lost.
 */
export async function openDiskStorage({
  directory,
  clock = () => new Date(),
}: DiskStorageOptions): Promise<Storage> {
  const folder = resolve(directory)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const lock = lockFolder(folder)
  try {
    const blobs = new Blobs(folder)
    await blobs.prepare()
    // Without this test a lost database would make every blob look like a stray.
    const metadata = new Metadata(join(folder, 'metadata.db'), { mayCreate: await blobs.isEmpty() })
    await blobs.removeStrays((shelf) => metadata.versions(shelf))
    return new DiskStorage({ folder, lock, blobs, metadata, clock })
  } catch (error) {
    lock.release()
    throw error
  }
}

interface Parts {
  readonly folder: string
  readonly lock: FolderLock
  readonly blobs: Blobs
  readonly metadata: Metadata
  readonly clock: () => Date
}

class DiskStorage implements Storage {
  readonly #parts: Parts
  #underway = 0
  #idle: () => void = () => undefined
  #closing: Promise<void> | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  createBucket(name: string, options: { readonly acl?: BucketAcl | undefined } = {}): Promise<Bucket> {
    return this.#during(({ metadata }) => metadata.createBucket(name, options.acl, this.#now()))
  }

  getBucket(name: string): Promise<Bucket> {
    return this.#during(({ metadata }) => metadata.bucket(name))
  }

  setBucketAcl(name: string, acl: BucketAcl): Promise<void> {
    return this.#during(({ metadata }) => metadata.setBucketAcl(name, acl))
  }

  deleteBucket(name: string): Promise<void> {
    return this.#during(({ metadata }) => metadata.deleteBucket(name))
  }

  listBuckets(): Promise<readonly Bucket[]> {
    return this.#during(({ metadata }) => metadata.buckets())
  }

  putObject(
    bucket: string,
    key: string,
    body: AsyncIterable<Uint8Array>,
    options: PutObjectOptions = {},
  ): Promise<ObjectRecord> {
    return this.#during(async ({ metadata, blobs }) => {
      const forbidOverwrite = options.forbidOverwrite ?? false
      metadata.checkWrite(bucket, key, forbidOverwrite)
      const version = randomBytes(16).toString('hex')
      const content = await blobs.write(version, body, new ContentCheck(options))
      const name = { bucket, key, version, lastModified: this.#now() }
      const record = { ...name, ...content, ...recordedProperties(options) }
      try {
        this.#discard(metadata.putObject(record, forbidOverwrite))
      } catch (error) {
        // After a fault, unlike a refusal, the row may still have reached the disk: its blob must stay.
        // If the row did not, the next start removes the blob.
        if (error instanceof StorageError) await blobs.remove(version)
        throw error
      }
      return record
    })
  }

  headObject(bucket: string, key: string): Promise<ObjectRecord> {
    return this.#during(({ metadata }) => metadata.object(bucket, key))
  }

  openObject(bucket: string, key: string): Promise<ObjectReader> {
    return this.#during(async ({ metadata, blobs }) => {
      let missing: string | undefined
      for (;;) {
        const record = metadata.object(bucket, key)
        const file = await blobs.open(record.version)
        if (file) return new Snapshot(record, file)
        // The object was replaced or deleted between the two steps; its row then says so now.
        if (record.version === missing) throw new Error(`The blob ${missing} is missing.`)
        missing = record.version
      }
    })
  }

  deleteObject(bucket: string, key: string): Promise<boolean> {
    return this.#during(({ metadata }) => {
      const deleted = metadata.deleteObject(bucket, key)
      this.#discard(deleted)
      return deleted !== undefined
    })
  }

  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void> {
    return this.#during(({ metadata }) => metadata.setObjectAcl(bucket, key, acl))
  }

  putStyle(bucket: string, name: string, content: string): Promise<Style> {
    return this.#during(({ metadata }) => metadata.putStyle(bucket, name, content, this.#now()))
  }

  getStyle(bucket: string, name: string): Promise<Style> {
    return this.#during(({ metadata }) => metadata.style(bucket, name))
  }

  listStyles(bucket: string): Promise<readonly Style[]> {
    return this.#during(({ metadata }) => metadata.styles(bucket))
  }

  deleteStyle(bucket: string, name: string): Promise<boolean> {
    return this.#during(({ metadata }) => metadata.deleteStyle(bucket, name))
  }

  ready(): Promise<void> {
    return this.#during(async ({ folder, metadata }) => {
      metadata.buckets()
      await access(folder, constants.R_OK | constants.W_OK)
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  async #finish(): Promise<void> {
    if (this.#underway > 0) {
      await new Promise<void>((resolve) => {
        this.#idle = resolve
      })
    }
    try {
      this.#parts.metadata.close()
    } finally {
      this.#parts.lock.release()
    }
  }

  async #during<Result>(work: (parts: Parts) => Result | Promise<Result>): Promise<Result> {
    if (this.#closing) throw new Error('The storage is closed.')
    return this.#counted(() => work(this.#parts))
  }

  /** Runs `work` so that `close` waits for it. */
  async #counted<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    this.#underway++
    try {
      return await work()
    } finally {
      this.#underway--
      if (this.#underway === 0) this.#idle()
    }
  }

  /** Removes a blob in the background: the caller's change is complete without it. */
  #discard(version: string | undefined): void {
    if (version) void this.#counted(() => this.#parts.blobs.remove(version))
  }

  #now(): Date {
    return new Date(Math.floor(this.#parts.clock().getTime() / 1000) * 1000)
  }
}

/** What a record says beside its name, version, time and content. */
function recordedProperties(
  options: PutObjectOptions,
): Omit<ObjectRecord, 'bucket' | 'key' | 'version' | 'lastModified' | keyof ContentSummary> {
  return {
    contentType: options.contentType ?? 'application/octet-stream',
    headers: { ...options.headers },
    userMetadata: { ...options.userMetadata },
    acl: options.acl ?? 'default',
    storageClass: options.storageClass ?? 'Standard',
    type: 'Normal',
  }
}
