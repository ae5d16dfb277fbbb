import { ContentCheck } from '../content-check.ts'
import { storedProperties } from '../properties.ts'
import type { ObjectRecord, PutObjectOptions } from '../storage.ts'
import { commitObject, newVersion, type Store } from './store.ts'

/** See `Storage.putObject`. */
export async function putObject(
  store: Store,
  bucket: string,
  key: string,
  body: AsyncIterable<Uint8Array>,
  options: PutObjectOptions,
): Promise<ObjectRecord> {
  const { metadata, blobs, now, discard } = store
  const forbidOverwrite = options.forbidOverwrite ?? false
  metadata.objects.checkWrite(bucket, key, forbidOverwrite)
  const version = newVersion()
  const content = await blobs.write(version, body, new ContentCheck(options))
  const record: ObjectRecord = {
    bucket,
    key,
    version,
    lastModified: now(),
    ...content,
    ...storedProperties(options),
    type: 'Normal',
  }
  discard(await commitObject(store, record, () => metadata.objects.put(record, forbidOverwrite)))
  return record
}
