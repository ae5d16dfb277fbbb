import { damaged } from '../errors.ts'
import type { Size } from '../geometry.ts'

/** The rows of a stored picture, from the top. */
export interface Rows extends Size {
  readonly bytes: Uint8Array
  /** The first byte of the top row. */
  readonly top: number
  /** From a row's first byte to that of the row below: negative where the bottom row comes first. */
  readonly step: number
}

/** The length of a row in bytes: whole groups of four. */
export function rowBytes(width: number, bits: number): number {
  return Math.ceil((width * bits) / 32) * 4
}

/** The rows that begin at `start`, `step` bytes after one another. */
export function arrangeRows(
  bytes: Uint8Array,
  start: number,
  size: Size,
  step: number,
  topDown: boolean,
): Rows {
  const last = start + step * (size.height - 1)
  return { ...size, bytes, top: topDown ? start : last, step: topDown ? step : -step }
}

/**
 * The rows of an uncompressed picture whose first byte is at `start`. The last one may lack its padding. Throws
 * `BadRequest` when `bytes` ends before.
 */
export function findRows(bytes: Uint8Array, start: number, size: Size, bits: number, topDown: boolean): Rows {
  const step = rowBytes(size.width, bits)
  const end = start + step * (size.height - 1) + Math.ceil((size.width * bits) / 8)
  if (end > bytes.length) throw damaged()
  return arrangeRows(bytes, start, size, step, topDown)
}

/** Exchanges the first and the third byte of every pixel in place: RGB and BGR, RGBA and BGRA. */
export function swapRedAndBlue(row: Uint8Array, channels: 3 | 4): void {
  for (let at = 0; at < row.length; at += channels) {
    const first = row[at] ?? 0
    row[at] = row[at + 2] ?? 0
    row[at + 2] = first
  }
}
