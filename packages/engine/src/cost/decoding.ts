import type { ImageFormat, ImageMetadata } from '../metadata.ts'
import { type Pass, rawBytes, type Surface } from '../passes.ts'
import type { Decoding } from '../plan.ts'
import type { Step } from '../step.ts'
import { type EstimatedCost, MEBIBYTE, MEGABYTE, MEGAPIXEL } from './cost.ts'
import { pixelsOf, surfaceAfter } from './surfaces.ts'

/** What a decoder takes. */
interface Decoder {
  /** CPU ms for a megapixel of what it makes. */
  readonly megapixel: number
  /** CPU ms for a megabyte of what it reads. */
  readonly megabyte: number
  /** Bytes that it holds for each pixel of what it makes. */
  readonly held: number
  /** MiB for the decoder itself. */
  readonly own?: number
  /** Does it make rows as they are asked for, and stop when the last one is? */
  readonly streams?: true
}

const DECODERS: Readonly<Record<ImageFormat, Decoder>> = {
  // Entropy coding is most of it, and shrinking on load saves none of that.
  jpg: { megapixel: 1.5, megabyte: 7.8, held: 0, streams: true },
  // Of a drawing there is little to inflate.
  png: { megapixel: 0.7, megabyte: 4.3, held: 0, streams: true },
  // Reads all of the file however small it makes the picture, and holds it as a whole.
  webp: { megapixel: 3, megabyte: 60, held: 7 },
  // Four bands in sharp, and three more in what becomes of an opaque one.
  gif: { megapixel: 8, megabyte: 0, held: 7 },
  // Ours: from one array into another.
  bmp: { megapixel: 4.8, megabyte: 0, held: 3 },
  tiff: { megapixel: 10.5, megabyte: 0, held: 0, streams: true },
  // libheif in WebAssembly: its planes, RGB beside them, and a copy of that. CPU by the bytes of the small fixtures.
  heic: { megapixel: 11, megabyte: 500, held: 10, own: 24 },
  // dav1d's planes, libheif's RGB and libvips's copy.
  avif: { megapixel: 62, megabyte: 40, held: 19 },
}

/** A progressive jpg: the scans are many passes, and all coefficients of 4:2:0 stay until the last. */
const PROGRESSIVE: Decoder = { megapixel: 1.5, megabyte: 35, held: 3 }

/** The frames of a webp are blended onto a canvas of four bands. */
const ANIMATED_WEBP: Decoder = { megapixel: 44, megabyte: 0, held: 11 }

/** Of an animation sharp hands over a strip of four bands. */
const ANIMATED_GIF: Decoder = { megapixel: 8, megabyte: 0, held: 4 }

/** Rows that libvips keeps between a decoder and what asks for its rows, bytes a picture of three bands. */
const WINDOW = 14 * MEBIBYTE

/** Frames are decoded in runs of so many bytes (`frames` in `decode.ts`). */
const RUN = 256 * MEBIBYTE

/** What the decoder makes of a file for the first pass, and what that takes. */
export interface Decoded {
  readonly cost: EstimatedCost
  /** What the first scaling starts from: smaller than the source if the decoder shrinks. */
  readonly shrink: number
}

/** What decoding a source takes, its bytes included. */
export function decodingCost(source: ImageMetadata, decode: Decoding, passes: readonly Pass[]): Decoded {
  const steps = passes[0]?.kind === 'sharp' ? passes[0].steps : []
  const shrink = decode.pages > 1 ? 1 : shrinkOnLoad(source, steps)
  const decoder = decoderOf(source, decode)
  const share = decoder.streams ? shareRead(source, steps) : 1
  const pixels = pixelsOf(source) / shrink ** 2
  const megapixels = (pixels * decode.pages) / MEGAPIXEL
  const run = Math.min(decode.pages, Math.max(1, Math.floor(RUN / (4 * pixels))))
  // A progressive jpg is held as it is stored, however small it becomes.
  const held = decoder === PROGRESSIVE ? pixelsOf(source) : pixels * run
  const raw = rawBytes({ ...source, alpha: decode.alpha }) / shrink ** 2
  const window = Math.min(raw, decode.alpha ? 2 * WINDOW : WINDOW) * share
  return {
    shrink,
    cost: {
      cpuMs: share * (decoder.megapixel * megapixels + (decoder.megabyte * source.bytes) / MEGABYTE),
      peakBytes: source.bytes + held * decoder.held + (decoder.own ?? 0) * MEBIBYTE + window,
    },
  }
}

function decoderOf({ format, progressive }: ImageMetadata, { pages }: Decoding): Decoder {
  if (progressive) return PROGRESSIVE
  if (pages === 1) return DECODERS[format]
  return format === 'webp' ? ANIMATED_WEBP : ANIMATED_GIF
}

/**
 * How much smaller than stored, by sides, the decoder makes a picture: a jpg by 2, 4 or 8, a webp by what is asked
 * for. As sharp does it: when a reduction comes first, apart from turning the picture upright.
 */
function shrinkOnLoad(source: ImageMetadata, steps: readonly Step[]): number {
  let surface: Surface = source
  for (const step of steps) {
    if (step.type === 'scale') {
      const factor = Math.min(surface.width / step.width, surface.height / step.height)
      if (source.format === 'jpg') return jpgShrink(factor)
      return source.format === 'webp' ? Math.max(1, factor) : 1
    }
    if (step.type !== 'orient') return 1
    surface = surfaceAfter(step, surface)
  }
  return 1
}

/** The largest of 8, 4 and 2 below the factor; where it is the factor's whole part sharp takes the half. */
function jpgShrink(factor: number): number {
  const power = factor >= 8 ? 8 : factor >= 4 ? 4 : factor >= 2 ? 2 : 1
  return power > 1 && Math.floor(factor) === power ? power / 2 : power
}

/** The share of a file that is read when its picture is cut first: down to the last row that is kept. */
function shareRead({ height }: ImageMetadata, [first]: readonly Step[]): number {
  return first?.type === 'extract' ? (first.region.top + first.region.height) / height : 1
}
