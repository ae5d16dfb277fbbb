import type { Operation, OperationName } from '@ossimg/grammar'
import type { Canvas } from '../canvas.ts'
import { autoOrient } from './auto-orient.ts'
import { averageHue } from './average-hue.ts'
import { blur } from './blur.ts'
import { bright } from './bright.ts'
import { circle } from './circle.ts'
import { contrast } from './contrast.ts'
import { crop } from './crop.ts'
import { format } from './format.ts'
import { indexcrop } from './indexcrop.ts'
import { info } from './info.ts'
import { interlace } from './interlace.ts'
import type { Lower, LowerContext, Lowered } from './lower.ts'
import { quality } from './quality.ts'
import { resize } from './resize.ts'
import { rotate } from './rotate.ts'
import { roundedCorners } from './rounded-corners.ts'
import { sharpen } from './sharpen.ts'
import { watermark } from './watermark.ts'

/** The meaning of every operation; a name that grammar knows and this does not would not compile. */
const lowerings: { readonly [Name in OperationName]: Lower<Name> } = {
  resize,
  crop,
  indexcrop,
  circle,
  'rounded-corners': roundedCorners,
  rotate,
  'auto-orient': autoOrient,
  bright,
  contrast,
  sharpen,
  blur,
  quality,
  format,
  interlace,
  info,
  'average-hue': averageHue,
  watermark,
}

/** Says what `operation` means on `canvas`. */
export function lower(operation: Operation, canvas: Canvas, context: LowerContext): Lowered {
  // Each lowering takes its own operation; the registry's type pairs them, which a union cannot express.
  const lowering = lowerings[operation.type] as Lower<OperationName>
  return lowering(operation, canvas, context)
}
