import type { Goldens } from '../golden.ts'
import { ANIMATION } from './animation.ts'
import { CHAINS } from './chains.ts'
import { COLOURS } from './colours.ts'
import { CROP } from './crop.ts'
import { FORMATS } from './formats.ts'
import { RESIZE } from './resize.ts'
import { SHAPES } from './shapes.ts'
import { WATERMARK } from './watermark.ts'

/** Every golden, in the order of the report. */
export const GOLDENS: Goldens = {
  ...RESIZE,
  ...CROP,
  ...SHAPES,
  ...COLOURS,
  ...FORMATS,
  ...WATERMARK,
  ...ANIMATION,
  ...CHAINS,
}
