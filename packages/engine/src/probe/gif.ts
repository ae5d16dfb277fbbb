import { damaged } from '../errors.ts'
import { uint8, uint16 } from './bytes.ts'
import type { ReadHeader } from './header.ts'

const HEADER_LENGTH = 13
const DESCRIPTOR_LENGTH = 10
const EXTENSION = 0x21
const IMAGE = 0x2c

/** Reads a GIF: its logical screen, and its frames by walking the blocks. */
export const readGif: ReadHeader = (bytes) => {
  let width = uint16(bytes, 6, 'little')
  let height = uint16(bytes, 8, 'little')
  let pages = 0
  for (const at of images(bytes)) {
    // Decoders let the first frame enlarge a screen that is too small for it.
    if (pages === 0) {
      width = Math.max(width, uint16(bytes, at + 1, 'little') + uint16(bytes, at + 5, 'little'))
      height = Math.max(height, uint16(bytes, at + 3, 'little') + uint16(bytes, at + 7, 'little'))
    }
    pages++
  }
  if (pages === 0) throw damaged()
  return { width, height, pages, orientation: 1, alpha: true }
}

/** Where the image descriptors are. Ends at the trailer, at an unknown block or with the file. */
function* images(bytes: Uint8Array): Generator<number> {
  let at = HEADER_LENGTH + paletteLength(uint8(bytes, 10))
  while (at < bytes.length) {
    if (bytes[at] === EXTENSION) at = afterBlocks(bytes, at + 2)
    else if (bytes[at] === IMAGE && at + DESCRIPTOR_LENGTH <= bytes.length) {
      yield at
      const palette = paletteLength(uint8(bytes, at + 9))
      at = afterBlocks(bytes, at + DESCRIPTOR_LENGTH + palette + 1)
    } else return
  }
}

/** The length of the colour table that a flags byte announces. */
function paletteLength(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0
}

/** Where a chain of data blocks ends; past the end of a file that is cut off. */
function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start
  for (let length = bytes[at]; length !== undefined && length > 0; length = bytes[at]) at += 1 + length
  return at + 1
}
