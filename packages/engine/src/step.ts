import type { TextMark } from '@ossimg/grammar'
import type { Position, Region, Size } from './geometry.ts'
import type { Orientation } from './metadata.ts'
import type { ImagePlan } from './plan.ts'

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

/** Makes all transparent outside a shape that fills the canvas. */
export interface MaskStep extends Size {
  readonly type: 'mask'
  readonly shape: 'rounded' | 'circle'
  /** px; half the side for a circle. */
  readonly radius: number
  /** `RRGGBB` to paint outside the shape instead, on an opaque picture; null: transparent. */
  readonly background: string | null
}

/** Blurs by a Gaussian kernel of `2 · radius + 1` px across and down; edges are replicated. */
export interface BlurStep {
  readonly type: 'blur'
  readonly radius: number
  /** Standard deviation, px. */
  readonly sigma: number
  /** `fast`: in whole numbers, at most a few levels off the kernel. */
  readonly precision: 'exact' | 'fast'
  /** Whole levels added to every colour afterwards; default 0, and always so unless `exact`. */
  readonly add?: number
}

/** Makes `multiply · v + add` of every colour value v, cut to 0 … 255; alpha stays. */
export interface LinearStep {
  readonly type: 'linear'
  readonly multiply: number
  /** Levels. */
  readonly add: number
}

/** Convolves with a 3 × 3 kernel, rows first; edges are replicated. */
export interface ConvolveStep {
  readonly type: 'convolve'
  readonly kernel: readonly number[]
}

/** `left` and `top` are the place of the clipped mark on the canvas, or in the cell that is repeated. */
interface MarkBase extends Position {
  /** Percent, 1 to 100. */
  readonly opacity: number
  /** The part of the mark that is drawn, in the mark's own pixels. */
  readonly clip: Region
  /** The cell that is repeated over the whole canvas; null: drawn once. */
  readonly tile: Size | null
}

/** A text to draw. */
export interface DrawnText extends MarkBase {
  readonly text: TextMark
}

/** An image of the bucket to draw. */
export interface DrawnImage extends MarkBase {
  readonly image: string
  /** What is done to it before; null: it is drawn as it is stored. */
  readonly plan: ImagePlan | null
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
  | MaskStep
  | BlurStep
  | ConvolveStep
  | LinearStep
  | OverlayStep
  | FlattenStep
