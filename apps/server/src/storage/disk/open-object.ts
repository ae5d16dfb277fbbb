import type { ObjectReader } from '../storage.ts'
import { Snapshot } from './snapshot.ts'
import type { Store } from './store.ts'

/** See `Storage.openObject`. */
export async function openObject(
  { metadata, blobs }: Store,
  bucket: string,
  key: string,
): Promise<ObjectReader> {
  let missing: string | undefined
  for (;;) {
    const record = metadata.objects.get(bucket, key)
    const blob = await blobs.open(record.version)
    if (blob) return new Snapshot(record, blob)
    // The object was replaced or deleted between the two steps; its row then says so now.
    if (record.version === missing) throw new Error(`The blob ${missing} is missing.`)
    missing = record.version
  }
}
