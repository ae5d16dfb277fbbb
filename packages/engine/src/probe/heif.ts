import { damaged } from '../errors.ts'
import type { Orientation } from '../metadata.ts'
import { fourCharacters, MOST_PARTS, slice, startsWith, uint8, uint16, uint32 } from './bytes.ts'
import type { ReadHeader } from './header.ts'

/** Version and flags at the start of a full box. */
const VERSION_LENGTH = 4

/** What an auxiliary picture calls itself that is another picture's alpha, in either generation of the standard. */
const ALPHA_TYPES = ['urn:mpeg:mpegB:cicp:systems:auxiliary:alpha', 'urn:mpeg:hevc:2015:auxid:1'] as const

/**
 * Reads the primary item of a HEIC or AVIF. Its size is the stored one; the turns and mirrorings that belong to the
 * item are reported as the orientation EXIF would use for them, and EXIF itself, which decoders ignore, is not read.
 */
export const readHeif: ReadHeader = (bytes) => {
  const meta = childOf(bytes, 'meta').subarray(VERSION_LENGTH)
  const iprp = childOf(meta, 'iprp')
  const properties = [...boxes(childOf(iprp, 'ipco'))]
  const own = associations(iprp, primaryItem(childOf(meta, 'pitm')))
    .map((index) => properties[index - 1])
    .filter((property) => property !== undefined)
  const extents = own.find((property) => property.type === 'ispe')
  if (extents === undefined) throw damaged()
  return {
    ...(aperture(own) ?? {
      width: uint32(extents.body, VERSION_LENGTH, 'big'),
      height: uint32(extents.body, VERSION_LENGTH + 4, 'big'),
    }),
    pages: 1,
    orientation: orientationOf(own),
    alpha: properties.some(isAlpha),
    // Often 10 bits a sample.
    converted: true,
  }
}

/** The size that a clean aperture cuts the picture to, as fractions of a pixel. */
function aperture(properties: readonly Box[]): { width: number; height: number } | undefined {
  const clap = properties.find(({ type }) => type === 'clap')
  if (!clap) return undefined
  const quotient = (at: number) =>
    Math.floor(uint32(clap.body, at, 'big') / uint32(clap.body, at + 4, 'big')) || 0
  return { width: quotient(0), height: quotient(8) }
}

interface Box {
  readonly type: string
  readonly body: Uint8Array
}

function* boxes(bytes: Uint8Array): Generator<Box> {
  let at = 0
  for (let part = 0; at + 8 <= bytes.length; part++) {
    const { header, length } = boxSize(bytes, at)
    if (length < header || part === MOST_PARTS) throw damaged()
    yield { type: fourCharacters(bytes, at + 4), body: slice(bytes, at + header, length - header) }
    at += length
  }
}

/** The length of the box at `at`, its header included: 0 stands for "to the end", 1 for 64 bits behind the type. */
export function boxSize(bytes: Uint8Array, at: number): { readonly header: number; readonly length: number } {
  const length = uint32(bytes, at, 'big')
  if (length === 0) return { header: 8, length: bytes.length - at }
  if (length > 1) return { header: 8, length }
  return { header: 16, length: uint32(bytes, at + 8, 'big') * 0x1_0000_0000 + uint32(bytes, at + 12, 'big') }
}

function childOf(bytes: Uint8Array, type: string): Uint8Array {
  for (const box of boxes(bytes)) if (box.type === type) return box.body
  throw damaged()
}

function primaryItem(pitm: Uint8Array): number {
  return uint8(pitm, 0) === 0 ? uint16(pitm, VERSION_LENGTH, 'big') : uint32(pitm, VERSION_LENGTH, 'big')
}

/** The properties of an item, counted from 1, in the order in which they apply. */
function associations(iprp: Uint8Array, item: number): readonly number[] {
  const ipma = childOf(iprp, 'ipma')
  const readId = uint8(ipma, 0) === 0 ? uint16 : uint32
  const idLength = readId === uint16 ? 2 : 4
  const wide = (uint8(ipma, 3) & 1) === 1
  const entries = uint32(ipma, VERSION_LENGTH, 'big')
  let at = VERSION_LENGTH + 4
  for (let entry = 0; entry < entries; entry++) {
    const id = readId(ipma, at, 'big')
    const count = uint8(ipma, at + idLength)
    const indexes = slice(ipma, at + idLength + 1, wide ? count * 2 : count)
    // The top bit marks a property as essential.
    if (id === item) {
      return Array.from({ length: count }, (_, index) =>
        wide ? uint16(indexes, index * 2, 'big') & 0x7fff : uint8(indexes, index) & 0x7f,
      )
    }
    at += idLength + 1 + indexes.length
  }
  return []
}

function isAlpha({ type, body }: Box): boolean {
  return type === 'auxC' && ALPHA_TYPES.some((name) => startsWith(body, `${name}\0`, VERSION_LENGTH))
}

/** Indexed by quarter turns anticlockwise, then by mirroring: none, top and bottom swapped, left and right swapped. */
const ORIENTATIONS: readonly (readonly [Orientation, Orientation, Orientation])[] = [
  [1, 4, 2],
  [8, 5, 7],
  [3, 2, 4],
  [6, 7, 5],
]

function orientationOf(properties: readonly Box[]): Orientation {
  const turn = properties.find(({ type }) => type === 'irot')
  const mirror = properties.find(({ type }) => type === 'imir')
  const quarters = turn ? uint8(turn.body, 0) & 3 : 0
  const axis = mirror ? 1 + (uint8(mirror.body, 0) & 1) : 0
  return ORIENTATIONS[quarters]?.[axis] ?? 1
}
