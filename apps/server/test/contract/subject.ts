import { afterEach, beforeEach } from 'vitest'
import type { Storage } from '../../src/storage/storage.ts'

/** An empty storage to try, and how to take it away again. */
export interface OpenedStorage {
  readonly storage: Storage
  readonly dispose: () => Promise<void>
}

/** What the running test tries. */
export interface Subject {
  /** Holds one empty bucket, `photos`. */
  readonly storage: Storage
  /** The text stored under a key, in `photos` if nothing else is said. */
  content(key: string, bucket?: string): Promise<string>
}

/** Opens a storage before each test of the surrounding block and disposes of it afterwards. */
export function eachWithStorage(open: () => Promise<OpenedStorage>): Subject {
  let opened: OpenedStorage | undefined

  beforeEach(async () => {
    opened = await open()
    await opened.storage.createBucket('photos')
  })

  afterEach(() => opened?.dispose())

  return {
    get storage() {
      if (!opened) throw new Error('There is a storage only while a test runs.')
      return opened.storage
    },
    async content(key, bucket = 'photos') {
      const reader = await this.storage.openObject(bucket, key)
      return (await reader.bytes().finally(() => reader.close())).toString()
    },
  }
}
