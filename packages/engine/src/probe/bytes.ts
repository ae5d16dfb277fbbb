import { damaged } from '../errors.ts'

/** Which end of a number comes first: `little` as Intel, `big` as Motorola. */
export type Endian = 'little' | 'big'

/** More segments, chunks or boxes than this are no picture but an attempt to keep the reader busy. */
export const MOST_PARTS = 65_535

/** The byte at `at`. Throws `BadRequest` when it lies outside `bytes`, as every reader here does. */
export function uint8(bytes: Uint8Array, at: number): number {
  const value = bytes[at]
  if (value === undefined) throw damaged()
  return value
}

/** The unsigned 16-bit number at `at`. */
export function uint16(bytes: Uint8Array, at: number, endian: Endian): number {
  const first = uint8(bytes, at)
  const second = uint8(bytes, at + 1)
  return endian === 'big' ? first * 0x100 + second : second * 0x100 + first
}

/** The unsigned 32-bit number at `at`. */
export function uint32(bytes: Uint8Array, at: number, endian: Endian): number {
  const first = uint16(bytes, at, endian)
  const second = uint16(bytes, at + 2, endian)
  return endian === 'big' ? first * 0x10000 + second : second * 0x10000 + first
}

/** Four bytes as text: the name of a chunk, a box or a brand. */
export function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(
    uint8(bytes, at),
    uint8(bytes, at + 1),
    uint8(bytes, at + 2),
    uint8(bytes, at + 3),
  )
}

/** Are the bytes from `at` those of `text`, one byte a character? False, too, where `bytes` ends before. */
export function startsWith(bytes: Uint8Array, text: string, at = 0): boolean {
  for (let index = 0; index < text.length; index++) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false
  }
  return true
}

/** The `length` bytes from `at`, not copied. */
export function slice(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (length < 0 || at + length > bytes.length) throw damaged()
  return bytes.subarray(at, at + length)
}
