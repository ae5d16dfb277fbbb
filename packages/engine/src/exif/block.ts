import { EngineError } from '../errors.ts'
import type { ImageFormat } from '../metadata.ts'
import { isExif, withoutPrefix } from '../probe/exif.ts'
import { APP1, segments } from '../probe/jpg.ts'
import { chunks } from '../probe/webp.ts'

/**
 * The EXIF of a picture from its byte order mark on, from where its offsets count; a tiff is one as a whole. Undefined
 * when there is none, as in the formats whose EXIF is not read. Never throws.
 */
export function exifBlock(bytes: Uint8Array, format: ImageFormat): Uint8Array | undefined {
  if (format === 'tiff') return bytes
  try {
    if (format === 'jpg') return segmentOf(bytes)
    if (format === 'webp') return chunkOf(bytes)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
  }
  return undefined
}

function segmentOf(bytes: Uint8Array): Uint8Array | undefined {
  for (const { marker, payload } of segments(bytes)) {
    if (marker === APP1 && isExif(payload)) return withoutPrefix(payload)
  }
  return undefined
}

function chunkOf(bytes: Uint8Array): Uint8Array | undefined {
  for (const { name, payload } of chunks(bytes)) {
    if (name === 'EXIF') return withoutPrefix(payload)
  }
  return undefined
}
