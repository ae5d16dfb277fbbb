import type { OperationDefinition, OperationInput, OperationOf } from '../operation.ts'
import { autoOrient } from './auto-orient.ts'
import { crop } from './crop.ts'
import { format } from './format.ts'
import { info } from './info.ts'
import { quality } from './quality.ts'
import { resize } from './resize.ts'
import { rotate } from './rotate.ts'
import { sharpen } from './sharpen.ts'
import { watermark } from './watermark.ts'

/** Every operation of the dialect by its wire name. */
export const operations = {
  resize,
  crop,
  rotate,
  'auto-orient': autoOrient,
  sharpen,
  quality,
  format,
  info,
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

/** The definition of `name`, or undefined when the dialect has no such operation. */
export function definitionOf(name: string): OperationDefinition | undefined {
  return Object.hasOwn(operations, name) ? operations[name as OperationName] : undefined
}
