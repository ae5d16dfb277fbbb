import { EngineError } from './errors.ts'
import type { Output } from './execute.ts'
import { exifFacts } from './exif/facts.ts'
import { infoReport } from './info-report.ts'
import type { ImageMetadata } from './metadata.ts'
import { fourCharacters, uint32 } from './probe/bytes.ts'
import { boxSize } from './probe/heif.ts'
import { probe, recognise } from './probe.ts'

/**
 * What `probe` says of a file, by its first bytes alone: 64 KiB decide for nearly every jpg, png, bmp, heic and avif,
 * and for a webp that ends with its pixels. Undefined where the rest is needed, as of most gif, animated webp and
 * tiff, and for what `probe` refuses: then the whole file decides. Never throws.
 *
 * @param prefix the file's first bytes, at most `size`.
 * @param size the file's length in bytes.
 */
export function probeHeader(prefix: Uint8Array, size: number): ImageMetadata | undefined {
  return readHeader(prefix, size)?.metadata
}

/**
 * What `execute` gives for `image/info`, EXIF included, by a file's first bytes alone. Undefined where the rest is
 * needed: where `probeHeader` is, and for a tiff, whose values may lie anywhere. Never throws.
 *
 * @param prefix the file's first bytes, at most `size`.
 * @param size the file's length in bytes.
 */
export function infoFromHeader(prefix: Uint8Array, size: number): Output | undefined {
  const header = readHeader(prefix, size)
  if (header === undefined) return undefined
  const { metadata, bytes } = header
  if (metadata.format === 'tiff' && prefix.length < size) return undefined
  const text = infoReport(metadata, exifFacts(bytes, metadata.format))
  return { data: Buffer.from(text), contentType: 'application/json' }
}

interface Header {
  readonly metadata: ImageMetadata
  /** What it was read from: as good as the whole file. */
  readonly bytes: Uint8Array
}

function readHeader(prefix: Uint8Array, size: number): Header | undefined {
  try {
    const bytes = decisive(prefix, size)
    return bytes && { bytes, metadata: { ...probe(bytes), bytes: size } }
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

/** Bytes of which the readers make what they would make of the whole file, or at which they throw. */
function decisive(prefix: Uint8Array, size: number): Uint8Array | undefined {
  if (prefix.length === size) return prefix
  if (prefix.length > size) return undefined
  switch (recognise(prefix)) {
    case 'jpg':
    case 'png':
    case 'bmp':
    case 'tiff':
      // Their readers never ask for the length, and throw where the bytes end.
      return prefix
    case 'webp':
      return withPixelsCut(prefix, size)
    case 'heic':
    case 'avif':
      return wholeBoxes(prefix)
    default:
      return undefined
  }
}

/** The chunks of a webp in whose beginning there is all that is read of them. */
const PIXELS: readonly string[] = ['VP8 ', 'VP8L']

/**
 * A webp whose last chunk, the pixels, is declared to end with the prefix. Undefined when it is another chunk that the
 * prefix cuts, when others follow, or when the chunk does not fit into the file.
 */
function withPixelsCut(prefix: Uint8Array, size: number): Uint8Array | undefined {
  const end = Math.min(size, 8 + uint32(prefix, 4, 'little'))
  if (end <= prefix.length) return prefix
  for (let at = 12; at + 8 <= prefix.length; ) {
    const length = uint32(prefix, at + 4, 'little')
    const next = at + 8 + length + (length % 2)
    if (at + 8 + length > prefix.length) {
      const isLast = at + 8 + length <= end && next + 8 > end
      return isLast && PIXELS.includes(fourCharacters(prefix, at)) ? cutChunk(prefix, at) : undefined
    }
    at = next
  }
  return undefined
}

function cutChunk(prefix: Uint8Array, at: number): Uint8Array {
  const cut = new Uint8Array(prefix)
  const view = new DataView(cut.buffer)
  view.setUint32(4, cut.length - 8, true)
  view.setUint32(at + 4, cut.length - at - 8, true)
  return cut
}

/** The boxes that lie in the prefix as a whole; not one that reaches to the end of the file. */
function wholeBoxes(prefix: Uint8Array): Uint8Array {
  let end = 0
  while (end + 8 <= prefix.length && uint32(prefix, end, 'big') !== 0) {
    const { header, length } = boxSize(prefix, end)
    if (length < header || end + length > prefix.length) break
    end += length
  }
  return prefix.subarray(0, end)
}
