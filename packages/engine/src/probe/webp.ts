import { damaged } from '../errors.ts'
import type { Size } from '../geometry.ts'
import type { Orientation } from '../metadata.ts'
import { fourCharacters, MOST_PARTS, slice, uint8, uint16, uint32 } from './bytes.ts'
import { exifOrientation } from './exif.ts'
import type { Header, ReadHeader } from './header.ts'

const ANIMATION_FLAG = 0x02
const ALPHA_FLAG = 0x10

/** Reads a WebP: a lossy or lossless picture alone, or the extended form with its chunks. */
export const readWebp: ReadHeader = (bytes) => {
  const [first] = chunks(bytes)
  switch (first?.name) {
    case 'VP8 ':
      return readLossy(first.payload)
    case 'VP8L':
      return readLossless(first.payload)
    case 'VP8X':
      return readExtended(bytes, first.payload)
    default:
      throw damaged()
  }
}

/** A chunk of a WebP, without its header. */
export interface Chunk {
  readonly name: string
  readonly payload: Uint8Array
}

/**
 * The chunks inside the RIFF container; what follows it is not looked at. Throws `BadRequest` where one is damaged.
 */
export function chunks(bytes: Uint8Array): Generator<Chunk> {
  return chunksIn(bytes.subarray(0, 8 + uint32(bytes, 4, 'little')), 12)
}

function* chunksIn(bytes: Uint8Array, start: number): Generator<Chunk> {
  const end = bytes.length
  let at = start
  for (let part = 0; at + 8 <= end; part++) {
    const length = uint32(bytes, at + 4, 'little')
    if (part === MOST_PARTS) throw damaged()
    yield { name: fourCharacters(bytes, at), payload: slice(bytes, at + 8, length) }
    at += 8 + length + (length % 2)
  }
}

function readLossy(payload: Uint8Array): Header {
  const isKeyFrame = (uint8(payload, 0) & 1) === 0
  const hasStartCode = uint16(payload, 3, 'big') === 0x9d01 && uint8(payload, 5) === 0x2a
  if (!isKeyFrame || !hasStartCode) throw damaged()
  // The two bits above each side ask for upscaling, which decoders ignore.
  const width = uint16(payload, 6, 'little') & 0x3fff
  const height = uint16(payload, 8, 'little') & 0x3fff
  return { width, height, pages: 1, orientation: 1, alpha: false }
}

function readLossless(payload: Uint8Array): Header {
  if (uint8(payload, 0) !== 0x2f) throw damaged()
  const packed = uint32(payload, 1, 'little')
  return {
    width: (packed & 0x3fff) + 1,
    height: ((packed >>> 14) & 0x3fff) + 1,
    pages: 1,
    orientation: 1,
    alpha: ((packed >>> 28) & 1) === 1,
  }
}

function readExtended(bytes: Uint8Array, payload: Uint8Array): Header {
  const flags = uint8(payload, 0)
  const animated = (flags & ANIMATION_FLAG) !== 0
  const size = { width: uint24(payload, 4) + 1, height: uint24(payload, 7) + 1 }
  const delays: number[] = []
  let loop = 0
  let alpha = (flags & ALPHA_FLAG) !== 0
  let orientation: Orientation | undefined
  for (const chunk of chunks(bytes)) {
    if (chunk.name === 'ANIM') loop = uint16(chunk.payload, 4, 'little')
    if (chunk.name === 'EXIF') orientation ??= exifOrientation(chunk.payload)
    if (chunk.name === 'ANMF') {
      delays.push(uint24(chunk.payload, 12))
      // Writers forget the flag; decoders look at the frames.
      alpha ||= animated && isTranslucent(chunk.payload, size)
    }
  }
  if (animated && delays.length === 0) throw damaged()
  return {
    ...size,
    pages: animated ? delays.length : 1,
    orientation: orientation ?? 1,
    alpha,
    ...(animated && delays.length > 1 ? { animation: { delays, loop } } : {}),
  }
}

/** Where the chunks of a frame begin: behind its place, size and delay. */
const FRAME_HEADER = 16

/** Has a frame an alpha channel, or does it leave a part of the canvas bare? */
function isTranslucent(frame: Uint8Array, { width, height }: Size): boolean {
  if (uint24(frame, 6) + 1 < width || uint24(frame, 9) + 1 < height) return true
  for (const { name, payload } of chunksIn(frame, FRAME_HEADER)) {
    if (name === 'ALPH') return true
    if (name === 'VP8L') return readLossless(payload).alpha
  }
  return false
}

function uint24(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at, 'little') + uint8(bytes, at + 2) * 0x10000
}
