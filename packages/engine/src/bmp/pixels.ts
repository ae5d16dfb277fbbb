import type { Raw } from '../pixels/raw.ts'
import type { Masks, Palette } from './header.ts'
import { type Rows, swapRedAndBlue } from './rows.ts'

/** The picture whose pixels are numbers of colours: from the highest bit of a byte, so many `bits` each. */
export function fromIndices(rows: Rows, bits: 1 | 2 | 4 | 8, palette: Palette): Raw {
  const { bytes, top, step, width, height } = rows
  const data = new Uint8Array(width * height * 3)
  const perByte = 8 / bits
  const highest = 2 ** bits - 1
  let to = 0
  for (let row = 0; row < height; row++) {
    const start = top + row * step
    for (let column = 0; column < width; column++, to += 3) {
      const byte = bytes[start + Math.floor(column / perByte)] ?? 0
      const color = ((byte >> (8 - bits - ((column * bits) & 7))) & highest) * 3
      data[to] = palette[color] ?? 0
      data[to + 1] = palette[color + 1] ?? 0
      data[to + 2] = palette[color + 2] ?? 0
    }
  }
  return { data, width, height, channels: 3 }
}

/**
 * The picture whose pixels are bytes in the order blue, green, red and, in 32 bits, alpha, which is left out with
 * three channels.
 */
export function fromBytes(rows: Rows, bits: 24 | 32, channels: 3 | 4): Raw {
  const { bytes, top, step, width, height } = rows
  const length = width * channels
  const data = new Uint8Array(length * height)
  for (let row = 0; row < height; row++) {
    const at = top + row * step
    const line = data.subarray(row * length, (row + 1) * length)
    if (bits === channels * 8) {
      line.set(bytes.subarray(at, at + length))
      swapRedAndBlue(line, channels)
    } else {
      fillFromFours(line, bytes, at)
    }
  }
  return { data, width, height, channels }
}

/** Fills `line` with the first three of every four bytes from `at` on, red first. */
function fillFromFours(line: Uint8Array, bytes: Uint8Array, at: number): void {
  for (let to = 0, from = at; to < line.length; to += 3, from += 4) {
    line[to] = bytes[from + 2] ?? 0
    line[to + 1] = bytes[from + 1] ?? 0
    line[to + 2] = bytes[from] ?? 0
  }
}

/**
 * The picture whose pixels are numbers of 16 or 32 bits, some of which are each channel's: scaled to the nearest of
 * 256 levels, however many they are. A channel without bits is 0, without alpha there are three channels.
 */
export function fromMasks({ bytes, top, step, width, height }: Rows, bits: 16 | 32, masks: Masks): Raw {
  const channels = masks[3] === 0 ? 3 : 4
  const data = new Uint8ClampedArray(width * height * channels)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const red = scaleOf(masks[0])
  const green = scaleOf(masks[1])
  const blue = scaleOf(masks[2])
  const alpha = scaleOf(masks[3])
  let to = 0
  for (let row = 0; row < height; row++) {
    const start = top + row * step
    for (let column = 0; column < width; column++, to += channels) {
      const pixel =
        bits === 16 ? view.getUint16(start + column * 2, true) : view.getUint32(start + column * 4, true)
      data[to] = levelOf(pixel, red)
      data[to + 1] = levelOf(pixel, green)
      data[to + 2] = levelOf(pixel, blue)
      if (channels === 4) data[to + 3] = levelOf(pixel, alpha)
    }
  }
  return { data: new Uint8Array(data.buffer), width, height, channels }
}

/** How a channel's bits become a level: moved right by `shift`, then times `factor`. */
interface Scale {
  readonly mask: number
  readonly shift: number
  readonly factor: number
}

function scaleOf(mask: number): Scale {
  if (mask === 0) return { mask, shift: 0, factor: 0 }
  const shift = 31 - Math.clz32(mask & -mask)
  return { mask, shift, factor: 255 / (mask >>> shift) }
}

/** The level of a channel from 0 to 255, not yet rounded. */
function levelOf(pixel: number, { mask, shift, factor }: Scale): number {
  return ((pixel & mask) >>> shift) * factor
}
