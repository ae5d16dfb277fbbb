import { randomBytes } from 'node:crypto'
import { multipartEtag } from '../choose-parts.ts'
import { ContentCheck, checksum } from '../content-check.ts'
import { storedProperties } from '../properties.ts'
import type { ExpectedContent, ObjectRecord, PutObjectOptions, UploadName } from '../storage.ts'
import type { Part, PartSelection, Upload } from '../uploads.ts'
import type { StoredPart } from './rows.ts'
import { commit, commitObject, newVersion, type Store } from './store.ts'
import { sameParts } from './uploads.ts'

/** See `Storage.createUpload`. */
export function createUpload(
  { metadata, now }: Store,
  bucket: string,
  key: string,
  options: PutObjectOptions,
): Upload {
  const id = randomBytes(16).toString('hex').toUpperCase()
  const upload = { bucket, key, id, initiatedAt: now(), properties: storedProperties(options) }
  metadata.uploads.create(upload, options.forbidOverwrite ?? false)
  return upload
}

/** See `Storage.putPart`. */
export async function putPart(
  { metadata, blobs, now, discard }: Store,
  upload: UploadName,
  number: number,
  body: AsyncIterable<Uint8Array>,
  expected: ExpectedContent,
): Promise<Part> {
  metadata.uploads.get(upload)
  const version = newVersion()
  const content = await blobs.write(version, body, new ContentCheck(expected))
  const part = { number, ...content, lastModified: now() }
  discard(await commit(blobs, version, () => metadata.uploads.putPart(upload, { ...part, version })))
  return part
}

/** See `Storage.completeUpload`. */
export async function completeUpload(
  store: Store,
  upload: UploadName,
  selection: PartSelection,
  forbidOverwrite: boolean,
): Promise<ObjectRecord> {
  const { metadata, blobs, now, discard } = store
  const { bucket, key, properties } = metadata.uploads.get(upload)
  metadata.objects.checkWrite(bucket, key, forbidOverwrite)
  for (;;) {
    const chosen = metadata.uploads.choose(upload, selection)
    const version = newVersion()
    let crc64: string
    try {
      const contents = chosen.map((part) => ({ name: part.version, size: part.size }))
      crc64 = await blobs.write(version, blobs.read(contents), checksum())
    } catch (error) {
      // A part that was replaced or dropped under the copying cannot be read: then the upload says so now.
      if (sameParts(metadata.uploads.choose(upload, selection), chosen)) throw error
      continue
    }
    const record: ObjectRecord = {
      bucket,
      key,
      version,
      size: sizeOf(chosen),
      etag: multipartEtag(chosen),
      crc64,
      ...properties,
      type: 'Multipart',
      lastModified: now(),
    }
    const completion = { selection, chosen, record, forbidOverwrite }
    const freed = await commitObject(store, record, () => metadata.uploads.complete(upload, completion))
    if (freed) {
      discard(freed)
      return record
    }
    await blobs.remove(version)
  }
}

/** See `Storage.abortUpload`. */
export function abortUpload({ metadata, discard }: Store, upload: UploadName): void {
  discard(metadata.uploads.abort(upload))
}

function sizeOf(parts: readonly StoredPart[]): number {
  return parts.reduce((total, part) => total + part.size, 0)
}
