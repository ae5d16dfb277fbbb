import type { ExpandedProcess, ImageStage } from '@ossimg/grammar'
import type { Canvas } from './canvas.ts'
import { baseAfter, type Encoding, encodingOf } from './encoding.ts'
import { unsupportedFormat } from './errors.ts'
import { FORMAT_TRAITS } from './formats.ts'
import { type Size, swapped } from './geometry.ts'
import { checkSource, LIMITS, type Limits, tooLarge } from './limits.ts'
import type { ImageFormat, ImageMetadata, Orientation } from './metadata.ts'
import { lower } from './operations/index.ts'
import type { LowerContext, ResamplingPolicy } from './operations/lower.ts'
import { cutPasses, handedOver, type Pass, type PlannedStep, type Surface } from './passes.ts'

/** What must be decoded. */
export interface Decoding {
  readonly format: ImageFormat
  /** The orientation that the first pass undoes; 1: none. */
  readonly orientation: Orientation
  /** Frames to decode. */
  readonly pages: number
}

/** What the work costs, for admission. */
export interface Cost {
  /** Pixels of the source, all pages together. */
  readonly decodedPixels: number
  /** Bytes of raw pixels handed between passes. */
  readonly rawBytes: number
}

/** How a picture is made, to the pixel. Plain JSON; equal inputs give equal plans. */
export interface ImagePlan {
  readonly decode: Decoding
  readonly passes: readonly Pass[]
  /** The size of the result, its frames, and whether it is transparent. */
  readonly canvas: Surface & { readonly pages: number }
  readonly encode: Encoding
  readonly cost: Cost
}

/** A report instead of a picture: on the source, or on the picture that `of` makes. */
export interface ReportPlan {
  readonly report: 'info'
  readonly of?: ImagePlan
}

/** What will be done, decided before any pixel is decoded. */
export type Plan = ImagePlan | ReportPlan

/** What planning knows of the pictures and texts involved. */
export interface Sources {
  readonly source: ImageMetadata
  /** Images that the process names, by key. */
  readonly images: Readonly<Record<string, ImageMetadata>>
  /** Sizes of the texts that the process draws, by their `textId`. */
  readonly texts: Readonly<Record<string, Size>>
}

export interface PlanOptions {
  /** Default: OSS's documented limits. */
  readonly limits?: Limits
  /** `auto` (default): reductions of pictures up to 262,144 pixels by exact area averaging, others fast. */
  readonly resampling?: ResamplingPolicy
}

/**
 * Decides what a process does to a picture: sizes, order, passes, encoding. Pure: no pixel and no byte
 * of the picture is needed. `image/resize,w_300` on a 400 × 267 jpg has a canvas of 300 × 200.
 *
 * @throws EngineError `BadRequest` for a format that is not processed, `ImageTooLarge` beyond a limit,
 *   `CutEdgeExceedRange` for a crop outside, `InvalidArgument` for an output format without encoder.
 */
export function plan(process: ExpandedProcess, sources: Sources, options: PlanOptions = {}): Plan {
  const lowered = lowerProcess(process.stages, sources, options)
  if (lowered.canvas.report === undefined) return assemble(sources.source, lowered)
  const before = process.stages.slice(0, -1)
  const report = lowered.canvas.report
  if (before.length === 0) return { report }
  return { report, of: assemble(sources.source, lowerProcess(before, sources, options)) }
}

/** A process as steps on surfaces, not yet cut into passes. */
export interface LoweredProcess {
  readonly steps: readonly PlannedStep[]
  readonly canvas: Canvas
  readonly orientation: Orientation
}

/** Folds the operations over the canvas, from the decoded source to the picture that is encoded. */
export function lowerProcess(
  stages: readonly ImageStage[],
  { source, texts }: Sources,
  { limits = LIMITS, resampling = 'auto' }: PlanOptions,
): LoweredProcess {
  if (reportsOnSource(stages))
    return { steps: [], canvas: { ...sourceCanvas(source, 1), report: 'info' }, orientation: 1 }
  if (!FORMAT_TRAITS[source.format].readable) throw unsupportedFormat()
  checkSource(source, limits)
  const orientation = staysAsStored(stages[0]) ? 1 : source.orientation
  const context: LowerContext = { limits, resampling, texts }
  const steps: PlannedStep[] = []
  let canvas = sourceCanvas(source, orientation)
  if (orientation !== 1)
    steps.push({ step: { type: 'orient', orientation }, before: sourceCanvas(source, 1), after: canvas })
  for (const [index, stage] of stages.entries()) {
    if (index > 0) canvas = { ...canvas, base: baseAfter(canvas) }
    for (const action of stage.actions) {
      const lowered = lower(action, canvas, context)
      for (const { step, canvas: after } of lowered.steps) {
        steps.push({ step, before: canvas, after })
        canvas = after
      }
      canvas = lowered.canvas
    }
  }
  const finished = finish(canvas, limits)
  return { steps: [...steps, ...finished.steps], canvas: finished.canvas, orientation }
}

function reportsOnSource(stages: readonly ImageStage[]): boolean {
  return stages.length === 1 && stages[0]?.actions[0]?.type === 'info'
}

/** Does `auto-orient,0` stand in the first stage, as the last word on the matter? */
function staysAsStored(stage: ImageStage | undefined): boolean {
  const words = stage?.actions.filter((action) => action.type === 'auto-orient') ?? []
  return words[words.length - 1]?.enabled === false
}

function sourceCanvas(source: ImageMetadata, orientation: Orientation): Canvas {
  const size = orientation >= 5 ? swapped(source) : { width: source.width, height: source.height }
  return {
    ...size,
    pages: 1,
    alpha: source.alpha,
    format: FORMAT_TRAITS[source.format].writable ? source.format : 'jpg',
    base: { format: source.format, quality: source.quality },
    sourceQuality: source.quality,
    quality: undefined,
    marked: false,
    // A picture left as it is stored keeps the tag by which viewers turn it.
    tag: orientation === 1 && source.orientation !== 1 ? source.orientation : null,
    report: undefined,
  }
}

/** What the output format demands of the last canvas. */
function finish(canvas: Canvas, limits: Limits): { steps: readonly PlannedStep[]; canvas: Canvas } {
  const { width, height, format } = canvas
  if (format === 'webp' && Math.max(width, height) > limits.webpSide)
    throw tooLarge(`A side of a webp is longer than ${limits.webpSide}: ${width} x ${height}.`, '11')
  if (!canvas.alpha || FORMAT_TRAITS[format].alpha) return { steps: [], canvas }
  const after = { ...canvas, alpha: false }
  return { steps: [{ step: { type: 'flatten', color: 'FFFFFF' }, before: canvas, after }], canvas: after }
}

function assemble(source: ImageMetadata, { steps, canvas, orientation }: LoweredProcess): ImagePlan {
  const passes = cutPasses(steps)
  const { width, height, pages, alpha } = canvas
  return {
    decode: { format: source.format, orientation, pages },
    passes,
    canvas: { width, height, pages, alpha },
    encode: encodingOf(canvas),
    cost: {
      decodedPixels: source.width * source.height * pages,
      rawBytes: handedOver(steps, passes),
    },
  }
}
