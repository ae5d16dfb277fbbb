import { damaged } from '../errors.ts'
import type { Size } from '../geometry.ts'
import { uint8 } from '../probe/bytes.ts'

/** What the byte after a zero means; from 3 on it is the length of a literal run. */
const END_OF_ROW = 0
const END_OF_PICTURE = 1
const MOVE = 2

/**
 * Unpacks runs of 4 or 8 bits a pixel to one index a byte, rows in the order of the file. What no run touches is 0,
 * what lies outside the picture is dropped.
 *
 * A few bytes may describe a picture of any size: check the size before, for it takes a byte a pixel.
 *
 * @param start the first byte of the runs.
 * @throws `BadRequest` when the runs stop before the last pixel without a mark that says so.
 */
export function unpackRuns(
  bytes: Uint8Array,
  start: number,
  bits: 4 | 8,
  { width, height }: Size,
): Uint8Array {
  const indices = new Uint8Array(width * height)
  let at = start
  let row = 0
  let column = 0

  /** Paints pixels from the byte at `from`, whose value all of them have (step 0) or only the first (step 1). */
  function paint(count: number, from: number, step: 0 | 1): void {
    const first = row * width + column
    const visible = Math.min(count, width - column)
    column += count
    for (let pixel = 0; pixel < visible; pixel++) {
      const code = bytes[from + step * (bits === 8 ? pixel : pixel >> 1)] ?? 0
      indices[first + pixel] = bits === 8 ? code : pixel % 2 === 0 ? code >> 4 : code & 15
    }
  }

  while (row < height) {
    // Some writers leave out the mark at the end.
    if (row === height - 1 && column >= width && at >= bytes.length) break
    const count = uint8(bytes, at)
    const code = uint8(bytes, at + 1)
    at += 2
    if (count > 0) {
      paint(count, at - 1, 0)
    } else if (code === END_OF_ROW) {
      column = 0
      row++
    } else if (code === END_OF_PICTURE) {
      break
    } else if (code === MOVE) {
      column += uint8(bytes, at)
      row += uint8(bytes, at + 1)
      at += 2
    } else {
      const length = Math.ceil((code * bits) / 8)
      if (at + length > bytes.length) throw damaged()
      paint(code, at, 1)
      at += length + (length % 2)
    }
  }
  return indices
}
