import type { MarkImage, Operation, OperationName } from '@ossimg/grammar'
import type { Canvas } from '../canvas.ts'
import type { Size } from '../geometry.ts'
import type { Limits } from '../limits.ts'
import type { ImagePlan } from '../plan.ts'
import type { Step } from '../step.ts'

/** How reductions are computed: always exactly, always fast, or exactly where the picture is small. */
export type ResamplingPolicy = 'auto' | 'area' | 'fast'

/** What lowering may look at beside the canvas. */
export interface LowerContext {
  readonly limits: Limits
  readonly resampling: ResamplingPolicy
  /** Sizes of the texts to draw, by their `textId`. */
  readonly texts: Readonly<Record<string, Size>>
  /** Plans what is done to an image before it is drawn on a picture of size `main`. */
  readonly planMark: (image: MarkImage, main: Size) => PlannedMark
  /** The picture that this one is prepared to be drawn on, for an image of a watermark. */
  readonly main: Size | undefined
}

/** An image to draw. */
export interface PlannedMark {
  /** The size it is drawn in. */
  readonly size: Size
  /** Null: it is drawn as it is stored. */
  readonly plan: ImagePlan | null
}

/** Steps that do the work of an operation, each with the canvas it leaves behind, and the canvas at the end. */
export interface Lowered {
  readonly steps: readonly { readonly step: Step; readonly canvas: Canvas }[]
  readonly canvas: Canvas
}

/** Says what one operation means on a canvas. Pure; throws `EngineError` when it cannot be done. */
export type Lower<Name extends OperationName> = (
  operation: Operation<Name>,
  canvas: Canvas,
  context: LowerContext,
) => Lowered

/** An operation that moves no pixel: it may change how the result is encoded. */
export function withoutSteps(canvas: Canvas): Lowered {
  return { steps: [], canvas }
}

/** The work of one step that leaves `canvas` behind. */
export function oneStep(step: Step, canvas: Canvas): Lowered {
  return { steps: [{ step, canvas }], canvas }
}

/** `first`, and then `next` on the canvas that it leaves. */
export function followedBy(first: Lowered, next: (canvas: Canvas) => Lowered): Lowered {
  const second = next(first.canvas)
  return { steps: [...first.steps, ...second.steps], canvas: second.canvas }
}
