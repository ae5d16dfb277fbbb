import { crc32 } from 'node:zlib'
import type { CachedPicture } from './result-cache.ts'
import { parseTags, type Tags, writeTags } from './tags.ts'

/*
 * A record:
 *    0  magic, 4 bytes
 *    4  state: LIVE or DEAD, the one byte that is ever overwritten, and outside of the checksums
 *    5  length of the content type, 1 byte
 *    6  length of the name, 2 bytes
 *    8  length of the tags, 4 bytes
 *   12  length of the data, 4 bytes
 *   16  checksum of the head, seeded with the segment's salt
 *   20  checksum of the data, seeded with that of the head
 *   24  name, content type, tags; here the head ends; data
 * Numbers are little-endian, lengths bytes, texts UTF-8, checksums CRC-32. The head has its own checksum, so that a
 * scan trusts its lengths without reading the data. The salt keeps what somebody put into a picture from passing for a record.
 */
const MAGIC = 0x43_52_53_4f
const STATE = 4
const LENGTHS = 5
const HEAD_CHECKSUM = 16
const DATA_CHECKSUM = 20
const LIVE = 0x4c
const DEAD = 0x93

/** Bytes before the texts of a record. */
export const FIXED_BYTES = 24

/** Bytes that a head may have. */
export const MAX_HEAD_BYTES = 64 * 1024

/** Where in a record the state stands, and what is written there to make it dead. */
export const KILL = { position: STATE, byte: Buffer.of(DEAD) } as const

/** All of a record but its data. */
export interface Head {
  readonly name: string
  readonly contentType: string
  readonly tags: Tags
  readonly isLive: boolean
  /** Bytes. */
  readonly headLength: number
  /** Bytes. */
  readonly dataLength: number
  readonly headChecksum: number
  readonly dataChecksum: number
}

/** A record that was found whole. */
export interface Record extends CachedPicture {
  readonly name: string
  readonly tags: Tags
}

/** The head of a record, its checksums still missing (see `seal`). Undefined when it would be too long. */
export function encodeHead(
  name: string,
  tags: Tags,
  { contentType, data }: CachedPicture,
): Buffer | undefined {
  const text = writeTags(tags)
  const nameLength = Buffer.byteLength(name)
  const typeLength = Buffer.byteLength(contentType)
  const tagsLength = Buffer.byteLength(text)
  const length = FIXED_BYTES + nameLength + typeLength + tagsLength
  if (typeLength > 0xff || length > MAX_HEAD_BYTES) return undefined
  const head = Buffer.allocUnsafe(length)
  head.writeUInt32LE(MAGIC, 0)
  head.writeUInt8(LIVE, STATE)
  head.writeUInt8(typeLength, 5)
  head.writeUInt16LE(nameLength, 6)
  head.writeUInt32LE(tagsLength, 8)
  head.writeUInt32LE(data.length, 12)
  head.write(name, FIXED_BYTES)
  head.write(contentType, FIXED_BYTES + nameLength)
  head.write(text, FIXED_BYTES + nameLength + typeLength)
  return head
}

/** Puts the checksums into a head, for the segment of this salt. */
export function seal(head: Buffer, data: Buffer, salt: number): void {
  const checksum = headChecksum(head, salt)
  head.writeUInt32LE(checksum, HEAD_CHECKSUM)
  head.writeUInt32LE(crc32(data, checksum), DATA_CHECKSUM)
}

/** How long the head is that begins with these bytes, at least `FIXED_BYTES`. Undefined: this is no head. */
export function headLengthOf(bytes: Buffer): number | undefined {
  if (bytes.readUInt32LE(0) !== MAGIC) return undefined
  const length = FIXED_BYTES + bytes.readUInt16LE(6) + bytes.readUInt8(5) + bytes.readUInt32LE(8)
  return length <= MAX_HEAD_BYTES ? length : undefined
}

/** Reads the head that `bytes` begin with. Undefined when it is not whole, or damaged, or of another segment. */
export function decodeHead(bytes: Buffer, salt: number): Head | undefined {
  const headLength = bytes.length < FIXED_BYTES ? undefined : headLengthOf(bytes)
  if (headLength === undefined || headLength > bytes.length) return undefined
  const checksum = bytes.readUInt32LE(HEAD_CHECKSUM)
  if (headChecksum(bytes.subarray(0, headLength), salt) !== checksum) return undefined
  const typeStart = FIXED_BYTES + bytes.readUInt16LE(6)
  const tagsStart = typeStart + bytes.readUInt8(5)
  return {
    name: bytes.toString('utf8', FIXED_BYTES, typeStart),
    contentType: bytes.toString('utf8', typeStart, tagsStart),
    tags: parseTags(bytes.toString('utf8', tagsStart, headLength)),
    isLive: bytes.readUInt8(STATE) === LIVE,
    headLength,
    dataLength: bytes.readUInt32LE(12),
    headChecksum: checksum,
    dataChecksum: bytes.readUInt32LE(DATA_CHECKSUM),
  }
}

/** Reads a whole record. Undefined when it is damaged or dead. */
export function decodeRecord(bytes: Buffer, salt: number): Record | undefined {
  const head = decodeHead(bytes, salt)
  if (!head?.isLive || head.headLength + head.dataLength !== bytes.length) return undefined
  const data = bytes.subarray(head.headLength)
  if (crc32(data, head.headChecksum) !== head.dataChecksum) return undefined
  return { name: head.name, data, contentType: head.contentType, tags: head.tags }
}

function headChecksum(head: Buffer, salt: number): number {
  const lengths = crc32(head.subarray(LENGTHS, HEAD_CHECKSUM), salt)
  return crc32(head.subarray(FIXED_BYTES), lengths)
}
