import type { Region, Size } from '../geometry.ts'
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

/** An RGBA picture in the top left corner of a transparent cell at least as large. */
export function inCell(picture: Raw, cell: Size): Raw {
  if (cell.width === picture.width && cell.height === picture.height) return picture
  const data = new Uint8Array(cell.width * cell.height * 4)
  const rowBytes = picture.width * 4
  for (let row = 0; row < picture.height; row++)
    data.set(picture.data.subarray(row * rowBytes, (row + 1) * rowBytes), row * cell.width * 4)
  return { data, width: cell.width, height: cell.height, channels: 4 }
}
