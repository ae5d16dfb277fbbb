import type { Orientation } from '../metadata.ts'
import { type Endian, startsWith, uint8, uint16, uint32 } from './bytes.ts'

/** The length of an entry of an image file directory. */
export const ENTRY_LENGTH = 12

/** The tag of the orientation, in a tiff and in EXIF. */
export const ORIENTATION_TAG = 274

/** The byte order that a tiff header declares, if `bytes` begin with one. */
export function byteOrder(bytes: Uint8Array): Endian | undefined {
  if (startsWith(bytes, 'II*\0')) return 'little'
  if (startsWith(bytes, 'MM\0*')) return 'big'
  return undefined
}

/** The first number of the directory entry at `at`; undefined when it is not an integer held in the entry itself. */
export function entryValue(bytes: Uint8Array, at: number, endian: Endian): number | undefined {
  const count = uint32(bytes, at + 4, endian)
  switch (uint16(bytes, at + 2, endian)) {
    case 1:
      return count <= 4 ? uint8(bytes, at + 8) : undefined
    case 3:
      return count <= 2 ? uint16(bytes, at + 8, endian) : undefined
    case 4:
      return count <= 1 ? uint32(bytes, at + 8, endian) : undefined
    default:
      return undefined
  }
}

/** A stored orientation; what EXIF does not define counts as upright. */
export function toOrientation(value: number | undefined): Orientation {
  switch (value) {
    case 2:
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
    case 8:
      return value
    default:
      return 1
  }
}
