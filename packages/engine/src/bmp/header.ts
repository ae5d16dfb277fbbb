import { damaged, unsupportedFormat } from '../errors.ts'
import { uint16, uint32 } from '../probe/bytes.ts'

/** The bits of a pixel that belong to red, green, blue and alpha. Alpha is 0 where there is none. */
export type Masks = readonly [red: number, green: number, blue: number, alpha: number]

/** A palette: red, green and blue of 256 colours, black where the file has none. */
export type Palette = Uint8Array

/** How pixels become bytes. */
export type Storage =
  | { readonly type: 'indexed'; readonly bits: 1 | 2 | 4 | 8; readonly palette: Palette }
  | { readonly type: 'run-length'; readonly bits: 4 | 8; readonly palette: Palette }
  /** A byte each for blue, green and red, and one more in 32 bits: alpha with four channels, nothing with three. */
  | { readonly type: 'bytes'; readonly bits: 24 | 32; readonly channels: 3 | 4 }
  | { readonly type: 'masked'; readonly bits: 16 | 32; readonly masks: Masks }

/** Where the pixels of a bitmap are and what they look like there. */
export interface Layout {
  /** The first byte of the pixels, from the start of the file. May lie outside of it. */
  readonly start: number
  /** Is the first row stored the top one? */
  readonly topDown: boolean
  readonly storage: Storage
}

const FILE_HEADER = 14
/** Where the masks are: in the longer headers, or right behind the one of 40 bytes. */
const MASKS = FILE_HEADER + 40

/** The masks of bytes in the order blue, green, red, alpha, which are faster read as such. */
const BYTE_MASKS: Masks = [0x00ff_0000, 0x0000_ff00, 0x0000_00ff, 0xff00_0000]

/** The first header, of OS/2 1 and Windows 2: shorter fields, and palette entries of three bytes. */
const CORE_HEADER = 12
/** OS/2 2's header cut after the bits of a pixel. */
const SHORT_HEADER = 16
const INFO_HEADER = 40
/** The headers of OS/2 2. */
const OS2_HEADERS: readonly number[] = [SHORT_HEADER, 64]

const COMPRESSION = { none: 0, runLength8: 1, runLength4: 2, bitFields: 3, alphaBitFields: 6 } as const

/** What all headers say beside the size, with what is left unsaid filled in. */
interface Fields {
  /** Bytes of the header. */
  readonly header: number
  readonly bits: number
  readonly compression: number
  /** Entries of the palette, 0 for as many as the bits can name. */
  readonly colors: number
  readonly topDown: boolean
}

/**
 * Reads all that is needed to find the pixels of a bitmap. Supported are 1, 2, 4, 8, 16, 24 and 32 bits a pixel
 * uncompressed, 16 and 32 with masks, and runs of 4 and 8.
 *
 * @param alpha whether the header has an alpha mask that counts, as `probe` says.
 * @throws `BadRequest` for any other storage, such as an embedded JPEG or PNG, and for a damaged header.
 */
export function readLayout(bytes: Uint8Array, alpha: boolean): Layout {
  const fields = readFields(bytes)
  const end = FILE_HEADER + fields.header + masksBehind(fields)
  const offset = uint32(bytes, 10, 'little')
  // Some writers leave the offset out.
  const start = offset === 0 ? end + paletteBytes(fields) : offset
  if (start < end) throw damaged()
  const palette = readPalette(bytes, fields, end, start)
  return { start, topDown: fields.topDown, storage: readStorage(bytes, fields, palette, alpha) }
}

function readFields(bytes: Uint8Array): Fields {
  const header = uint32(bytes, FILE_HEADER, 'little')
  if (header === CORE_HEADER)
    return { header, bits: uint16(bytes, 24, 'little'), compression: 0, colors: 0, topDown: false }
  const topDown = (uint32(bytes, 22, 'little') | 0) < 0
  const bits = uint16(bytes, 28, 'little')
  if (header === SHORT_HEADER) return { header, bits, compression: 0, colors: 0, topDown }
  const compression = uint32(bytes, 30, 'little')
  return { header, bits, compression, colors: uint32(bytes, 46, 'little'), topDown }
}

/** Bytes of the masks that follow a header without room for them. */
function masksBehind({ header, compression }: Fields): number {
  if (header !== INFO_HEADER) return 0
  if (compression === COMPRESSION.bitFields) return 12
  return compression === COMPRESSION.alphaBitFields ? 16 : 0
}

function paletteBytes({ header, bits, colors }: Fields): number {
  return (colors || (bits <= 8 ? 2 ** bits : 0)) * (header === CORE_HEADER ? 3 : 4)
}

function readStorage(bytes: Uint8Array, fields: Fields, palette: Palette, alpha: boolean): Storage {
  const { header, bits, compression } = fields
  switch (compression) {
    case COMPRESSION.none:
      if (bits === 1 || bits === 2 || bits === 4 || bits === 8) return { type: 'indexed', bits, palette }
      if (bits === 16) return { type: 'masked', bits, masks: [0x7c00, 0x03e0, 0x001f, 0] }
      if (bits === 24 || bits === 32) return { type: 'bytes', bits, channels: 3 }
      break
    case COMPRESSION.runLength8:
      if (bits === 8) return { type: 'run-length', bits, palette }
      break
    case COMPRESSION.runLength4:
      if (bits === 4) return { type: 'run-length', bits, palette }
      break
    case COMPRESSION.bitFields:
    case COMPRESSION.alphaBitFields:
      // On OS/2 the number 3 is Huffman's code, as in a fax.
      if (!OS2_HEADERS.includes(header) && (bits === 16 || bits === 32))
        return maskedStorage(bytes, bits, alpha)
      break
  }
  throw unsupportedFormat()
}

function maskedStorage(bytes: Uint8Array, bits: 16 | 32, alpha: boolean): Storage {
  const maskAt = (index: number) => uint32(bytes, MASKS + index * 4, 'little')
  const masks: Masks = [maskAt(0), maskAt(1), maskAt(2), alpha ? maskAt(3) : 0]
  const expected = alpha ? BYTE_MASKS : BYTE_MASKS.with(3, 0)
  const inBytes = bits === 32 && masks.every((mask, index) => mask === expected[index])
  return inBytes ? { type: 'bytes', bits, channels: alpha ? 4 : 3 } : { type: 'masked', bits, masks }
}

/** Reads the entries between `start` and `end`: a palette may stop short of what its header promises. */
function readPalette(bytes: Uint8Array, fields: Fields, start: number, end: number): Palette {
  const { header, bits, colors } = fields
  const palette = new Uint8Array(256 * 3)
  const most = Math.min(colors || 256, 2 ** Math.min(bits, 8))
  // Some writers for OS/2 2 kept the entries of OS/2 1, which only the room they take tells.
  const short = header === CORE_HEADER || (OS2_HEADERS.includes(header) && end - start === most * 3)
  const entryBytes = short ? 3 : 4
  const count = Math.min(most, Math.floor((Math.min(end, bytes.length) - start) / entryBytes))
  for (let index = 0; index < count; index++) {
    const at = start + index * entryBytes
    palette.set(bytes.subarray(at, at + 3).toReversed(), index * 3)
  }
  return palette
}
