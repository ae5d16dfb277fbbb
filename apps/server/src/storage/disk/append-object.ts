import { createHash } from 'node:crypto'
import { ContentCheck, type ContentSummary, checksum } from '../content-check.ts'
import { MAX_OBJECT_BYTES } from '../limits.ts'
import { storedProperties } from '../properties.ts'
import type { ObjectRecord, PutObjectOptions } from '../storage.ts'
import type { Blobs } from './blobs.ts'
import { commitObject, newVersion, type Store } from './store.ts'

/** See `Storage.appendObject`. */
export async function appendObject(
  store: Store,
  bucket: string,
  key: string,
  position: number,
  body: AsyncIterable<Uint8Array>,
  options: PutObjectOptions,
): Promise<ObjectRecord> {
  const { metadata, blobs, turns } = store
  metadata.objects.appendable(bucket, key, position)
  // A slow sender must hold up nobody: the body comes first, and the position is checked again when it is there.
  const name = newVersion()
  const check = new ContentCheck(options, MAX_OBJECT_BYTES - position)
  const summary = await blobs.receive(name, body, check, { sync: position === 0 })
  const append = { bucket, key, position, options, tail: { name, ...summary } }
  try {
    return await turns.take(JSON.stringify([bucket, key]), () => attach(store, append))
  } finally {
    await blobs.drop(name)
  }
}

/** An append whose body has come. */
interface Append {
  readonly bucket: string
  readonly key: string
  readonly position: number
  readonly options: PutObjectOptions
  readonly tail: Tail
}

/** A body in a temporary file. */
interface Tail extends ContentSummary {
  readonly name: string
}

/** What a new version holds. */
type NewContent = Pick<ObjectRecord, 'version' | 'size' | 'crc64'>

/** To be done in turns: only an append can make another version that an append may go to. */
async function attach(store: Store, { bucket, key, position, options, tail }: Append): Promise<ObjectRecord> {
  const { metadata, blobs, now, discard } = store
  const base = metadata.objects.appendable(bucket, key, position)
  const content = base && position > 0 ? await extend(blobs, base, tail) : await begin(blobs, tail)
  if (!content) {
    metadata.objects.appendable(bucket, key, position) // says so if the object was replaced or deleted meanwhile
    throw new Error(`The blob ${base?.version} is missing.`)
  }
  const record: ObjectRecord = {
    bucket,
    key,
    ...content,
    ...storedProperties(options),
    etag: nextEtag(base, tail),
    type: 'Appendable',
    lastModified: now(),
  }
  const appended = await commitObject(store, record, () => metadata.objects.append(record, position))
  discard(appended.freed)
  return appended.record
}

/** Makes the body itself the content: there are no bytes before it. */
async function begin(blobs: Blobs, { name, size, crc64 }: Tail): Promise<NewContent> {
  await blobs.publish(name)
  return { version: name, size, crc64 }
}

/** Puts the body behind the bytes of `base`; undefined: they are gone. */
async function extend(blobs: Blobs, base: ObjectRecord, tail: Tail): Promise<NewContent | undefined> {
  const version = newVersion()
  const start = { name: base.version, size: base.size }
  const crc64 = await blobs.extend(version, start, tail, checksum(base.crc64))
  return crc64 === undefined ? undefined : { version, size: base.size + tail.size, crc64 }
}

/** Differs from the ETag before, even when nothing is appended. */
function nextEtag(base: ObjectRecord | undefined, tail: Tail): string {
  const digest = createHash('md5').update(base?.etag ?? '')
  return digest.update(tail.etag).digest('hex').toUpperCase()
}
