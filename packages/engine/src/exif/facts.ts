import type { ImageFormat } from '../metadata.ts'
import { uint32 } from '../probe/bytes.ts'
import { byteOrder } from '../probe/tiff-entry.ts'
import { exifBlock } from './block.ts'
import { type Block, type Directory, readDirectory } from './directory.ts'
import {
  type DirectoryKind,
  GPS_POINTER,
  INTEROPERABILITY_POINTER,
  PHOTO_POINTER,
  TAG_NAMES,
} from './tags.ts'
import { describeValue } from './value.ts'

/**
 * The EXIF fields of a jpg, a webp or a tiff, by name: `{ Orientation: '7', XResolution: '96/1' }`. Empty for the other
 * formats, and without EXIF. A name that occurs twice tells what comes first: the picture, then how and where it was
 * taken, then its thumbnail. Never throws: what is damaged is left out. Source: OSS, "Query image information".
 */
export function exifFacts(bytes: Uint8Array, format: ImageFormat): Record<string, string> {
  const block = findBlock(bytes, format)
  if (block === undefined) return {}
  const facts = new Map<string, string | undefined>()
  for (const [kind, { fields }] of readDirectories(block, format)) {
    for (const field of fields) {
      const name = TAG_NAMES[kind][field.tag]
      if (name !== undefined && !facts.has(name)) facts.set(name, describeValue(name, field))
    }
  }
  return Object.fromEntries([...facts].filter((fact): fact is [string, string] => fact[1] !== undefined))
}

function findBlock(bytes: Uint8Array, format: ImageFormat): Block | undefined {
  const block = exifBlock(bytes, format)
  const endian = block && byteOrder(block)
  return endian && block.length >= 8 ? { bytes: block, endian } : undefined
}

/** Five at most, each reached by one way only, so that no loop of offsets can keep the reader busy. */
function readDirectories(
  block: Block,
  format: ImageFormat,
): readonly (readonly [kind: DirectoryKind, directory: Directory])[] {
  const image = readDirectory(block, uint32(block.bytes, 4, block.endian))
  const photo = readDirectory(block, pointer(image, PHOTO_POINTER))
  const gps = readDirectory(block, pointer(image, GPS_POINTER))
  const interoperability = readDirectory(block, pointer(photo, INTEROPERABILITY_POINTER))
  // The second directory of a tiff is its second page.
  const thumbnail = readDirectory(block, format === 'tiff' ? 0 : image.next)
  return [
    ['image', image],
    ['photo', photo],
    ['gps', gps],
    ['interoperability', interoperability],
    ['image', thumbnail],
  ]
}

/** Where a directory lies to which `tag` points; 0: nowhere. */
function pointer({ fields }: Directory, tag: number): number {
  const field = fields.find((candidate) => candidate.tag === tag)
  return field?.payload.length === 4 ? uint32(field.payload, 0, field.endian) : 0
}
