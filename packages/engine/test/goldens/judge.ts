import type { Raw } from '../../src/pixels/raw.ts'
import { type Distance, distance } from './compare.ts'
import { type Cell, type Drawn, draw } from './golden.ts'
import { framesOn, readSheet } from './store.ts'

/**
 * How far a result may be from the picture that was looked at. From libvips 8.17 to 8.18 nearly all results stay the
 * same to the bit; without SIMD only large blurs differ, by 2 levels at most in a PNG and 8 in a JPG. A shift by one
 * pixel, another kernel or a missing mark is beyond these bounds.
 */
const BOUNDS = {
  lossless: { mean: 0.25, far: 5 },
  /** An encoder may round the other way. */
  lossy: { mean: 1.5, far: 16 },
  /** AVIF's codec and the conversion of CMYK change with their libraries: by up to 4 and 43 levels in a year. */
  unsteady: { mean: 6, far: 60 },
} satisfies Readonly<Record<string, Distance>>

/** How far what a cell makes may be from what is stored. */
export function boundOf([source, , makes]: Cell): Distance {
  if (/avif|cmyk/.test(source) || makes.startsWith('avif')) return BOUNDS.unsteady
  return /^(?:jpg|webp|gif)/.test(makes) ? BOUNDS.lossy : BOUNDS.lossless
}

/** Is one picture as good as another? */
export function isWithin(bound: Distance, { mean, far }: Distance): boolean {
  return mean <= bound.mean && far <= bound.far
}

/** What became of a golden. */
export interface Verdict {
  readonly name: string
  readonly cells: readonly Cell[]
  readonly drawn: readonly Drawn[]
  /** The stored picture. */
  readonly stored: Raw | undefined
  /** In words what is not as it was; empty when all is. */
  readonly faults: readonly string[]
}

/** Draws a golden and compares it with what is stored. */
export async function judge(name: string, cells: readonly Cell[]): Promise<Verdict> {
  const drawn: Drawn[] = []
  for (const cell of cells)
    drawn.push(await draw(cell).catch((error: unknown) => ({ made: String(error), pages: [] })))
  const stored = await readSheet(name)
  const frames = stored && framesOn(stored, cells)
  const faults = frames ? [] : ['nothing of these sizes is stored']
  for (const [index, cell] of cells.entries()) faults.push(...faultsOf(cell, drawn[index], frames?.[index]))
  return { name, cells, drawn, stored, faults }
}

function faultsOf(cell: Cell, drawn: Drawn | undefined, stored: readonly Raw[] | undefined): string[] {
  const [source, process, makes] = cell
  const label = `${source} ${process}`
  if (drawn?.made !== makes) return [`${label} is to make ${makes}, made ${drawn?.made}`]
  return (stored ?? []).flatMap((page, index) => {
    const made = drawn.pages[index]
    const apart = made ? distance(made, page) : { mean: Infinity, far: Infinity }
    if (isWithin(boundOf(cell), apart)) return []
    const frame = drawn.pages.length > 1 ? `, frame ${index}` : ''
    return [
      `${label}${frame}: differs by ${apart.mean.toFixed(2)} levels, a thousandth of it by ${apart.far.toFixed(0)}`,
    ]
  })
}
