import { unsupportedFormat } from '../errors.ts'
import { LIMITS, tooLarge } from '../limits.ts'
import type { Raw } from '../pixels/raw.ts'
import { probe } from '../probe.ts'
import { readLayout } from './header.ts'
import { fromBytes, fromIndices, fromMasks } from './pixels.ts'
import { arrangeRows, findRows } from './rows.ts'
import { unpackRuns } from './run-length.ts'

/**
 * Decodes a bitmap of Windows or OS/2: palettes of 1, 2, 4 and 8 bits, runs of 4 and 8, 16, 24 and 32 bits with or
 * without masks. Width, height and alpha are as `probe` says: there are four channels exactly where a mask gives
 * alpha its bits, and the fourth byte of plain 32 bits is ignored. Colours missing from a palette are black, and
 * colour profiles are not applied.
 *
 * Works on the calling thread: 4 to 12 ms a megapixel. No memory is taken for pixels that the file does not hold,
 * except with runs, where a few bytes may stand for any number.
 *
 * @param maximumPixels how many pixels the picture may have.
 * @throws `BadRequest` when the file is no bitmap, is stored in another way, such as with an embedded JPEG, or is
 *   damaged; `ImageTooLarge` beyond `maximumPixels`. Nothing else, whatever the bytes.
 */
export function decodeBmp(bytes: Uint8Array, maximumPixels: number = LIMITS.sourcePixels): Raw {
  const { format, width, height, alpha } = probe(bytes)
  if (format !== 'bmp') throw unsupportedFormat()
  if (width * height > maximumPixels)
    throw tooLarge(`The image has more than ${maximumPixels} pixels: ${width} x ${height}.`, '12')

  const size = { width, height }
  const { start, topDown, storage } = readLayout(bytes, alpha)
  switch (storage.type) {
    case 'indexed':
      return fromIndices(findRows(bytes, start, size, storage.bits, topDown), storage.bits, storage.palette)
    case 'run-length': {
      const indices = unpackRuns(bytes, start, storage.bits, size)
      return fromIndices(arrangeRows(indices, 0, size, width, topDown), 8, storage.palette)
    }
    case 'bytes':
      return fromBytes(findRows(bytes, start, size, storage.bits, topDown), storage.bits, storage.channels)
    case 'masked':
      return fromMasks(findRows(bytes, start, size, storage.bits, topDown), storage.bits, storage.masks)
  }
}
