/** A frame of one colour of `PALETTE`; what is left out is the whole screen, at once, staying. */
export interface GifFrame {
  readonly color: number
  readonly left?: number
  readonly top?: number
  readonly width?: number
  readonly height?: number
  /** Hundredths of a second. */
  readonly delay?: number
  /** What becomes of it before the next: 1 stays, 2 is cleared, 3 gives way to what was there before. */
  readonly disposal?: 1 | 2 | 3
  /** The colour that is not drawn. */
  readonly transparent?: number
}

/** The colours of all frames. */
export const PALETTE = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
  [255, 255, 0],
  [0, 0, 0],
  [255, 255, 255],
  [255, 0, 255],
  [0, 255, 255],
] as const

const COLOR_BITS = 3

/** Writes what no encoder would: frames of any size at any place, any disposal, any delay. */
export function gifFile(
  width: number,
  height: number,
  frames: readonly GifFrame[],
  repetitions?: number,
): Buffer {
  const looping =
    repetitions === undefined
      ? []
      : [Buffer.from([0x21, 0xff, 11, ...Buffer.from('NETSCAPE2.0'), 3, 1, ...word(repetitions), 0])]
  const screen = [...word(width), ...word(height), 0x80 | (COLOR_BITS - 1), 0, 0, ...PALETTE.flat()]
  return Buffer.concat([
    Buffer.from('GIF89a'),
    Buffer.from(screen),
    ...looping,
    ...frames.map((frame) => frameBlocks({ width, height, ...frame })),
    Buffer.from([0x3b]),
  ])
}

function frameBlocks(frame: GifFrame & { readonly width: number; readonly height: number }): Buffer {
  const { color, left = 0, top = 0, width, height, delay = 10, disposal = 1, transparent } = frame
  const flags = (disposal << 2) | (transparent === undefined ? 0 : 1)
  const control = [0x21, 0xf9, 4, flags, ...word(delay), transparent ?? 0, 0]
  const place = [0x2c, ...word(left), ...word(top), ...word(width), ...word(height), 0]
  return Buffer.from([...control, ...place, ...compressed(color, width * height)])
}

function word(value: number): number[] {
  return [value & 255, value >> 8]
}

/** Codes of one size only: the table is cleared before it would need larger ones. */
function compressed(color: number, pixels: number): number[] {
  const clear = 2 ** COLOR_BITS
  const codes = Array.from({ length: pixels }, (_, pixel) =>
    pixel % (clear - 2) === 0 ? [clear, color] : [color],
  )
  const bytes: number[] = []
  let held = 0
  let bits = 0
  for (const code of [...codes.flat(), clear + 1]) {
    held |= code << bits
    bits += COLOR_BITS + 1
    for (; bits >= 8; bits -= 8) {
      bytes.push(held & 255)
      held >>= 8
    }
  }
  if (bits > 0) bytes.push(held)
  const blocks: number[] = [COLOR_BITS]
  for (let at = 0; at < bytes.length; at += 255) {
    const block = bytes.slice(at, at + 255)
    blocks.push(block.length, ...block)
  }
  return [...blocks, 0]
}
