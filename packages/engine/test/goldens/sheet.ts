import type { Position, Size } from '../../src/geometry.ts'
import type { Raw } from '../../src/pixels/raw.ts'

/** px between two pictures on a sheet. */
const GAP = 2

/** Pictures side by side. */
interface Arrangement extends Size {
  readonly places: readonly Position[]
}

/** As many rows as columns, or one less, each as high as its highest picture. */
function arrange(sizes: readonly Size[]): Arrangement {
  const columns = Math.ceil(Math.sqrt(sizes.length))
  const places: Position[] = []
  let [width, top] = [0, 0]
  for (let first = 0; first < sizes.length; first += columns) {
    const row = sizes.slice(first, first + columns)
    let left = 0
    for (const size of row) {
      places.push({ left, top })
      left += size.width + GAP
    }
    width = Math.max(width, left - GAP)
    top += Math.max(...row.map(({ height }) => height)) + GAP
  }
  return { width, height: top - GAP, places }
}

/** One picture of many, with alpha where one of them has it; the gaps are transparent then, else white. */
export function joined(pictures: readonly Raw[]): Raw | undefined {
  if (pictures.length === 0) return undefined
  const { places, width, height } = arrange(pictures)
  const channels = pictures.some((picture) => picture.channels === 4) ? 4 : 3
  const sheet = { data: new Uint8Array(width * height * channels), width, height, channels } as const
  sheet.data.fill(channels === 4 ? 0 : 255)
  for (const [index, picture] of pictures.entries()) {
    const { left, top } = places[index] ?? { left: 0, top: 0 }
    for (let y = 0; y < picture.height; y++)
      for (let x = 0; x < picture.width; x++) copyPixel(picture, x, y, sheet, left + x, top + y)
  }
  return sheet
}

/** Takes a sheet apart; undefined when it is none of pictures of these sizes. */
export function separated(sheet: Raw, sizes: readonly Size[]): Raw[] | undefined {
  const { places, width, height } = arrange(sizes)
  if (sheet.width !== width || sheet.height !== height) return undefined
  return sizes.map((size, index) => cut(sheet, size, places[index] ?? { left: 0, top: 0 }))
}

function cut(picture: Raw, { width, height }: Size, { left, top }: Position): Raw {
  const { channels } = picture
  const part = { data: new Uint8Array(width * height * channels), width, height, channels }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) copyPixel(picture, left + x, top + y, part, x, y)
  return part
}

function copyPixel(from: Raw, x: number, y: number, to: Raw, left: number, top: number): void {
  const start = (y * from.width + x) * from.channels
  const at = (top * to.width + left) * to.channels
  for (let channel = 0; channel < to.channels; channel++)
    to.data[at + channel] = channel < from.channels ? (from.data[start + channel] ?? 0) : 255
}
