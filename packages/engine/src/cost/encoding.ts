import type { Format } from '@ossimg/grammar'
import type { Encoding } from '../encoding.ts'
import type { ImageMetadata } from '../metadata.ts'
import type { Surface } from '../passes.ts'
import { type EstimatedCost, MEBIBYTE, MEGAPIXEL } from './cost.ts'
import { pixelsOf } from './surfaces.ts'

/** What an encoder takes for each pixel. */
interface Encoder {
  /** CPU ms for a megapixel of a photo. */
  readonly megapixel: number
  /** The same for a drawing of few colours, and bytes a pixel from which on a source of this format is a photo. */
  readonly drawing?: { readonly megapixel: number; readonly below: number }
  /** Bytes for each pixel, those of the result included. */
  readonly held: number
  /** MiB for the encoder itself. */
  readonly own?: number
}

const ENCODERS: Readonly<Record<Exclude<Format, 'jpg' | 'webp' | 'heic'>, Encoder>> = {
  // A row at a time, but the file is large: 2 for a photo; 1.7 is what was measured beside the decoder's window.
  png: { megapixel: 65, held: 1.7, drawing: { megapixel: 22, below: 1.6 } },
  // A quantiser and a palette for each frame.
  gif: { megapixel: 450, held: 8, drawing: { megapixel: 30, below: 0.6 } },
  // The raw picture, and a file as large.
  bmp: { megapixel: 6.6, held: 6 },
  tiff: { megapixel: 52, held: 5.5 },
  avif: { megapixel: 360, held: 37, own: 8 },
}

/** A fourth band, where there is one. */
const ALPHA = 1.15

/** What encoding frames of a surface takes; the source tells how much there is to encode, if it is of that format. */
export function encodingCost(
  encoding: Encoding,
  surface: Surface,
  pages: number,
  source: ImageMetadata,
): EstimatedCost {
  const encoder = encoderOf(encoding, pages)
  const { held, own = 0 } = encoder
  const megapixel = source.format === encoding.format ? forDensity(encoder, source) : encoder.megapixel
  const pixels = pixelsOf(surface) * pages * (surface.alpha ? ALPHA : 1)
  return { cpuMs: (megapixel * pixels) / MEGAPIXEL, peakBytes: held * pixels + own * MEBIBYTE }
}

/** Between a drawing and a photo, by the bytes that the source takes for a pixel. */
function forDensity({ megapixel, drawing }: Encoder, source: ImageMetadata): number {
  if (drawing === undefined) return megapixel
  const density = source.bytes / (pixelsOf(source) * source.pages)
  return drawing.megapixel + (megapixel - drawing.megapixel) * Math.min(1, density / drawing.below)
}

function encoderOf({ format, quality, chroma, progressive }: Encoding, pages: number): Encoder {
  switch (format) {
    case 'jpg': {
      const samples = chroma === '4:4:4' ? 2 : 1
      // Each scan is made twice, to optimise its tables.
      const scans = progressive ? 1.6 : 1
      const work = 4.9 + 30 * jpgBytesPerPixel(quality ?? 80)
      // Whole pictures of coefficients, because tables are optimised: two of them, 16 bits each.
      return { megapixel: work * scans * (samples === 2 ? 1.35 : 1), held: 6 * samples }
    }
    case 'webp':
      return pages > 1 ? { megapixel: 80, held: 4 } : { megapixel: 0.75 * (quality ?? 75), held: 5.5 }
    case 'heic':
      return { megapixel: 0, held: 0 }
    default:
      return ENCODERS[format]
  }
}

/** Bytes of a photo, by quality: what a jpg takes longer for is entropy coding. 0.19 at 80, 0.38 at 90. */
function jpgBytesPerPixel(quality: number): number {
  return 3.8 / Math.max(3, 100 - quality)
}
