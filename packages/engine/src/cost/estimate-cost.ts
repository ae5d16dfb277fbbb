import { textId } from '@ossimg/grammar'
import { thumbnailOf } from '../average-hue.ts'
import type { ImageMetadata } from '../metadata.ts'
import { type Pass, rawBytes, type Surface } from '../passes.ts'
import { decodingAsStored, type ImagePlan, type Plan, type ReportPlan, type Sources } from '../plan.ts'
import type { Mark, Step } from '../step.ts'
import { type EstimatedCost, MEBIBYTE, MEGAPIXEL, sumOf } from './cost.ts'
import { decodingCost } from './decoding.ts'
import { encodingCost } from './encoding.ts'
import { type Placed, stepCost } from './steps.ts'
import { pixelsOf, surfaceAfter } from './surfaces.ts'

/** A request that does next to nothing: buffers, promises, a thread's stack. */
const REQUEST: EstimatedCost = { cpuMs: 1.4, peakBytes: 4 * MEBIBYTE }

/** Headers and EXIF are read where they lie. */
const INFO: EstimatedCost = { cpuMs: 0.02, peakBytes: MEBIBYTE }

/** Counting the colours of the thumbnail. */
const MEDIAN_CUT: EstimatedCost = { cpuMs: 5, peakBytes: MEBIBYTE }

/** One more pipeline: it is built, and a thread starts. */
const PASS_MS = 0.6

/** Pixels written to memory for the next pass, and read again. */
const HAND_OVER_MS = 1

/**
 * What `execute` takes for a plan, for admission: a queue can weigh requests by `cpuMs`, and let in only as many as
 * memory has room for. Pure, some microseconds. Within a factor of two of what most photos take, which is what tables
 * by pixels and bytes can do; a picture of noise takes longer, a drawing less.
 *
 * @param sources what the plan was made from.
 */
export function estimateCost(plan: Plan, sources: Sources): EstimatedCost {
  if (!('report' in plan)) return pictureCost(plan, sources)
  if (plan.of) return sumOf([pictureCost(plan.of, sources), reportCost(plan, resultOf(plan.of))])
  return reportCost(plan, sources.source)
}

function pictureCost(plan: ImagePlan, sources: Sources): EstimatedCost {
  const { canvas, encode } = plan
  const marks = plan.passes.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.type === 'overlay' ? step.marks : [])),
  )
  return sumOf([
    REQUEST,
    pixelsCost(plan, sources.source),
    ...marks.map((mark) => markCost(mark, sources)),
    encodingCost(encode, canvas, canvas.pages, sources.source),
    { cpuMs: 0, peakBytes: canvas.pages > 1 ? 4 * pixelsOf(canvas) * canvas.pages : 0 },
  ])
}

/** Decoding, and all steps of all frames. */
function pixelsCost(
  { decode, passes }: Pick<ImagePlan, 'decode' | 'passes'>,
  source: ImageMetadata,
): EstimatedCost {
  const { cost, shrink } = decodingCost(source, decode, passes)
  const placed = placedSteps(passes, source, shrink)
  const steps = sumOf(placed.map(stepCost))
  const handed = handedOver(passes, { ...source, alpha: decode.alpha })
  const frame = steps.cpuMs + passes.length * PASS_MS + (HAND_OVER_MS * sum(handed)) / (3 * MEGAPIXEL)
  return sumOf([
    cost,
    {
      cpuMs: frame * decode.pages,
      peakBytes: steps.peakBytes + Math.min(sum(handed), 2 * Math.max(0, ...handed)),
    },
  ])
}

/** Every step with its surfaces; what shrinks on load reaches the first scaling smaller. */
function placedSteps(passes: readonly Pass[], source: ImageMetadata, shrink: number): readonly Placed[] {
  const placed: Placed[] = []
  let surface: Surface = { ...source, width: source.width / shrink, height: source.height / shrink }
  for (const { kind, steps } of passes) {
    for (const step of steps) {
      const after = surfaceAfter(step, surface)
      placed.push({ step, kind, before: surface, after })
      surface = after
    }
  }
  return placed
}

/** The bytes of each raw picture that is handed to a pass, and by a last one of kind `pixels` to the encoder. */
function handedOver(passes: readonly Pass[], source: Surface): readonly number[] {
  const handed = passes[0]?.kind === 'pixels' ? [rawBytes(source)] : []
  let surface = source
  for (const [index, { kind, steps }] of passes.entries()) {
    for (const step of steps) surface = surfaceAfter(step, surface)
    if (index < passes.length - 1 || kind === 'pixels') handed.push(rawBytes(surface))
  }
  return handed
}

/** An image that is drawn, with its own plan, or a text, which was rendered when it was measured. */
function markCost(mark: Mark, { images, texts }: Sources): EstimatedCost {
  if ('text' in mark) {
    const size = texts[textId(mark.text)]
    return drawnCost(size ? pixelsOf(size) : 0)
  }
  const source = images[mark.image]
  if (source === undefined) return drawnCost(0)
  const plan = mark.plan ?? { decode: decodingAsStored(source), passes: [] }
  return sumOf([pixelsCost(plan, source), drawnCost(pixelsOf(mark.plan?.canvas ?? source))])
}

/** The pixels of a mark with four bands, and a copy that is cut, faded or set in a cell. */
function drawnCost(pixels: number): EstimatedCost {
  return { cpuMs: (10 * pixels) / MEGAPIXEL, peakBytes: 8 * pixels }
}

function reportCost({ report }: ReportPlan, source: ImageMetadata): EstimatedCost {
  if (report === 'info') return { ...INFO, peakBytes: INFO.peakBytes + source.bytes }
  const scale: Step = { type: 'scale', resampling: 'fast', ...thumbnailOf(source) }
  const thumbnail = { decode: decodingAsStored(source), passes: [{ kind: 'sharp', steps: [scale] }] } as const
  return sumOf([REQUEST, pixelsCost(thumbnail, source), MEDIAN_CUT])
}

/** The result that a report is on, whose bytes its encoder has counted. */
function resultOf({ canvas, encode }: ImagePlan): ImageMetadata {
  const { width, height, alpha } = canvas
  return { format: encode.format, width, height, pages: 1, orientation: 1, alpha, bytes: 0 }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
