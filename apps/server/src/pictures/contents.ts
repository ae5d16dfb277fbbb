import { type Content, ContentGone } from '../decoding/worker.ts'
import { unlessMissing } from '../object-access.ts'
import type { ObjectRecord, Storage } from '../storage/storage.ts'

/** Where the bytes of this very version are: a file if the storage has one. Throws as `loadContent` does. */
export async function contentOf(storage: Storage, record: ObjectRecord): Promise<Content> {
  const path = storage.contentFile(record)
  return path === undefined ? loadContent(storage, record) : { path, size: record.size }
}

/** The bytes of this very version. Throws ContentGone when the object has been replaced or deleted. */
export async function loadContent(storage: Storage, record: ObjectRecord): Promise<Uint8Array> {
  const reader = await unlessMissing(storage.openObject(record.bucket, record.key))
  if (!reader) throw new ContentGone(record.key)
  try {
    if (reader.record.version !== record.version) throw new ContentGone(record.key)
    return await reader.bytes()
  } finally {
    await reader.close()
  }
}
