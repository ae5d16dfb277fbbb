import { type Pass, rawBytes, type Surface } from '../passes.ts'
import type { BlurStep, Step } from '../step.ts'
import { type EstimatedCost, MEBIBYTE, MEGAPIXEL } from './cost.ts'
import { pixelsOf } from './surfaces.ts'

/** A step between two surfaces; its marks are counted elsewhere. */
export interface Placed {
  readonly step: Step
  readonly kind: Pass['kind']
  readonly before: Surface
  readonly after: Surface
}

/** ms that the first pixel of a scaling takes: kernels are made anew. */
const SCALING = 1

/** Bytes of rows that one row of a reduction is made of. */
const ROWS = 6 * MEBIBYTE

/** Bytes of tiles that are composited at a time. */
const COMPOSITE = 6 * MEBIBYTE

/** What a step takes. */
export function stepCost({ step, kind, before, after }: Placed): EstimatedCost {
  const made = pixelsOf(after)
  switch (step.type) {
    case 'scale':
      if (step.resampling === 'area') return cost(SCALING, 7, pixelsOf(before), 0)
      return {
        // With alpha all is multiplied by it before.
        cpuMs: SCALING + ((before.alpha ? 8 : 1) * pixelsOf(before) + 4 * made) / MEGAPIXEL,
        peakBytes: Math.min(rawBytes(before), ROWS),
      }
    case 'orient':
    case 'turn':
      // Rows that come from above cannot be read from the side, so all are held.
      return { cpuMs: (4 * made) / MEGAPIXEL, peakBytes: rawBytes(before) }
    case 'rotate':
      return { cpuMs: (7 * made) / MEGAPIXEL, peakBytes: rawBytes(before) }
    case 'blur':
      return blurCost(step, kind, after)
    case 'convolve':
      return cost(0, 15, made, 0)
    case 'linear':
      return cost(0, 8, made, 0)
    case 'overlay': {
      const { cpuMs } = cost(0, 8, made, 0)
      return { cpuMs, peakBytes: COMPOSITE }
    }
    case 'mask':
      // One band; of what is transparent already the alpha is multiplied by us, else corners are painted in place.
      return cost(0, before.alpha ? 12 : 1, made, step.background === null ? 1 : 0)
    case 'extract':
    case 'extend':
    case 'flatten':
      return cost(0, 1, made, 0)
  }
}

/** libvips in floating point is 100 times as slow as in whole numbers; ours is in between. */
function blurCost({ radius, precision }: BlurStep, kind: Pass['kind'], surface: Surface): EstimatedCost {
  const taps = 2 * radius + 1
  const perTap = kind === 'pixels' ? 4 : precision === 'exact' ? 6 : 0.05
  return cost(0, perTap * taps, pixelsOf(surface), 4)
}

function cost(once: number, megapixel: number, pixels: number, held: number): EstimatedCost {
  return { cpuMs: once + (megapixel * pixels) / MEGAPIXEL, peakBytes: held * pixels }
}
