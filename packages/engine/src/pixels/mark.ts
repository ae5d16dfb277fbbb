import type { Position, Region, Size } from '../geometry.ts'
import type { Raw } from './raw.ts'

/** The part `region` of an RGBA picture; the picture itself when that is all of it. */
export function cut(picture: Raw, region: Region): Raw {
  const { left, top, width, height } = region
  if (width === picture.width && height === picture.height) return picture
  const { data, channels } = picture
  const rowBytes = width * channels
  const part = new Uint8Array(rowBytes * height)
  for (let row = 0; row < height; row++) {
    const start = ((top + row) * picture.width + left) * channels
    part.set(data.subarray(start, start + rowBytes), row * rowBytes)
  }
  return { data: part, width, height, channels }
}

/** An RGBA picture with its alpha times `opacity` / 100, to the nearest level. */
export function withOpacity(picture: Raw, opacity: number): Raw {
  if (opacity === 100) return picture
  const data = Uint8Array.from(picture.data)
  for (let index = 3; index < data.length; index += 4)
    data[index] = Math.round(((data[index] ?? 0) * opacity) / 100)
  return { ...picture, data }
}

/** An RGBA picture at a place in a transparent cell that holds all of it. */
export function inCell(picture: Raw, cell: Size, { left, top }: Position): Raw {
  if (cell.width === picture.width && cell.height === picture.height) return picture
  const data = new Uint8Array(cell.width * cell.height * 4)
  const rowBytes = picture.width * 4
  for (let row = 0; row < picture.height; row++) {
    const start = ((top + row) * cell.width + left) * 4
    data.set(picture.data.subarray(row * rowBytes, (row + 1) * rowBytes), start)
  }
  return { data, width: cell.width, height: cell.height, channels: 4 }
}

/** A picture with an alpha channel, opaque if it had none. */
export function withAlpha(picture: Raw): Raw {
  if (picture.channels === 4) return picture
  const pixels = picture.width * picture.height
  const data = new Uint8Array(pixels * 4)
  for (let pixel = 0; pixel < pixels; pixel++) {
    data[pixel * 4] = picture.data[pixel * 3] ?? 0
    data[pixel * 4 + 1] = picture.data[pixel * 3 + 1] ?? 0
    data[pixel * 4 + 2] = picture.data[pixel * 3 + 2] ?? 0
    data[pixel * 4 + 3] = 255
  }
  return { ...picture, data, channels: 4 }
}

/** A picture without its alpha channel, which is thrown away. */
export function withoutAlpha(picture: Raw): Raw {
  if (picture.channels === 3) return picture
  const pixels = picture.width * picture.height
  const data = new Uint8Array(pixels * 3)
  for (let pixel = 0; pixel < pixels; pixel++) {
    data[pixel * 3] = picture.data[pixel * 4] ?? 0
    data[pixel * 3 + 1] = picture.data[pixel * 4 + 1] ?? 0
    data[pixel * 3 + 2] = picture.data[pixel * 4 + 2] ?? 0
  }
  return { ...picture, data, channels: 3 }
}
