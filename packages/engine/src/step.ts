import type { TextMark } from '@ossimg/grammar'
import type { Position, Region, Size } from './geometry.ts'
import type { Orientation } from './metadata.ts'
import type { Plan } from './plan.ts'

/** Turns the picture upright by its EXIF orientation, 2 to 8. */
export interface OrientStep {
  readonly type: 'orient'
  readonly orientation: Orientation
}

/** Keeps a rectangle. */
export interface ExtractStep {
  readonly type: 'extract'
  readonly region: Region
}

/** `fast`: cubic, with shrink-on-load where the decoder has it. `area`: exact area averaging, reductions only. */
export type Resampling = 'area' | 'fast'

/** Scales to a size, each side on its own. */
export interface ScaleStep extends Size {
  readonly type: 'scale'
  readonly resampling: Resampling
}

/** Turns by quarters, degrees clockwise. */
export interface TurnStep {
  readonly type: 'turn'
  readonly angle: 90 | 180 | 270
}

/** Turns by any angle, degrees clockwise; the canvas grows to the bounding box. */
export interface RotateStep {
  readonly type: 'rotate'
  readonly angle: number
  /** `RRGGBB`, or null for transparent. */
  readonly background: string | null
}

/** Adds an opaque border, px on each side. */
export interface ExtendStep {
  readonly type: 'extend'
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
  /** `RRGGBB`. */
  readonly color: string
}

/** Convolves with a 3 × 3 kernel, rows first; edges are replicated. */
export interface ConvolveStep {
  readonly type: 'convolve'
  readonly kernel: readonly number[]
}

interface MarkBase extends Position {
  /** Percent, 1 to 100. */
  readonly opacity: number
  /** The part of the mark that is drawn, in the mark's own pixels. */
  readonly clip: Region
  /** The cell that is repeated over the whole canvas, the clipped mark in its corner; null: drawn once. */
  readonly tile: Size | null
}

/** A text to draw; its clipped part lands with its corner at `left`, `top`. */
export interface DrawnText extends MarkBase {
  readonly text: TextMark
}

/** An image of the bucket to draw, after the plan for its own operations, if it has any. */
export interface DrawnImage extends MarkBase {
  readonly image: string
  readonly plan: Plan | null
}

/** Something drawn over the picture. */
export type Mark = DrawnText | DrawnImage

/** Draws marks over the picture, first to last. */
export interface OverlayStep {
  readonly type: 'overlay'
  readonly marks: readonly Mark[]
  /** Has the picture an alpha channel? It keeps it then, and gets none otherwise. */
  readonly alpha: boolean
}

/** Puts transparent areas on a colour, `RRGGBB`; the picture is opaque afterwards. */
export interface FlattenStep {
  readonly type: 'flatten'
  readonly color: string
}

/** The closed set of pixel work. */
export type Step =
  | OrientStep
  | ExtractStep
  | ScaleStep
  | TurnStep
  | RotateStep
  | ExtendStep
  | ConvolveStep
  | OverlayStep
  | FlattenStep
