import { type ExpandedProcess, expandStyles, type Process, parse, references, textId } from '@ossimg/grammar'
import { EngineError } from './errors.ts'
import { execute, type Output } from './execute.ts'
import type { Size } from './geometry.ts'
import type { ImageMetadata } from './metadata.ts'
import { type PlanOptions, plan } from './plan.ts'
import { probe } from './probe.ts'
import { measureText } from './text.ts'

/** What a process may point at. */
export interface ProcessImageOptions extends PlanOptions {
  /** Bytes of the images that the process names, by key. */
  readonly images?: Readonly<Record<string, Uint8Array>>
  /** Contents of the styles that the process names, by name. */
  readonly styles?: Readonly<Record<string, string>>
}

/**
 * Processes a picture in memory: parse, probe, plan, execute.
 * `await processImage(bytes, 'image/resize,w_100')` gives `{ data, contentType: 'image/jpeg' }` for a jpg.
 *
 * @param process text, percent-encoded or not, or its tree; `sys/saveas` is the caller's to obey.
 * @throws GrammarError for a wrong text, EngineError for what cannot be done.
 */
export async function processImage(
  source: Uint8Array,
  process: string | Process,
  { images = {}, styles = {}, ...options }: ProcessImageOptions = {},
): Promise<Output> {
  const asked = typeof process === 'string' ? parse(process) : process
  const expanded = expandStyles(asked, styles)
  const metadata = probe(source)
  const planned = plan(
    expanded,
    { source: metadata, images: probeMarks(images), texts: await measureTexts(expanded) },
    options,
  )
  return execute(planned, { source, images })
}

/** The sizes of the texts that a process draws, by their `textId`, as planning wants them. */
export async function measureTexts(process: ExpandedProcess): Promise<Record<string, Size>> {
  const { texts } = references(process)
  const sizes = await Promise.all(texts.map(async (mark) => [textId(mark), await measureText(mark)] as const))
  return Object.fromEntries(sizes)
}

/**
 * The headers of the images that a process draws, as planning wants them.
 *
 * @throws EngineError `WatermarkError` naming the image that is none.
 */
export function probeMarks(images: Readonly<Record<string, Uint8Array>>): Record<string, ImageMetadata> {
  return Object.fromEntries(Object.entries(images).map(([key, bytes]) => [key, probeMark(key, bytes)]))
}

function probeMark(key: string, bytes: Uint8Array): ImageMetadata {
  try {
    return probe(bytes)
  } catch (cause) {
    const ec = '0040-00000027'
    throw new EngineError('WatermarkError', `The watermark image is not a picture: ${key}`, { ec, cause })
  }
}
