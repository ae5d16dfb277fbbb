import type { Orientation } from '../metadata.ts'

/** Behind the two bytes that start every JPEG. */
const FIRST_SEGMENT = 2

/** An APP0 segment: JFIF 1.1, square pixels, no density, no thumbnail. */
const JFIF = Buffer.from('ffe000104a46494600010100000100010000', 'hex')

/** An APP1 segment: EXIF, big-endian, one directory whose one entry is the orientation, here 0. */
const EXIF = Buffer.from('ffe100224578696600004d4d002a00000008000101120003000000010000000000000000', 'hex')

/** Where the low byte of the orientation is in `EXIF`. */
const ORIENTATION_BYTE = 29

/**
 * A JPEG with a JFIF header, which OSS's results have and sharp's have not: 18 bytes more, or `jpeg` itself when it
 * begins with such a header already. `jpeg` must be a whole JPEG; it is not changed.
 */
export function withJfif(jpeg: Buffer): Buffer {
  return jfifLength(jpeg) > 0 ? jpeg : insert(jpeg, FIRST_SEGMENT, JFIF)
}

/**
 * A JPEG with an EXIF block that holds its orientation and nothing else: 36 bytes more, behind the JFIF header where
 * there is one. `jpeg` must be a whole JPEG without EXIF; it is not changed.
 */
export function withOrientation(jpeg: Buffer, orientation: Orientation): Buffer {
  const exif = Buffer.from(EXIF)
  exif[ORIENTATION_BYTE] = orientation
  return insert(jpeg, FIRST_SEGMENT + jfifLength(jpeg), exif)
}

/** The length of the JFIF segment that `jpeg` begins with, 0 if there is none. */
function jfifLength(jpeg: Buffer): number {
  const hasHeader = jpeg.readUInt16BE(FIRST_SEGMENT) === 0xffe0 && jpeg.toString('latin1', 6, 11) === 'JFIF\0'
  return hasHeader ? 2 + jpeg.readUInt16BE(FIRST_SEGMENT + 2) : 0
}

function insert(jpeg: Buffer, at: number, segment: Buffer): Buffer {
  return Buffer.concat([jpeg.subarray(0, at), segment, jpeg.subarray(at)])
}
