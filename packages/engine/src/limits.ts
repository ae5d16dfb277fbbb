import { EngineError } from './errors.ts'
import type { ImageMetadata } from './metadata.ts'

/** Documented maxima. Source: OSS, Image Processing, "Limits", and the pages of its error codes. */
export interface Limits {
  /** Bytes of a source file. */
  readonly sourceBytes: number
  /** Pixels of a side of a source. */
  readonly sourceSide: number
  /** Pixels of a source, and of what `resize` makes of an animation: all frames together. */
  readonly sourcePixels: number
  /** Pixels of a side of a TIFF source. */
  readonly tiffSide: number
  /** Pixels of a side of an AVIF source. */
  readonly avifSide: number
  /** Pixels of a side of what `resize` makes. */
  readonly resizedSide: number
  /** Pixels of what `resize` makes. */
  readonly resizedPixels: number
  /** Pixels of a side that `rotate` accepts. */
  readonly rotatedSide: number
  /** Pixels of a side of a WebP result. */
  readonly webpSide: number
  /** Pixels of an AVIF result. */
  readonly avifPixels: number
  /** Images drawn over one picture. */
  readonly markImages: number
}

export const LIMITS: Limits = {
  sourceBytes: 20 * 1024 * 1024,
  sourceSide: 30_000,
  sourcePixels: 250_000_000,
  tiffSide: 16_384,
  avifSide: 10_000,
  resizedSide: 16_384,
  resizedPixels: 4096 * 4096,
  rotatedSide: 4096,
  webpSide: 16_383,
  avifPixels: 4096 * 2304,
  markImages: 6,
}

/**
 * Throws `ImageTooLarge` when a file is larger than a source may be: to be asked before it is loaded.
 *
 * @param bytes the file's length.
 */
export function checkSourceBytes(bytes: number, limits: Limits = LIMITS): void {
  if (bytes <= limits.sourceBytes) return
  throw tooLarge(`Maximal size of image supported is ${limits.sourceBytes} bytes, received ${bytes}.`, '01')
}

/** Throws `ImageTooLarge` when a source's sides or pixels are beyond what is decoded. */
export function checkSource(source: ImageMetadata, limits: Limits): void {
  checkSourceBytes(source.bytes, limits)
  const { width, height, format } = source
  // Of all but animations only the first page is ever decoded.
  const pages = format === 'tiff' ? 1 : source.pages
  const side = Math.max(width, height)
  const [maximum, ec] =
    format === 'tiff'
      ? [limits.tiffSide, '18']
      : format === 'avif'
        ? [limits.avifSide, '14']
        : [limits.sourceSide, SIDE_CODES[format] ?? '09']
  if (side > maximum)
    throw tooLarge(`A side of the image is longer than ${maximum} pixels: ${width} x ${height}.`, ec)
  if (width * height * pages > limits.sourcePixels)
    throw tooLarge(
      `The image has more than ${limits.sourcePixels} pixels: ${width} x ${height} x ${pages}.`,
      '12',
    )
}

const SIDE_CODES: Partial<Record<ImageMetadata['format'], string>> = { jpg: '19', bmp: '17', heic: '13' }

/** An `ImageTooLarge` with the last two digits of its diagnostic code. */
export function tooLarge(message: string, code: string): EngineError {
  return new EngineError('ImageTooLarge', message, { ec: `0040-000000${code}` })
}
