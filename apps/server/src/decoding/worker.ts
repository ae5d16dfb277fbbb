import type { ImageMetadata, Output, Plan, Size } from '@ossimg/engine'
import type { TextMark } from '@ossimg/grammar'
import type { Signal } from '../signals.ts'

/** A file whose first `size` bytes are a picture; whatever comes behind them is not part of it. */
export interface ContentFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
}

/** The bytes of a picture: where they lie, or themselves where the storage has no files. */
export type Content = ContentFile | Uint8Array

/** What planning must know before it can begin. */
export interface Question {
  /** The pictures to look at, by names of the asker's. */
  readonly pictures: Readonly<Record<string, Content>>
  /** The texts to measure, by their `textId`. */
  readonly texts: Readonly<Record<string, TextMark>>
  /** Names the pictures, as in a Job. Default: nobody is blamed for what happens meanwhile. */
  readonly subject?: string | undefined
}

/** What pictures and texts are, by the names of the question. */
export interface Inspection {
  readonly pictures: Readonly<Record<string, ImageMetadata>>
  readonly texts: Readonly<Record<string, Size>>
}

/** A picture to be made. */
export interface Job {
  readonly plan: Plan
  readonly source: Content
  /** The images that the plan draws, by key. */
  readonly images: Readonly<Record<string, Content>>
  /** Names the pictures that go in: the same name, the same bytes. */
  readonly subject: string
  /** How long it should take by itself, ms. */
  readonly expectedMs: number
}

/** Something that does what only native code can. */
export interface PictureWorker {
  /**
   * Looks at headers and measures texts. Throws what `probe` and `measureText` throw, and
   * ContentGone; otherwise as `execute` does.
   *
   * @param signal gives up: the promise rejects with its reason.
   */
  inspect(question: Question, signal: Signal): Promise<Inspection>
  /**
   * Makes a picture.
   *
   * @param signal gives up for real: what is under way ends, the promise rejects with its reason.
   * @throws EngineError as `execute` does; ContentGone; ServerError `InternalError` when the process died of it,
   *   `ServiceUnavailable` when it took too long, `BadRequest` when this subject did so twice.
   */
  execute(job: Job, signal: Signal): Promise<Output>
  /** Ends what it runs. */
  close(): Promise<void>
}

/** The file of a picture is no longer there: the object has been replaced or deleted meanwhile. */
export class ContentGone extends Error {
  override readonly name = 'ContentGone'
  readonly path: string

  constructor(path: string, cause?: unknown) {
    super(`${path} is no longer there.`, { cause })
    this.path = path
  }
}
