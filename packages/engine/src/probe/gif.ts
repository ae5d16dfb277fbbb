import { damaged } from '../errors.ts'
import { MOST_PARTS, startsWith, uint8, uint16 } from './bytes.ts'
import type { ReadHeader } from './header.ts'

const HEADER_LENGTH = 13
const DESCRIPTOR_LENGTH = 10
const EXTENSION = 0x21
const IMAGE = 0x2c
const CONTROL = 0xf9
const APPLICATION = 0xff
const LOOPING = 'NETSCAPE2.0'

/** Reads a GIF: its logical screen, and its frames by walking the blocks. */
export const readGif: ReadHeader = (bytes) => {
  let width = uint16(bytes, 6, 'little')
  let height = uint16(bytes, 8, 'little')
  let alpha = false
  let loop = 1
  let control: Control = { delay: 0, transparent: false }
  const delays: number[] = []
  for (const { kind, at } of blocks(bytes)) {
    if (kind === CONTROL) control = readControl(bytes, at)
    else if (kind === APPLICATION) loop = readLoop(bytes, at) ?? loop
    else {
      const right = uint16(bytes, at + 1, 'little') + uint16(bytes, at + 5, 'little')
      const bottom = uint16(bytes, at + 3, 'little') + uint16(bytes, at + 7, 'little')
      if (delays.length === 0) {
        // Decoders let the first frame enlarge a screen that is too small for it.
        width = Math.max(width, right)
        height = Math.max(height, bottom)
        alpha = control.transparent || !fills(bytes, at, width, height)
      }
      delays.push(control.delay)
      control = { delay: 0, transparent: false }
    }
  }
  if (delays.length === 0) throw damaged()
  const animation = delays.length > 1 ? { animation: { delays, loop } } : {}
  return { width, height, pages: delays.length, orientation: 1, alpha, ...animation }
}

/** What an extension says of the frame behind it. */
interface Control {
  /** ms */
  readonly delay: number
  readonly transparent: boolean
}

function readControl(bytes: Uint8Array, at: number): Control {
  return { delay: 10 * uint16(bytes, at + 4, 'little'), transparent: (uint8(bytes, at + 3) & 1) === 1 }
}

/** How often the animation is played; the file counts the repetitions. */
function readLoop(bytes: Uint8Array, at: number): number | undefined {
  if (!startsWith(bytes, LOOPING, at + 3) || bytes[at + 14] !== 3 || bytes[at + 15] !== 1) return undefined
  if (at + 18 > bytes.length) return undefined
  const repetitions = uint16(bytes, at + 16, 'little')
  return repetitions === 0 ? 0 : repetitions + 1
}

function fills(bytes: Uint8Array, at: number, width: number, height: number): boolean {
  const [left, top] = [uint16(bytes, at + 1, 'little'), uint16(bytes, at + 3, 'little')]
  const [across, down] = [uint16(bytes, at + 5, 'little'), uint16(bytes, at + 7, 'little')]
  return left === 0 && top === 0 && across >= width && down >= height
}

interface Block {
  readonly kind: typeof IMAGE | typeof CONTROL | typeof APPLICATION
  readonly at: number
}

/** Where the frames and what is said of them are. Ends at the trailer, at an unknown block or with the file. */
function* blocks(bytes: Uint8Array): Generator<Block> {
  let at = HEADER_LENGTH + paletteLength(uint8(bytes, 10))
  for (let part = 0; at < bytes.length; part++) {
    if (part === MOST_PARTS) throw damaged()
    if (bytes[at] === EXTENSION) {
      const kind = bytes[at + 1]
      if ((kind === CONTROL || kind === APPLICATION) && at + 8 <= bytes.length) yield { kind, at }
      at = afterBlocks(bytes, at + 2)
    } else if (bytes[at] === IMAGE && at + DESCRIPTOR_LENGTH <= bytes.length) {
      yield { kind: IMAGE, at }
      const palette = paletteLength(uint8(bytes, at + 9))
      at = afterBlocks(bytes, at + DESCRIPTOR_LENGTH + palette + 1)
    } else return
  }
}

/** The length of the colour table that a flags byte announces. */
function paletteLength(flags: number): number {
  return flags & 0x80 ? 3 << ((flags & 7) + 1) : 0
}

/** Where a chain of data blocks ends; past the end of a file that is cut off. */
function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start
  for (let length = bytes[at]; length !== undefined && length > 0; length = bytes[at]) at += 1 + length
  return at + 1
}
