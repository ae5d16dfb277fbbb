import { type Endian, startsWith, uint16 } from '../probe/bytes.ts'

/** Longer texts are cut, so that a report stays small: in characters. */
export const LONGEST_TEXT = 1024

/** Longer comments are left out: bytes, the name of their encoding included. */
export const LONGEST_COMMENT = 1024

/** The encoding of a comment is named in so many bytes before it. */
const ENCODING_LENGTH = 8

/**
 * Text up to its first NUL, without spaces at the end, cut at `LONGEST_TEXT`. Read as UTF-8, which holds ASCII and is
 * what most programs write beyond it; bytes that are not become U+FFFD, control characters become spaces.
 */
export function decodeText(bytes: Uint8Array): string {
  // No character takes more than four bytes, so nothing behind these is needed.
  return tidy(new TextDecoder().decode(bytes.subarray(0, 4 * LONGEST_TEXT)))
}

/**
 * A text that names its encoding, as `UserComment` does. Undefined when it is longer than `LONGEST_COMMENT`, or neither
 * ASCII nor Unicode. Source: EXIF 2.32, "UserComment".
 */
export function decodeComment(bytes: Uint8Array, endian: Endian): string | undefined {
  if (bytes.length > LONGEST_COMMENT) return undefined
  const text = bytes.subarray(ENCODING_LENGTH)
  if (startsWith(bytes, 'ASCII\0\0\0')) return decodeText(text)
  if (startsWith(bytes, 'UNICODE\0')) return tidy(decodeUtf16(text, endian))
  return undefined
}

/** A byte order mark goes before the byte order of the block. */
function decodeUtf16(bytes: Uint8Array, endian: Endian): string {
  const mark = bytes.length < 2 ? 0 : uint16(bytes, 0, 'big')
  const order = mark === 0xfeff ? 'big' : mark === 0xfffe ? 'little' : endian
  return new TextDecoder(order === 'big' ? 'utf-16be' : 'utf-16le').decode(bytes)
}

function tidy(text: string): string {
  const end = text.indexOf('\0')
  const printable = (end === -1 ? text : text.slice(0, end)).replaceAll(/\p{Cc}/gu, ' ')
  // By characters, not by halves of them.
  return [...printable].slice(0, LONGEST_TEXT).join('').trimEnd()
}
