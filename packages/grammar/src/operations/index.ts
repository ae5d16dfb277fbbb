import type { OperationDefinition, OperationInput, OperationOf } from '../operation.ts'
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
import { quality } from './quality.ts'
import { resize } from './resize.ts'
import { rotate } from './rotate.ts'
import { roundedCorners } from './rounded-corners.ts'
import { sharpen } from './sharpen.ts'
import { watermark } from './watermark.ts'

/** Every operation of the dialect by its wire name. */
export const operations = {
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
} as const

/** The wire names of the operations. */
export type OperationName = keyof typeof operations

/** The tree of one operation, or of any. `Operation<'resize'>` has `mode`, `width` … */
export type Operation<Name extends OperationName = OperationName> = {
  [N in Name]: OperationOf<(typeof operations)[N]>
}[Name]

/** What one writes by hand for an operation: required fields, and any of the others. */
export type InputFor<Name extends OperationName> = OperationInput<(typeof operations)[Name]>

/** The wire names of the operations that may prepare the image of a watermark. */
type MarkOperationName = 'resize' | 'crop' | 'indexcrop' | 'rounded-corners' | 'rotate' | 'auto-orient'

/** The tree of an operation that prepares the image of a watermark. */
export type MarkOperation = Operation<MarkOperationName>

/** What one writes by hand for it: `{ type: 'resize', mainPercent: 30 }`. */
export type MarkOperationInput = {
  [N in MarkOperationName]: { readonly type: N } & InputFor<N>
}[MarkOperationName]

/** The definition of `name`, or undefined when the dialect has no such operation. */
export function definitionOf(name: string): OperationDefinition | undefined {
  return Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined
}
