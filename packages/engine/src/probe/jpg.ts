import { damaged } from '../errors.ts'
import type { Density, Orientation } from '../metadata.ts'
import { MOST_PARTS, slice, startsWith, uint8, uint16 } from './bytes.ts'
import { exifOrientation, isExif } from './exif.ts'
import type { ReadHeader } from './header.ts'
import { estimateQuality } from './jpg-quality.ts'

const END_OF_IMAGE = 0xd9
const START_OF_SCAN = 0xda
const QUANTISATION_TABLES = 0xdb
const APP0 = 0xe0

/** The marker of the segments that hold EXIF, and XMP. */
export const APP1 = 0xe1

/** The steps of a table in zigzag order. */
type Table = ArrayLike<number>

interface Frame {
  readonly width: number
  readonly height: number
  readonly progressive: boolean
  readonly converted: boolean
  /** The quantisation table of the first component, luminance. */
  readonly table: number
}

/** Reads the segments of a JPEG up to its first scan. */
export const readJpg: ReadHeader = (bytes) => {
  const tables: (Table | undefined)[] = []
  let frame: Frame | undefined
  let density: Density | undefined
  let orientation: Orientation | undefined
  for (const { marker, payload } of segments(bytes)) {
    if (marker === QUANTISATION_TABLES) readTables(payload, tables)
    else if (marker === APP0) density ??= readDensity(payload)
    else if (marker === APP1 && isExif(payload)) orientation ??= exifOrientation(payload)
    else if (isFrame(marker)) frame ??= readFrame(marker, payload)
  }
  if (frame === undefined) throw damaged()
  const table = tables[frame.table]
  return {
    width: frame.width,
    height: frame.height,
    pages: 1,
    orientation: orientation ?? 1,
    alpha: false,
    progressive: frame.progressive,
    ...(frame.converted && { converted: true }),
    ...(table && { quality: estimateQuality(table) }),
    ...(density && { density }),
  }
}

/** A segment of a JPEG, without its length. */
export interface Segment {
  readonly marker: number
  readonly payload: Uint8Array
}

/**
 * The segments before the first scan. Stray bytes and fill bytes between them are skipped, as libjpeg does. Throws
 * `BadRequest` where one is damaged.
 */
export function* segments(bytes: Uint8Array): Generator<Segment> {
  let at = 2
  for (let part = 0; part < MOST_PARTS; part++) {
    while (uint8(bytes, at) !== 0xff) at++
    while (uint8(bytes, at) === 0xff) at++
    const marker = uint8(bytes, at++)
    if (marker === START_OF_SCAN) return
    if (marker === END_OF_IMAGE) break
    if (standsAlone(marker)) continue
    const length = uint16(bytes, at, 'big')
    yield { marker, payload: slice(bytes, at + 2, length - 2) }
    at += length
  }
  throw damaged()
}

/** A stuffed zero, TEM, a restart or a second start of image: markers without a payload. */
function standsAlone(marker: number): boolean {
  return marker <= 0x01 || (marker >= 0xd0 && marker <= 0xd8)
}

/** SOF0 to SOF15; the gaps are Huffman tables, an extension and arithmetic conditioning. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function readFrame(marker: number, payload: Uint8Array): Frame {
  return {
    height: uint16(payload, 1, 'big'),
    width: uint16(payload, 3, 'big'),
    progressive: (marker & 3) === 2,
    converted: uint8(payload, 0) !== 8 || uint8(payload, 5) !== 3,
    table: uint8(payload, 8),
  }
}

/** A segment may define several tables, of 8 or of 16 bits a step. */
function readTables(payload: Uint8Array, tables: (Table | undefined)[]): void {
  for (let at = 0; at < payload.length; ) {
    const wide = uint8(payload, at) >> 4
    const index = uint8(payload, at) & 15
    if (wide > 1 || index > 3) throw damaged()
    const steps = slice(payload, at + 1, wide ? 128 : 64)
    tables[index] = wide ? Array.from({ length: 64 }, (_, step) => uint16(steps, step * 2, 'big')) : steps
    at += 1 + steps.length
  }
}

function readDensity(payload: Uint8Array): Density | undefined {
  if (!startsWith(payload, 'JFIF\0') || payload.length < 12) return undefined
  const unit = uint8(payload, 7)
  const x = uint16(payload, 8, 'big')
  const y = uint16(payload, 10, 'big')
  if ((unit !== 0 && unit !== 1 && unit !== 2) || x === 0 || y === 0) return undefined
  return { unit, x, y }
}
