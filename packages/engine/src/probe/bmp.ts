import { damaged } from '../errors.ts'
import { uint16, uint32 } from './bytes.ts'
import type { ReadHeader } from './header.ts'

/** The header of OS/2 1, whose sides have 16 bits. */
const CORE_HEADER = 12

/** Both compressions whose pixels are described by masks, without alpha by tradition and with it. */
const BIT_FIELDS: readonly number[] = [3, 6]

/** Reads a BMP with any of the headers Windows and OS/2 have used. */
export const readBmp: ReadHeader = (bytes) => {
  if (uint32(bytes, 14, 'little') === CORE_HEADER) {
    const width = uint16(bytes, 18, 'little')
    return { width, height: uint16(bytes, 20, 'little'), pages: 1, orientation: 1, alpha: false }
  }
  const width = uint32(bytes, 18, 'little') | 0
  // A negative height means that the top row comes first.
  const height = Math.abs(uint32(bytes, 22, 'little') | 0)
  if (width < 0) throw damaged()
  return { width, height, pages: 1, orientation: 1, alpha: hasAlphaMask(bytes) }
}

/** Is there an alpha mask: in the fifth word after the 40 bytes all these headers share, or behind them? */
function hasAlphaMask(bytes: Uint8Array): boolean {
  const header = uint32(bytes, 14, 'little')
  const compression = uint32(bytes, 30, 'little')
  const hasMask = header >= 56 || (header === 40 && compression === 6)
  return hasMask && BIT_FIELDS.includes(compression) && uint32(bytes, 66, 'little') !== 0
}
