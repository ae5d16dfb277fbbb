import { boundingBox, type Size, swapped } from '../geometry.ts'
import type { Surface } from '../passes.ts'
import type { Step } from '../step.ts'

/** The surface that a step makes of another. */
export function surfaceAfter(step: Step, before: Surface): Surface {
  switch (step.type) {
    case 'orient':
      return step.orientation >= 5 ? { ...before, ...swapped(before) } : before
    case 'turn':
      return step.angle === 180 ? before : { ...before, ...swapped(before) }
    case 'extract':
      return { ...before, ...sizeOf(step.region) }
    case 'scale':
      return { ...before, ...sizeOf(step) }
    case 'rotate':
      return { ...before, ...boundingBox(before, step.angle) }
    case 'extend':
      return {
        ...before,
        width: before.width + step.left + step.right,
        height: before.height + step.top + step.bottom,
      }
    case 'mask':
      return { ...before, alpha: before.alpha || step.background === null }
    case 'flatten':
      return { ...before, alpha: false }
    case 'blur':
    case 'convolve':
    case 'linear':
    case 'overlay':
      return before
  }
}

/** Pixels of a surface. */
export function pixelsOf({ width, height }: Size): number {
  return width * height
}

function sizeOf({ width, height }: Size): Size {
  return { width, height }
}
