import { damaged } from '../errors.ts'
import { fourCharacters, slice, startsWith, uint8, uint32 } from './bytes.ts'
import type { ReadHeader } from './header.ts'

const SIGNATURE_LENGTH = 8

/** Length, name and checksum around a chunk's data. */
const CHUNK_OVERHEAD = 12

const COLOUR_TYPES: readonly number[] = [0, 2, 3, 4, 6]

/** The colour types without colour: grey, grey and alpha. */
const GREY_TYPES: readonly number[] = [0, 4]

/** The colour types with an alpha channel: grey and alpha, red green blue and alpha. */
const ALPHA_TYPES: readonly number[] = [4, 6]

/** Reads the chunks of a PNG up to its pixels. EXIF in a PNG is not read, and an animation shows its first frame. */
export const readPng: ReadHeader = (bytes) => {
  if (!startsWith(bytes, 'IHDR', SIGNATURE_LENGTH + 4)) throw damaged()
  const header = slice(bytes, SIGNATURE_LENGTH + 8, 13)
  const colourType = uint8(header, 9)
  if (!COLOUR_TYPES.includes(colourType)) throw damaged()
  return {
    width: uint32(header, 0, 'big'),
    height: uint32(header, 4, 'big'),
    pages: 1,
    orientation: 1,
    alpha: hasTransparency(bytes) || ALPHA_TYPES.includes(colourType),
    ...((uint8(header, 8) > 8 || GREY_TYPES.includes(colourType)) && { converted: true }),
  }
}

/** Is there a `tRNS` chunk before the pixels? Throws when there are no pixels. */
function hasTransparency(bytes: Uint8Array): boolean {
  let found = false
  for (let at = SIGNATURE_LENGTH; ; at += CHUNK_OVERHEAD + uint32(bytes, at, 'big')) {
    const name = fourCharacters(bytes, at + 4)
    if (name === 'IDAT') return found
    if (name === 'tRNS') found = true
  }
}
