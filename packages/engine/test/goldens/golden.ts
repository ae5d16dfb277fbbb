import { processImage } from '../../src/index.ts'
import type { ResamplingPolicy } from '../../src/operations/lower.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import { describePicture, pagesOf } from './picture.ts'
import { type SourceName, sourceFile } from './sources.ts'

/** A process on a picture, and by hand what it makes, as `describePicture` says it. */
export type Cell = readonly [
  source: SourceName,
  process: string,
  makes: string,
  options?: { readonly resampling: ResamplingPolicy },
]

/** Goldens by name: each is one stored picture with the results of its cells, from left to right. */
export type Goldens = Readonly<Record<string, readonly Cell[]>>

/** What a cell made. */
export interface Drawn {
  /** As `describePicture` says it. */
  readonly made: string
  /** One for each frame. */
  readonly pages: readonly Raw[]
}

/** The keys that processes of goldens may draw. */
const MARKS = ['badge.png', 'small.jpg', 'photo.webp', 'photo.bmp', 'photo.tiff', 'tag-6.jpg'] as const

/** Processes the picture of a cell and decodes the result. */
export async function draw([source, process, , options]: Cell): Promise<Drawn> {
  const named = await Promise.all(MARKS.map(async (key) => [key, await sourceFile(key)] as const))
  const images = Object.fromEntries(named)
  const { data } = await processImage(await sourceFile(source), process, { images, ...options })
  const pages = await pagesOf(data)
  return { made: describePicture(data, pages), pages }
}
