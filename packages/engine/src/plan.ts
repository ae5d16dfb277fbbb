import type { ExpandedProcess, ImageStage, MarkImage } from '@ossimg/grammar'
import type { Report } from './canvas.ts'
import { type Encoding, encodingOf } from './encoding.ts'
import { EngineError } from './errors.ts'
import type { Size } from './geometry.ts'
import { LIMITS, type Limits } from './limits.ts'
import { type LoweredProcess, lowerProcess } from './lower-process.ts'
import type { ImageFormat, ImageMetadata, Orientation } from './metadata.ts'
import type { LowerContext, PlannedMark, ResamplingPolicy } from './operations/lower.ts'
import { cutPasses, handedOver, type Pass, rawBytes, type Surface } from './passes.ts'

/** What must be decoded. */
export interface Decoding {
  readonly format: ImageFormat
  /** The orientation that the first pass undoes; 1: none. */
  readonly orientation: Orientation
  /** Frames to decode. */
  readonly pages: number
  /** Can the first frame be transparent? Else an alpha channel that the decoder adds means nothing. */
  readonly alpha: boolean
  /** Does decoding convert grey, CMYK or deep samples to 8-bit colours? */
  readonly converted: boolean
}

/** What the work costs, for admission. */
export interface Cost {
  /** Pixels of the source, all pages together. */
  readonly decodedPixels: number
  /** Bytes of raw pixels handed between passes, and of an animation those of all frames handed to the encoder. */
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
  readonly report: Report
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
 * @throws EngineError `ImageTooLarge` beyond a limit, `CutEdgeExceedRange` for a crop outside,
 *   `InvalidArgument` for an output format without encoder, `WatermarkError` for an image that cannot be
 *   drawn or too many of them.
 */
export function plan(process: ExpandedProcess, sources: Sources, options: PlanOptions = {}): Plan {
  const { limits = LIMITS } = options
  checkMarks(process.stages, limits)
  const context = contextFor(sources, options)
  const lowered = lowerProcess(process.stages, sources.source, context)
  const { report } = lowered.canvas
  if (report === undefined) return assemble(sources.source, lowered)
  const before = process.stages.slice(0, -1)
  if (before.length === 0) return { report }
  return { report, of: assemble(sources.source, lowerProcess(before, sources.source, context)) }
}

/** What lowering needs of the pictures and texts around the one that is processed. */
export function contextFor(
  { images, texts }: Sources,
  { limits = LIMITS, resampling = 'auto' }: PlanOptions,
): LowerContext {
  const context: LowerContext = {
    limits,
    resampling,
    texts,
    main: undefined,
    planMark: (image, main) => planMark(image, images[image.key], { ...context, main }),
  }
  return context
}

/** Formats that an image of a watermark may have. Source: OSS, "Image watermarks". */
const MARK_FORMATS: readonly ImageFormat[] = ['jpg', 'png', 'bmp', 'webp', 'tiff']

function planMark(
  { key, process }: MarkImage,
  source: ImageMetadata | undefined,
  context: LowerContext,
): PlannedMark {
  if (!source) throw new TypeError(`the header of the image ${key} was not read`)
  if (!MARK_FORMATS.includes(source.format))
    throw new EngineError('WatermarkError', `The watermark image is a ${source.format}: ${key}`, {
      ec: '0040-00000027',
      operation: 'watermark',
    })
  const actions = process?.actions ?? []
  const lowered = lowerProcess([{ type: 'image', actions }], source, context)
  const { width, height } = lowered.canvas
  const asStored = lowered.steps.length === 0
  return { size: { width, height }, plan: asStored ? null : assemble(source, lowered) }
}

function checkMarks(stages: readonly ImageStage[], { markImages }: Limits): void {
  const actions = stages.flatMap((stage) => stage.actions)
  const count = actions.filter((action) => action.type === 'watermark' && action.image).length
  if (count <= markImages) return
  throw new EngineError('WatermarkError', `More than ${markImages} watermark images: ${count}.`, {
    operation: 'watermark',
  })
}

/** Formats that we decode ourselves arrive in 8-bit colours. */
export function isConverted({ format, converted }: ImageMetadata): boolean {
  return converted === true && format !== 'heic'
}

/** How a picture is decoded that is taken as it is stored, of an animation the first frame. */
export function decodingAsStored(source: ImageMetadata): Decoding {
  const { format, alpha } = source
  return { format, orientation: 1, pages: 1, alpha, converted: isConverted(source) }
}

function assemble(source: ImageMetadata, { steps, canvas, orientation }: LoweredProcess): ImagePlan {
  const passes = cutPasses(steps, { converted: isConverted(source) })
  const { width, height, pages, alpha } = canvas
  // The frames of an animation are joined before they are encoded.
  const joined = pages > 1 && passes.at(-1)?.kind !== 'pixels' ? rawBytes(canvas) : 0
  return {
    decode: {
      format: source.format,
      orientation,
      pages,
      alpha: source.alpha,
      converted: isConverted(source),
    },
    passes,
    canvas: { width, height, pages, alpha },
    encode: encodingOf(canvas, source.animation),
    cost: {
      decodedPixels: source.width * source.height * pages,
      rawBytes: (handedOver(steps, passes) + joined) * pages,
    },
  }
}
