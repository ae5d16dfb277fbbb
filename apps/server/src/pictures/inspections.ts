import { EngineError, type ImageMetadata, probeHeader, type Size, type Sources } from '@ossimg/engine'
import { type ExpandedProcess, type TextMark, textId } from '@ossimg/grammar'
import { LRUCache } from 'lru-cache'
import type { Admission } from '../admission/admission.ts'
import type { Content, Inspection, PictureWorker, Question } from '../decoding/worker.ts'
import { referencesOf } from '../process-facts.ts'
import type { Signal } from '../signals.ts'
import type { ObjectRecord } from '../storage/storage.ts'
import { collect } from './collect.ts'
import { readHead } from './head.ts'
import type { Workshop } from './workshop.ts'

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

/** Finds the bytes of a version. */
export type FindContent = (record: ObjectRecord) => Promise<Content>

/** What a look at a header or a text is expected to cost: CPU time, ms, and memory beside the file, bytes. */
const LOOK = { cpuMs: 20, bytes: 8 * 1024 ** 2 }

/** What planning must know, and what was read for it. */
export interface Inspected {
  readonly sources: Sources
  /** The first bytes of the source, if they had to be read. */
  readonly head: Uint8Array | undefined
}

/** A picture that was looked at. */
interface Seen {
  readonly metadata: ImageMetadata
  readonly head?: Uint8Array
}

/** Finds out what planning must know, and keeps it: versions never change, nor do texts. */
export class Inspections {
  readonly #worker: PictureWorker
  readonly #admission: Admission
  /** By version; errors of those that are no pictures. */
  readonly #pictures = new LRUCache<string, ImageMetadata | EngineError>({ max: KEPT_PICTURES })
  readonly #texts = new LRUCache<string, Size>({ max: KEPT_TEXTS })

  constructor({ worker, admission }: Pick<Workshop, 'worker' | 'admission'>) {
    this.#worker = worker
    this.#admission = admission
  }

  /** Throws EngineError for what is no picture and for texts that cannot be drawn; ContentGone. */
  async of({ source, marks, process }: Involved, find: FindContent, signal: Signal): Promise<Inspected> {
    const { metadata, head } = await this.#picture(source, find, signal)
    const images = await collect(marks, async (mark) => [mark.key, await this.#mark(mark, find, signal)])
    const { texts } = referencesOf(process)
    const sizes = await collect(texts, async (text) => [textId(text), await this.#text(text, signal)])
    return { sources: { source: metadata, images, texts: sizes }, head }
  }

  async #mark(record: ObjectRecord, find: FindContent, signal: Signal): Promise<ImageMetadata> {
    try {
      return (await this.#picture(record, find, signal)).metadata
    } catch (cause) {
      if (!(cause instanceof EngineError)) throw cause
      throw new EngineError('WatermarkError', `The watermark image is not a picture: ${record.key}`, {
        ec: '0040-00000027',
        cause,
      })
    }
  }

  async #picture(record: ObjectRecord, find: FindContent, signal: Signal): Promise<Seen> {
    const { version, size } = record
    const known = this.#pictures.get(version)
    if (known instanceof EngineError) throw known
    if (known) return { metadata: known }
    const content = await find(record)
    const head = await readHead(content)
    try {
      const metadata = probeHeader(head, size) ?? (await this.#ask(content, record, signal))
      if (metadata.pages <= MOST_FRAMES) this.#pictures.set(version, metadata)
      return { metadata, head }
    } catch (error) {
      if (error instanceof EngineError) this.#pictures.set(version, error)
      throw error
    }
  }

  /** Some formats tell only at their end what they are; looking through a large file is not for this process. */
  async #ask(content: Content, record: ObjectRecord, signal: Signal): Promise<ImageMetadata> {
    const question = { pictures: { source: content }, texts: {}, subject: record.version }
    const { pictures } = await this.#inspect(question, record.size, signal)
    if (!pictures.source) throw new TypeError('the inspection left out what it was asked for')
    return pictures.source
  }

  /** In its turn, as all work. */
  #inspect(question: Question, bytes: number, signal: Signal): Promise<Inspection> {
    const cost = { ...LOOK, bytes: LOOK.bytes + bytes }
    return this.#admission.run(cost, () => this.#worker.inspect(question, signal), signal)
  }

  async #text(mark: TextMark, signal: Signal): Promise<Size> {
    const id = textId(mark)
    const known = this.#texts.get(id)
    if (known) return known
    const question = { pictures: {}, texts: { [id]: mark }, subject: `text ${id}` }
    const size = (await this.#inspect(question, 0, signal)).texts[id]
    if (!size) throw new TypeError('the inspection left out what it was asked for')
    this.#texts.set(id, size)
    return size
  }
}
