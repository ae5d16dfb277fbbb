import type { Format } from '@ossimg/grammar'
import type { Size } from './geometry.ts'
import type { Orientation } from './metadata.ts'

/** What a stage starts from: the source, or what the stages before a pipe end with. */
export interface StageBase {
  readonly format: Format
  /** What `quality,q_n` is a percentage of, 1 to 100; undefined where nothing tells it. */
  readonly quality: number | undefined
}

/** What is known of the picture between two operations. */
export interface Canvas extends Size {
  /** Frames; 1 unless animated. */
  readonly pages: number
  /** Does it carry an alpha channel? */
  readonly alpha: boolean
  /** The format it will be encoded in if nothing else is asked. */
  readonly format: Format
  readonly base: StageBase
  /** The quality of a jpg source, 1 to 100; undefined for all others. */
  readonly sourceQuality: number | undefined
  /** The quality that was asked for last, 1 to 100. */
  readonly quality: number | undefined
  /** Was a watermark drawn? Its colours are then encoded without subsampling. */
  readonly marked: boolean
  /** The orientation tag that a jpg result keeps; null: none. */
  readonly tag: Orientation | null
  /** Is a jpg result to be progressive? */
  readonly progressive: boolean
  /** What is asked instead of a picture. */
  readonly report: Report | undefined
}

/** A report that can be asked for instead of a picture. */
export type Report = 'info' | 'average-hue'

/** `canvas` with another size. */
export function resized(canvas: Canvas, { width, height }: Size): Canvas {
  return { ...canvas, width, height }
}
