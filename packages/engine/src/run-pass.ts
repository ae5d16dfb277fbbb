import type { OverlayOptions, Sharp } from 'sharp'
import { fromFile, isRaw, open, type Picture, toRaw } from './decode.ts'
import type { Pass } from './passes.ts'
import { average } from './pixels/average.ts'
import { blur } from './pixels/gaussian.ts'
import { circleMask, paintCorners, roundedMask, withMask } from './pixels/masks.ts'
import type { Raw } from './pixels/raw.ts'
import type { BlurStep, Mark, MaskStep, Step } from './step.ts'

/** The marks of a plan, ready to be drawn. */
export type Overlays = ReadonlyMap<Mark, OverlayOptions>

/** Runs one pass to raw pixels; raw pixels it is given may be changed. */
export async function runPass(pass: Pass, picture: Picture, overlays: Overlays): Promise<Raw> {
  if (pass.kind === 'sharp')
    return decoding(picture, () => toRaw(withSteps(open(picture), pass.steps, overlays)))
  const start = isRaw(picture) ? picture : await fromFile(() => toRaw(open(picture)))
  return pass.steps.reduce(onPixels, start)
}

/** What fails in the pass that decodes is the file's fault; in any other it is ours. */
export function decoding<Result>(picture: Picture, work: () => Promise<Result>): Promise<Result> {
  return isRaw(picture) ? work() : fromFile(work)
}

function onPixels(picture: Raw, step: Step): Raw {
  switch (step.type) {
    case 'scale':
      return average(picture, step.width, step.height)
    case 'mask':
      if (step.background === null) return withMask(picture, coverage(step))
      paintCorners(picture, step.radius, step.background)
      return picture
    case 'blur':
      return blur(picture, step.radius, step.sigma)
    default:
      throw new TypeError(`${step.type} is not done on raw pixels`)
  }
}

function coverage({ shape, width, height, radius }: MaskStep): Uint8Array {
  return shape === 'circle' ? circleMask(width) : roundedMask(width, height, radius)
}

/** Adds the steps of a pass to a sharp pipeline. */
export function withSteps(pipeline: Sharp, steps: readonly Step[], overlays: Overlays): Sharp {
  return steps.reduce((current, step) => withStep(current, step, overlays), pipeline)
}

/** Adds one step; that sharp runs it in its turn is the business of `passes.ts`. */
function withStep(pipeline: Sharp, step: Step, overlays: Overlays): Sharp {
  switch (step.type) {
    case 'orient':
      // By the tag of the file; raw pixels have none, and were turned when they were decoded.
      return pipeline.autoOrient()
    case 'extract':
      return pipeline.extract(step.region)
    case 'scale':
      return pipeline.resize(step.width, step.height, { fit: 'fill', kernel: 'cubic' })
    case 'turn':
      return pipeline.rotate(step.angle)
    case 'rotate':
      return pipeline.rotate(step.angle, { background: colorOf(step.background) })
    case 'extend': {
      const { left, top, right, bottom, color } = step
      return pipeline.extend({ left, top, right, bottom, background: colorOf(color) })
    }
    case 'mask': {
      const { width, height } = step
      return pipeline.joinChannel(Buffer.from(coverage(step).buffer), { raw: { width, height, channels: 1 } })
    }
    case 'blur':
      return blurred(pipeline, step)
    case 'convolve':
      return pipeline.convolve({ width: 3, height: 3, scale: 1, kernel: [...step.kernel] })
    case 'linear':
      return pipeline.linear(step.multiply, step.add)
    case 'overlay': {
      const composited = pipeline.composite(step.marks.flatMap((mark) => overlays.get(mark) ?? []))
      // Compositing leaves an opaque picture with an alpha channel that means nothing.
      return step.alpha ? composited : composited.removeAlpha()
    }
    case 'flatten':
      return pipeline.flatten({ background: colorOf(step.color) })
  }
}

/** Below this sharp takes the whole kernel that it would use for the sigma alone. */
const SMALLEST_AMPLITUDE = 0.001

/** sharp cuts its kernel where the bell falls below an amplitude: the one between the last two taps. */
function blurred(pipeline: Sharp, { radius, sigma, precision, add = 0 }: BlurStep): Sharp {
  const bell = (distance: number) => Math.exp(-(distance * distance) / (2 * sigma * sigma))
  const minAmplitude = Math.max(SMALLEST_AMPLITUDE, (bell(radius) + bell(radius + 1)) / 2)
  if (precision === 'fast') return pipeline.blur({ sigma, minAmplitude, precision: 'integer' })
  // The floating point result is cut to whole levels; half a level more makes that rounding.
  return pipeline.blur({ sigma, minAmplitude, precision: 'float' }).linear(1, add + 0.5)
}

function colorOf(color: string | null) {
  return color === null ? { r: 0, g: 0, b: 0, alpha: 0 } : `#${color}`
}
