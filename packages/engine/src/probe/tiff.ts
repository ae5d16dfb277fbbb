import { damaged } from '../errors.ts'
import { type Endian, uint16, uint32 } from './bytes.ts'
import type { ReadHeader } from './header.ts'
import { byteOrder, ENTRY_LENGTH, entryValue, ORIENTATION_TAG, toOrientation } from './tiff-entry.ts'

const WIDTH_TAG = 256
const HEIGHT_TAG = 257
const PHOTOMETRIC_TAG = 262
const SAMPLES_TAG = 277

/** How many directories are counted at most. */
const MOST_PAGES = 65_535

/** Reads the first directory of a classic TIFF, and counts the others. */
export const readTiff: ReadHeader = (bytes) => {
  const endian = byteOrder(bytes)
  if (endian === undefined) throw damaged()
  const first = uint32(bytes, 4, endian)
  const values = readDirectory(bytes, first, endian)
  const samples = values.get(SAMPLES_TAG) ?? 1
  return {
    width: values.get(WIDTH_TAG) ?? 0,
    height: values.get(HEIGHT_TAG) ?? 0,
    pages: countDirectories(bytes, first, endian),
    orientation: toOrientation(values.get(ORIENTATION_TAG)),
    alpha: samples > colourSamples(values.get(PHOTOMETRIC_TAG), samples),
    // Most hold 8-bit colours, but to know it takes more reading than converting costs.
    converted: true,
  }
}

function readDirectory(bytes: Uint8Array, directory: number, endian: Endian): ReadonlyMap<number, number> {
  const values = new Map<number, number>()
  const count = uint16(bytes, directory, endian)
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * ENTRY_LENGTH
    const value = entryValue(bytes, at, endian)
    if (value !== undefined) values.set(uint16(bytes, at, endian), value)
  }
  return values
}

/** The directories form a chain that 0 ends; a loop in it is damage. */
function countDirectories(bytes: Uint8Array, first: number, endian: Endian): number {
  const seen = new Set<number>()
  for (let at = first; at !== 0 && seen.size < MOST_PAGES; ) {
    if (seen.has(at)) throw damaged()
    seen.add(at)
    at = uint32(bytes, at + 2 + uint16(bytes, at, endian) * ENTRY_LENGTH, endian)
  }
  return seen.size
}

/** How many samples a colour takes; those beyond are alpha. */
function colourSamples(photometric: number | undefined, samples: number): number {
  switch (photometric) {
    case 0:
    case 1:
    case 3:
    case 4:
      return 1
    case 5:
      return 4
    case undefined:
      return samples < 3 ? 1 : 3
    default:
      return 3
  }
}
