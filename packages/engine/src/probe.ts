import { damaged, unsupportedFormat } from './errors.ts'
import type { ImageFormat, ImageMetadata } from './metadata.ts'
import { readBmp } from './probe/bmp.ts'
import { fourCharacters, startsWith, uint32 } from './probe/bytes.ts'
import { readGif } from './probe/gif.ts'
import type { ReadHeader } from './probe/header.ts'
import { readHeif } from './probe/heif.ts'
import { readJpg } from './probe/jpg.ts'
import { readPng } from './probe/png.ts'
import { readTiff } from './probe/tiff.ts'
import { byteOrder } from './probe/tiff-entry.ts'
import { readWebp } from './probe/webp.ts'

/**
 * The format of a file, by its first bytes. Undefined for all that is not on the list, such as SVG, PDF or text, so
 * that nothing else reaches a decoder.
 */
export function recognise(bytes: Uint8Array): ImageFormat | undefined {
  if (startsWith(bytes, '\xff\xd8\xff')) return 'jpg'
  if (startsWith(bytes, '\x89PNG\r\n\x1a\n')) return 'png'
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'webp'
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'gif'
  if (byteOrder(bytes) !== undefined) return 'tiff'
  if (startsWith(bytes, 'ftyp', 4)) return recogniseBrand(bytes)
  if (startsWith(bytes, 'BM') && hasBmpHeader(bytes)) return 'bmp'
  return undefined
}

const READERS: Readonly<Record<ImageFormat, ReadHeader>> = {
  jpg: readJpg,
  png: readPng,
  webp: readWebp,
  gif: readGif,
  bmp: readBmp,
  tiff: readTiff,
  heic: readHeif,
  avif: readHeif,
}

/**
 * Reads what the header of a picture says, and no pixels: some 20 µs. Throws `BadRequest` when the format is not
 * supported or the header is damaged, and nothing else whatever the bytes.
 */
export function probe(bytes: Uint8Array): ImageMetadata {
  const format = recognise(bytes)
  if (format === undefined) throw unsupportedFormat()
  const header = READERS[format](bytes)
  if (header.width < 1 || header.height < 1) throw damaged()
  return { format, bytes: bytes.length, ...header }
}

/** Two letters are little evidence, so the length of the header that follows must be one in use, too. */
function hasBmpHeader(bytes: Uint8Array): boolean {
  return bytes.length >= 26 && [12, 16, 40, 52, 56, 64, 108, 124].includes(uint32(bytes, 14, 'little'))
}

const AVIF_BRANDS: readonly string[] = ['avif', 'avis']
const HEIC_BRANDS: readonly string[] = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']
const HEIF_BRANDS: readonly string[] = ['mif1', 'msf1']

/** The first brand that names a codec decides; the brands of the container alone stand for HEIC. */
function recogniseBrand(bytes: Uint8Array): ImageFormat | undefined {
  const brands = brandsOf(bytes)
  const codec = brands.find((brand) => AVIF_BRANDS.includes(brand) || HEIC_BRANDS.includes(brand))
  if (codec !== undefined) return AVIF_BRANDS.includes(codec) ? 'avif' : 'heic'
  return brands.some((brand) => HEIF_BRANDS.includes(brand)) ? 'heic' : undefined
}

/** How far into a file type box brands are read, in bytes: many times what real ones need. */
const LONGEST_BRANDS = 1024

/** The major brand of a file type box, then the compatible ones. */
function brandsOf(bytes: Uint8Array): readonly string[] {
  if (bytes.length < 12) return []
  const end = Math.min(bytes.length, uint32(bytes, 0, 'big'), LONGEST_BRANDS)
  const brands = [fourCharacters(bytes, 8)]
  for (let at = 16; at + 4 <= end; at += 4) brands.push(fourCharacters(bytes, at))
  return brands
}
