import type { ImageFormat } from './metadata.ts'
import { segments } from './probe/jpg.ts'

const END_OF_JPG = Buffer.of(0xff, 0xd9)
const END_OF_PNG = 'IEND'

/**
 * Does the file reach the end of its picture? A decoder that is asked for the upper part of a picture
 * never finds out that the rest is missing. What follows the end is none of our business: padding,
 * trailers and whole videos are common there. Formats whose decoders look for themselves pass.
 */
export function isComplete(bytes: Uint8Array, format: ImageFormat): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  switch (format) {
    case 'jpg':
      // Within a scan no picture data looks like the end, but a thumbnail in the header has an end of its own.
      return file.lastIndexOf(END_OF_JPG) >= headLength(bytes)
    case 'png':
      return file.lastIndexOf(END_OF_PNG, undefined, 'latin1') >= 8
    default:
      return true
  }
}

/** Bytes before the first scan of a jpg, or a few less. */
function headLength(bytes: Uint8Array): number {
  let end = 2
  for (const { payload } of segments(bytes)) end = payload.byteOffset + payload.length - bytes.byteOffset
  return end
}
