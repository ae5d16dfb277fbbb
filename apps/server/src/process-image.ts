import { hash } from 'node:crypto'
import { checkSourceBytes, ENGINE_REVISION, type ResamplingPolicy } from '@ossimg/engine'
import { type ExpandedProcess, expandStyles, type Process } from '@ossimg/grammar'
import { quoted } from './object-headers.ts'
import { canonicalText, expandedAlone, referencesOf } from './process-facts.ts'
import { StorageError } from './storage/errors.ts'
import type { ObjectRecord, Storage } from './storage/storage.ts'

/** How pictures are made on this server. */
export interface ProcessingSettings {
  readonly resampling: ResamplingPolicy
  /** `derived`: of all that decides the bytes; `source`: the object's own, as the public service sends. */
  readonly processedEtag: 'derived' | 'source'
  /** Names the fonts that texts are drawn with. Default: `''`. */
  readonly fontRevision?: string | undefined
}

/** Puts the bucket's styles in their places. Throws NoSuchStyle, and GrammarError for what a style should not hold. */
export async function loadStyles(
  storage: Storage,
  bucket: string,
  process: Process,
): Promise<ExpandedProcess> {
  const names = referencesOf(process).styles
  if (names.length === 0) return expandedAlone(process)
  const styles = await Promise.all(names.map((name) => storage.getStyle(bucket, name)))
  return expandStyles(process, Object.fromEntries(styles.map(({ name, content }) => [name, content])))
}

/** Names all of this server that decides the bytes of pictures. */
export function pictureRevision({ fontRevision = '', resampling }: ProcessingSettings): string {
  return [ENGINE_REVISION, fontRevision, resampling].join('\n')
}

/**
 * The ETag of what a process makes of an object, with quotes: another source, style, watermark image, engine, font or
 * way of resampling gives another one, so that nothing outdated is confirmed by a 304.
 */
export function processedEtag(
  source: Pick<ObjectRecord, 'etag'>,
  process: ExpandedProcess,
  marks: readonly Pick<ObjectRecord, 'etag'>[],
  settings: ProcessingSettings,
): string {
  if (settings.processedEtag === 'source') return quoted(source.etag)
  const parts = [
    source.etag,
    canonicalText(process),
    ...marks.map(({ etag }) => etag),
    pictureRevision(settings),
  ]
  const digest = hash('sha256', parts.join('\n'), 'hex')
  return quoted(digest.slice(0, 32).toUpperCase())
}

/** There is nothing to process under this key. Source: OSS, "Image processing error codes". */
export function noSuchSource(key: string): StorageError {
  const fields = { Key: key }
  return new StorageError('NoSuchKey', 'The specified key does not exist.', { fields, ec: '0040-00000024' })
}

/** Lets pass what may be loaded at all. Throws ImageTooLarge. */
export function checkSource(source: Pick<ObjectRecord, 'size'>): void {
  checkSourceBytes(source.size)
}
