import { createHash } from 'node:crypto'
import {
  checkSourceBytes,
  ENGINE_REVISION,
  execute,
  measureTexts,
  type Output,
  plan,
  probe,
  type ResamplingPolicy,
} from '@ossimg/engine'
import { type ExpandedProcess, expandStyles, type Process, references, stringify } from '@ossimg/grammar'
import { quoted } from './object-headers.ts'
import type { ObjectReader, ObjectRecord, Storage } from './storage/storage.ts'

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
  const styles = await Promise.all(references(process).styles.map((name) => storage.getStyle(bucket, name)))
  return expandStyles(process, Object.fromEntries(styles.map(({ name, content }) => [name, content])))
}

/**
 * The ETag of what a process makes of an object, with quotes: another source, style, engine, font or way of resampling
 * gives another one, so that nothing outdated is confirmed by a 304.
 */
export function processedEtag(
  source: Pick<ObjectRecord, 'etag'>,
  process: ExpandedProcess,
  settings: ProcessingSettings,
): string {
  if (settings.processedEtag === 'source') return quoted(source.etag)
  const parts = [
    source.etag,
    stringify(process),
    ENGINE_REVISION,
    settings.fontRevision ?? '',
    settings.resampling,
  ]
  const digest = createHash('sha256').update(parts.join('\n')).digest('hex')
  return quoted(digest.slice(0, 32).toUpperCase())
}

/** Lets pass what may be loaded at all. Throws ImageTooLarge. */
export function checkSource(source: Pick<ObjectRecord, 'size'>): void {
  checkSourceBytes(source.size)
}

/**
 * Load, probe, plan, execute. Throws EngineError for what cannot be done with this picture.
 *
 * @param source closed by the caller.
 */
export async function processImage(
  source: ObjectReader,
  process: ExpandedProcess,
  { resampling }: ProcessingSettings,
): Promise<Output> {
  checkSource(source.record)
  const bytes = await source.bytes()
  const metadata = probe(bytes)
  const texts = await measureTexts(process)
  const planned = plan(process, { source: metadata, images: {}, texts }, { resampling })
  return execute(planned, { source: bytes, images: {} })
}
