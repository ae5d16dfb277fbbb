import type { Orientation } from '../metadata.ts'
import { startsWith, uint16, uint32 } from './bytes.ts'
import { byteOrder, ENTRY_LENGTH, entryValue, ORIENTATION_TAG, toOrientation } from './tiff-entry.ts'

const PREFIX = 'Exif\0\0'

/** Does a segment or chunk hold EXIF with its customary prefix? */
export function isExif(payload: Uint8Array): boolean {
  return startsWith(payload, PREFIX)
}

/** An EXIF block from its byte order mark on, whether its customary prefix is there or not. */
export function withoutPrefix(payload: Uint8Array): Uint8Array {
  return isExif(payload) ? payload.subarray(PREFIX.length) : payload
}

/** The orientation in an EXIF block, with or without prefix. Never throws: damaged EXIF does not damage the picture. */
export function exifOrientation(payload: Uint8Array): Orientation {
  const tiff = withoutPrefix(payload)
  const endian = byteOrder(tiff)
  if (endian === undefined || tiff.length < 8) return 1
  const directory = uint32(tiff, 4, endian)
  if (directory + 2 > tiff.length) return 1
  const present = Math.floor((tiff.length - directory - 2) / ENTRY_LENGTH)
  const count = Math.min(uint16(tiff, directory, endian), present)
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * ENTRY_LENGTH
    if (uint16(tiff, at, endian) === ORIENTATION_TAG) return toOrientation(entryValue(tiff, at, endian))
  }
  return 1
}
