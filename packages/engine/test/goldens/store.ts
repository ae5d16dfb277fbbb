import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import sharp from 'sharp'
import type { Raw } from '../../src/pixels/raw.ts'
import type { Cell } from './golden.ts'
import { pagesOf, sizeOf } from './picture.ts'
import { joined, separated } from './sheet.ts'

const FOLDER = new URL('./pictures/', import.meta.url)

const fileOf = (name: string) => new URL(`${name}.png`, FOLDER)

/** The names of the stored pictures. */
export function storedNames(): string[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.png'))
    .map((file) => file.slice(0, -4))
}

/** The stored picture of a golden; undefined when there is none. */
export async function readSheet(name: string): Promise<Raw | undefined> {
  if (!existsSync(fileOf(name))) return undefined
  const [sheet] = await pagesOf(readFileSync(fileOf(name)))
  return sheet
}

/** The frames of each cell on a stored picture; undefined when they are of other sizes than the cells are to make. */
export function framesOn(sheet: Raw, cells: readonly Cell[]): Raw[][] | undefined {
  const sizes = cells.map(([, , makes]) => sizeOf(makes))
  const places = sizes.flatMap((size) => Array.from({ length: size.pages }, () => size))
  const frames = separated(sheet, places)
  return frames && sizes.map((size) => frames.splice(0, size.pages))
}

/** Stores the frames of all cells as one picture. */
export async function writeGolden(name: string, pages: readonly Raw[]): Promise<void> {
  const sheet = joined(pages)
  if (sheet) writeFileSync(fileOf(name), await toPng(sheet))
}

/** Removes a stored picture. */
export function removeGolden(name: string): void {
  rmSync(fileOf(name))
}

/** The picture as a PNG, as small as it gets. */
export function toPng(raw: Raw): Promise<Buffer> {
  return sharp(raw.data, { raw }).png({ compressionLevel: 9, adaptiveFiltering: true }).toBuffer()
}
