import { type Endian, uint8, uint16, uint32 } from '../probe/bytes.ts'

/** Text of one byte a character. */
export const ASCII = 2

/** Two unsigned 32-bit numbers, numerator and denominator. */
export const RATIONAL = 5

/** Bytes that mean what their tag says. */
export const UNDEFINED = 7

/** How the values of a type are written down. */
interface NumberType {
  /** bytes of one value */
  readonly length: number
  /** The value at `at`, in decimal; a fraction as `n/d`, not reduced. */
  readonly write: (bytes: Uint8Array, at: number, endian: Endian) => string
}

const int32: NumberType['write'] = (bytes, at, endian) => String(uint32(bytes, at, endian) | 0)
const unsigned32: NumberType['write'] = (bytes, at, endian) => String(uint32(bytes, at, endian))

/** The types of EXIF, and the offset of TIFF's supplement. Floating point occurs in neither. */
const NUMBER_TYPES: Readonly<Record<number, NumberType>> = {
  1: { length: 1, write: (bytes, at) => String(uint8(bytes, at)) },
  3: { length: 2, write: (bytes, at, endian) => String(uint16(bytes, at, endian)) },
  4: { length: 4, write: unsigned32 },
  [RATIONAL]: { length: 8, write: fraction(unsigned32) },
  6: { length: 1, write: (bytes, at) => String((uint8(bytes, at) << 24) >> 24) },
  [UNDEFINED]: { length: 1, write: (bytes, at) => String(uint8(bytes, at)) },
  8: { length: 2, write: (bytes, at, endian) => String((uint16(bytes, at, endian) << 16) >> 16) },
  9: { length: 4, write: int32 },
  10: { length: 8, write: fraction(int32) },
  13: { length: 4, write: unsigned32 },
}

function fraction(write: NumberType['write']): NumberType['write'] {
  return (bytes, at, endian) => `${write(bytes, at, endian)}/${write(bytes, at + 4, endian)}`
}

/** How many bytes a value of a type takes; 0 when the type is unknown. */
export function bytesPerValue(type: number): number {
  return type === ASCII ? 1 : (NUMBER_TYPES[type]?.length ?? 0)
}

/** The numbers in `bytes`, each written down; none when the type is not one of numbers. */
export function writeNumbers(type: number, bytes: Uint8Array, endian: Endian): readonly string[] {
  const numbers = NUMBER_TYPES[type]
  if (numbers === undefined) return []
  const count = Math.floor(bytes.length / numbers.length)
  return Array.from({ length: count }, (_, index) => numbers.write(bytes, index * numbers.length, endian))
}
