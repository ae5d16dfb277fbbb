import { EngineError, type ImageMetadata, probeHeader, type Size, type Sources } from '@ossimg/engine'
import { type ExpandedProcess, references, type TextMark, textId } from '@ossimg/grammar'
import { LRUCache } from 'lru-cache'
import type { Content, PictureWorker } from '../decoding/worker.ts'
import type { ObjectRecord, Storage } from '../storage/storage.ts'
import { collect } from './collect.ts'
import { contentOf } from './contents.ts'
import { readHead } from './head.ts'

/** Pictures whose headers are kept: some 300 bytes each. */
const KEPT_PICTURES = 10_000

/** Texts whose sizes are kept. */
const KEPT_TEXTS = 2000

/** Frames above which a header is not kept, for it tells when each is shown. */
const MOST_FRAMES = 500

/** A source and the marks of its process. */
export interface Involved {
  readonly source: ObjectRecord
  readonly marks: readonly ObjectRecord[]
  readonly process: ExpandedProcess
}

/** Finds out what planning must know, and keeps it: versions never change, nor do texts. */
export class Inspections {
  readonly #storage: Storage
  readonly #worker: PictureWorker
  readonly #pictures = new LRUCache<string, ImageMetadata>({ max: KEPT_PICTURES })
  readonly #texts = new LRUCache<string, Size>({ max: KEPT_TEXTS })

  constructor(storage: Storage, worker: PictureWorker) {
    this.#storage = storage
    this.#worker = worker
  }

  /** Throws EngineError for what is no picture and for texts that cannot be drawn; ContentGone. */
  async of({ source, marks, process }: Involved, signal: AbortSignal): Promise<Sources> {
    const metadata = await this.#picture(source, signal)
    const images = await collect(marks, async (mark) => [mark.key, await this.#mark(mark, signal)])
    const { texts } = references(process)
    const sizes = await collect(texts, async (text) => [textId(text), await this.#text(text, signal)])
    return { source: metadata, images, texts: sizes }
  }

  async #mark(record: ObjectRecord, signal: AbortSignal): Promise<ImageMetadata> {
    try {
      return await this.#picture(record, signal)
    } catch (cause) {
      if (!(cause instanceof EngineError)) throw cause
      throw new EngineError('WatermarkError', `The watermark image is not a picture: ${record.key}`, {
        ec: '0040-00000027',
        cause,
      })
    }
  }

  async #picture(record: ObjectRecord, signal: AbortSignal): Promise<ImageMetadata> {
    const known = this.#pictures.get(record.version)
    if (known) return known
    const content = await contentOf(this.#storage, record)
    const found =
      probeHeader(await readHead(content), record.size) ?? (await this.#ask(content, record.version, signal))
    if (found.pages <= MOST_FRAMES) this.#pictures.set(record.version, found)
    return found
  }

  /** Some formats tell only at their end what they are; looking through a large file is not for this process. */
  async #ask(content: Content, subject: string, signal: AbortSignal): Promise<ImageMetadata> {
    const question = { pictures: { source: content }, texts: {}, subject }
    const { pictures } = await this.#worker.inspect(question, signal)
    if (!pictures.source) throw new TypeError('the inspection left out what it was asked for')
    return pictures.source
  }

  async #text(mark: TextMark, signal: AbortSignal): Promise<Size> {
    const id = textId(mark)
    const known = this.#texts.get(id)
    if (known) return known
    const question = { pictures: {}, texts: { [id]: mark }, subject: `text ${id}` }
    const size = (await this.#worker.inspect(question, signal)).texts[id]
    if (!size) throw new TypeError('the inspection left out what it was asked for')
    this.#texts.set(id, size)
    return size
  }
}
