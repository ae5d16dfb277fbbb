import { access, constants, mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import type { BucketSettings } from './bucket-settings.ts'
import { appendObject } from './disk/append-object.ts'
import { Blobs } from './disk/blobs.ts'
import { lockFolder } from './disk/lock.ts'
import { Metadata } from './disk/metadata.ts'
import { abortUpload, completeUpload, createUpload, putPart } from './disk/multipart.ts'
import { openObject } from './disk/open-object.ts'
import { putObject } from './disk/put-object.ts'
import type { Store } from './disk/store.ts'
import { Turns } from './disk/turns.ts'
import { Underway } from './disk/underway.ts'
import type {
  Bucket,
  BucketAcl,
  BucketStat,
  ExpectedContent,
  ListQuery,
  ObjectAcl,
  ObjectListing,
  ObjectReader,
  ObjectRecord,
  PutObjectOptions,
  Storage,
  StorageChange,
  Style,
  UploadName,
} from './storage.ts'
import type { ListedUploads, Part, PartList, PartSelection, Upload, UploadsQuery } from './uploads.ts'

/** Where the disk driver keeps its files. */
export interface DiskStorageOptions {
  /** A folder on a local file system, owned by this storage alone; made with mode 0700 if missing. */
  readonly directory: string
  /** The time of creations and changes. Default: the system's. */
  readonly clock?: () => Date
}

/**
 * Opens the storage in a folder: contents of objects and parts as files under `blobs/`, everything else in
 * `metadata.db` (SQLite). A blob is complete and on the disk before the row that points at it is committed, and it is
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
    const now = () => new Date(Math.floor(clock().getTime() / 1000) * 1000)
    return new DiskStorage({ folder, lock, blobs, metadata, turns: new Turns(), now })
  } catch (error) {
    lock.release()
    throw error
  }
}

class DiskStorage implements Storage {
  readonly #store: Store
  readonly #underway = new Underway()
  readonly #listeners: ((change: StorageChange) => void)[] = []
  #closing: Promise<void> | undefined

  constructor(store: Omit<Store, 'discard' | 'announce'>) {
    this.#store = {
      ...store,
      discard: (versions) => this.#discard(versions),
      announce: (change) => this.#announce(change),
    }
  }

  get writes(): number {
    return this.#store.metadata.writes
  }

  onChange(listener: (change: StorageChange) => void): void {
    this.#listeners.push(listener)
  }

  createBucket(name: string, options: { readonly acl?: BucketAcl | undefined } = {}): Promise<Bucket> {
    return this.#during(({ metadata, now }) => metadata.buckets.create(name, options.acl, now()))
  }

  getBucket(name: string): Promise<Bucket> {
    return this.#during(({ metadata }) => metadata.buckets.get(name))
  }

  setBucketAcl(name: string, acl: BucketAcl): Promise<void> {
    return this.#during(({ metadata }) => metadata.buckets.setAcl(name, acl))
  }

  changeBucketSettings(name: string, changes: Partial<BucketSettings>): Promise<void> {
    return this.#during(({ metadata }) => metadata.buckets.changeSettings(name, changes))
  }

  bucketOfDomain(domain: string): Promise<string | undefined> {
    return this.#during(({ metadata }) => metadata.buckets.ofDomain(domain))
  }

  statBucket(name: string): Promise<BucketStat> {
    return this.#during(({ metadata }) => metadata.buckets.stat(name))
  }

  deleteBucket(name: string): Promise<void> {
    return this.#during(({ metadata }) => metadata.buckets.delete(name))
  }

  listBuckets(): Promise<readonly Bucket[]> {
    return this.#during(({ metadata }) => metadata.buckets.list())
  }

  putObject(
    bucket: string,
    key: string,
    body: AsyncIterable<Uint8Array>,
    options: PutObjectOptions = {},
  ): Promise<ObjectRecord> {
    return this.#during((store) => putObject(store, bucket, key, body, options))
  }

  headObject(bucket: string, key: string): Promise<ObjectRecord> {
    return this.#during(({ metadata }) => metadata.objects.get(bucket, key))
  }

  openObject(bucket: string, key: string): Promise<ObjectReader> {
    return this.#during((store) => openObject(store, bucket, key))
  }

  contentFile({ version }: ObjectRecord): string | undefined {
    return this.#store.blobs.path(version)
  }

  deleteObject(bucket: string, key: string): Promise<boolean> {
    return this.#during(({ metadata, discard, announce }) => {
      const freed = metadata.objects.delete(bucket, key)
      if (freed.length > 0) announce({ bucket, key, version: undefined })
      discard(freed)
      return freed.length > 0
    })
  }

  listObjects(bucket: string, query: ListQuery): Promise<ObjectListing> {
    return this.#during(({ metadata }) => metadata.objects.list(bucket, query))
  }

  setObjectAcl(bucket: string, key: string, acl: ObjectAcl): Promise<void> {
    return this.#during(({ metadata }) => metadata.objects.setAcl(bucket, key, acl))
  }

  appendObject(
    bucket: string,
    key: string,
    position: number,
    body: AsyncIterable<Uint8Array>,
    options: PutObjectOptions = {},
  ): Promise<ObjectRecord> {
    return this.#during((store) => appendObject(store, bucket, key, position, body, options))
  }

  createUpload(bucket: string, key: string, options: PutObjectOptions = {}): Promise<Upload> {
    return this.#during((store) => createUpload(store, bucket, key, options))
  }

  putPart(
    upload: UploadName,
    number: number,
    body: AsyncIterable<Uint8Array>,
    expected: ExpectedContent = {},
  ): Promise<Part> {
    return this.#during((store) => putPart(store, upload, number, body, expected))
  }

  listParts(
    upload: UploadName,
    query: { readonly after?: number; readonly limit: number },
  ): Promise<PartList> {
    return this.#during(({ metadata }) => metadata.uploads.listParts(upload, query))
  }

  completeUpload(
    upload: UploadName,
    parts: PartSelection,
    { forbidOverwrite = false }: { readonly forbidOverwrite?: boolean | undefined } = {},
  ): Promise<ObjectRecord> {
    return this.#during((store) => completeUpload(store, upload, parts, forbidOverwrite))
  }

  abortUpload(upload: UploadName): Promise<void> {
    return this.#during((store) => abortUpload(store, upload))
  }

  listUploads(bucket: string, query: UploadsQuery): Promise<ListedUploads> {
    return this.#during(({ metadata }) => metadata.uploads.list(bucket, query))
  }

  putStyle(bucket: string, name: string, content: string): Promise<Style> {
    return this.#during(({ metadata, now }) => metadata.styles.put(bucket, name, content, now()))
  }

  getStyle(bucket: string, name: string): Promise<Style> {
    return this.#during(({ metadata }) => metadata.styles.get(bucket, name))
  }

  listStyles(bucket: string): Promise<readonly Style[]> {
    return this.#during(({ metadata }) => metadata.styles.list(bucket))
  }

  deleteStyle(bucket: string, name: string): Promise<boolean> {
    return this.#during(({ metadata }) => metadata.styles.delete(bucket, name))
  }

  ready(): Promise<void> {
    return this.#during(async ({ folder, metadata }) => {
      metadata.buckets.list()
      await access(folder, constants.R_OK | constants.W_OK)
    })
  }

  close(): Promise<void> {
    this.#closing ??= this.#finish()
    return this.#closing
  }

  async #finish(): Promise<void> {
    await this.#underway.ended()
    try {
      this.#store.metadata.close()
    } finally {
      this.#store.lock.release()
    }
  }

  async #during<Result>(work: (store: Store) => Result | Promise<Result>): Promise<Result> {
    if (this.#closing) throw new Error('The storage is closed.')
    return this.#underway.during(() => work(this.#store))
  }

  #announce(change: StorageChange): void {
    for (const listener of this.#listeners) {
      try {
        listener(change)
      } catch (error) {
        process.emitWarning(error instanceof Error ? error : String(error))
      }
    }
  }

  #discard(versions: readonly string[]): void {
    void this.#underway.during(async () => {
      for (const version of versions) await this.#store.blobs.remove(version)
    })
  }
}
