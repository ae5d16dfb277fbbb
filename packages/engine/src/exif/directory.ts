import { type Endian, uint16, uint32 } from '../probe/bytes.ts'
import { ENTRY_LENGTH } from '../probe/tiff-entry.ts'
import { bytesPerValue } from './types.ts'

/** How many entries of a directory are read at most: several times as many as there are tags. */
export const MOST_ENTRIES = 1000

/** A block of directories: offsets count from its first byte. */
export interface Block {
  readonly bytes: Uint8Array
  readonly endian: Endian
}

/** What an entry of a directory says. */
export interface Field {
  readonly tag: number
  /** The number of a type in `types.ts`. */
  readonly type: number
  readonly endian: Endian
  /** The value itself, as long as type and count ask. */
  readonly payload: Uint8Array
}

/** The entries of a directory, and where the next one begins; 0: nowhere. */
export interface Directory {
  readonly fields: readonly Field[]
  readonly next: number
}

/**
 * The directory at `at`, or an empty one where there is none. Entries of unknown type, and those whose value lies
 * outside the block, are left out. Never throws.
 */
export function readDirectory(block: Block, at: number): Directory {
  const { bytes, endian } = block
  if (at < 8 || at + 2 > bytes.length) return { fields: [], next: 0 }
  const count = uint16(bytes, at, endian)
  const present = Math.floor((bytes.length - at - 2) / ENTRY_LENGTH)
  const fields: Field[] = []
  for (let entry = 0; entry < Math.min(count, present, MOST_ENTRIES); entry++) {
    const field = readField(block, at + 2 + entry * ENTRY_LENGTH)
    if (field !== undefined) fields.push(field)
  }
  const end = at + 2 + count * ENTRY_LENGTH
  return { fields, next: end + 4 <= bytes.length ? uint32(bytes, end, endian) : 0 }
}

/** The entry at `at`; its value is in it when four bytes hold it, else where it says. */
function readField({ bytes, endian }: Block, at: number): Field | undefined {
  const type = uint16(bytes, at + 2, endian)
  const length = bytesPerValue(type) * uint32(bytes, at + 4, endian)
  const start = length <= 4 ? at + 8 : uint32(bytes, at + 8, endian)
  if (length === 0 || start + length > bytes.length) return undefined
  return { tag: uint16(bytes, at, endian), type, endian, payload: bytes.subarray(start, start + length) }
}
