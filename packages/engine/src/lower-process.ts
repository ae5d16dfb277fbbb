import type { ImageStage } from '@ossimg/grammar'
import { staysAnimated } from './animation.ts'
import type { Canvas } from './canvas.ts'
import { baseAfter } from './encoding.ts'
import { FORMAT_TRAITS } from './formats.ts'
import { swapped } from './geometry.ts'
import { checkSource, type Limits, tooLarge } from './limits.ts'
import type { ImageMetadata, Orientation } from './metadata.ts'
import { lower } from './operations/index.ts'
import type { LowerContext } from './operations/lower.ts'
import type { PlannedStep } from './passes.ts'

/** A process as steps on surfaces, not yet cut into passes. */
export interface LoweredProcess {
  readonly steps: readonly PlannedStep[]
  readonly canvas: Canvas
  readonly orientation: Orientation
}

/** Folds the operations over the canvas, from the decoded source to the picture that is encoded. */
export function lowerProcess(
  stages: readonly ImageStage[],
  source: ImageMetadata,
  context: LowerContext,
): LoweredProcess {
  if (reportsOnHeader(stages))
    return { steps: [], canvas: { ...sourceCanvas(source, 1, 1), report: 'info' }, orientation: 1 }
  checkSource(source, context.limits)
  const orientation = staysAsStored(source, stages[0]) ? 1 : source.orientation
  const isMark = context.main !== undefined
  // Of an animation that is drawn on another picture the first frame is taken.
  const pages = !isMark && staysAnimated(source, stages) ? source.pages : 1
  const steps: PlannedStep[] = []
  const start = sourceCanvas(source, orientation, pages)
  // The image of a watermark is not encoded, so nothing of it is put on white.
  let canvas: Canvas = isMark ? { ...start, format: 'png' } : start
  if (orientation !== 1)
    steps.push({
      step: { type: 'orient', orientation },
      before: sourceCanvas(source, 1, pages),
      after: canvas,
    })
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
  const finished = finish(canvas, context.limits)
  return { steps: [...steps, ...finished.steps], canvas: finished.canvas, orientation }
}

/** `info` alone reads the header and no pixel, so no limit on pixels applies. */
function reportsOnHeader(stages: readonly ImageStage[]): boolean {
  return stages.length === 1 && stages[0]?.actions[0]?.type === 'info'
}

/** Does `auto-orient,0` stand in the first stage, as the last word on the matter? */
function staysAsStored({ format }: ImageMetadata, stage: ImageStage | undefined): boolean {
  // Their decoders turn the picture before anyone could ask.
  if (format === 'heic' || format === 'avif') return false
  const words = stage?.actions.filter((action) => action.type === 'auto-orient') ?? []
  return words[words.length - 1]?.enabled === false
}

function sourceCanvas(source: ImageMetadata, orientation: Orientation, pages: number): Canvas {
  const size = orientation >= 5 ? swapped(source) : { width: source.width, height: source.height }
  return {
    ...size,
    pages,
    // Later frames may be transparent where the first is not.
    alpha: source.alpha || (pages > 1 && source.format === 'gif'),
    format: FORMAT_TRAITS[source.format].writable ? source.format : 'jpg',
    base: { format: source.format, quality: source.quality },
    sourceQuality: source.quality,
    quality: undefined,
    marked: false,
    progressive: false,
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
  if (format === 'avif' && width * height > limits.avifPixels)
    throw tooLarge(`An avif has more than ${limits.avifPixels} pixels: ${width} x ${height}.`, '14')
  if (!canvas.alpha || FORMAT_TRAITS[format].alpha) return { steps: [], canvas }
  const after = { ...canvas, alpha: false }
  return { steps: [{ step: { type: 'flatten', color: 'FFFFFF' }, before: canvas, after }], canvas: after }
}
