import type { Raw } from '../../src/pixels/raw.ts'
import { renderText } from '../../src/text.ts'

/** A picture with its name. */
export interface Labelled {
  readonly name: string
  readonly picture: Raw
}

/** px */
const WIDTH = 1200
const MARGIN = 12
const LABEL = 18

/** About so many pictures share a sheet. */
const PICTURES = 20

/** Sheets to look at: named pictures in rows, on a chequered ground where they are transparent. */
export async function contactSheets(pictures: readonly Labelled[]): Promise<Raw[]> {
  const sheets: Raw[] = []
  for (let first = 0; first < pictures.length; first += PICTURES)
    sheets.push(await contactSheet(pictures.slice(first, first + PICTURES)))
  return sheets
}

async function contactSheet(pictures: readonly Labelled[]): Promise<Raw> {
  const labelled = await Promise.all(
    pictures.map(async (one) => ({ ...one, label: await labelOf(one.name) })),
  )
  let [left, top, row] = [MARGIN, MARGIN, 0]
  const placed = labelled.map(({ picture, label }) => {
    const width = Math.max(picture.width, label.width)
    if (left + width + MARGIN > WIDTH) [left, top, row] = [MARGIN, top + row + MARGIN, 0]
    const place = { picture, label, left, top }
    left += width + MARGIN
    row = Math.max(row, picture.height + LABEL)
    return place
  })
  const height = top + row + MARGIN
  const data = new Uint8Array(WIDTH * height * 3).fill(255)
  const sheet = { data, width: WIDTH, height, channels: 3 } as const
  for (const { picture, label, left: x, top: y } of placed) {
    draw(sheet, label, x, y, () => 255)
    draw(sheet, picture, x, y + LABEL, chequered)
  }
  return sheet
}

function labelOf(name: string): Promise<Raw> {
  return renderText({ content: name, font: '', size: 13, color: '000000', shadow: 0, rotate: 0 })
}

function chequered(x: number, y: number): number {
  return (x >> 3) % 2 === (y >> 3) % 2 ? 230 : 190
}

function draw(
  sheet: Raw,
  picture: Raw,
  left: number,
  top: number,
  ground: (x: number, y: number) => number,
): void {
  const { data, width, height, channels } = picture
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * channels
      const opacity = channels === 4 ? (data[from + 3] ?? 0) / 255 : 1
      for (let channel = 0; channel < 3; channel++)
        sheet.data[((top + y) * sheet.width + left + x) * 3 + channel] =
          (data[from + channel] ?? 0) * opacity + ground(x, y) * (1 - opacity)
    }
}
