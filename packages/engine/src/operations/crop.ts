import { resized } from '../canvas.ts'
import { EngineError } from '../errors.ts'
import { clipped, type Size, sameSize, thirdsOf } from '../geometry.ts'
import { type Lower, oneStep, withoutSteps } from './lower.ts'

/** Source: OSS, "Custom crop". */
export const crop: Lower<'crop'> = (operation, canvas) => {
  const asked: Size = {
    width: Math.min(operation.width || canvas.width, canvas.width),
    height: Math.min(operation.height || canvas.height, canvas.height),
  }
  const [across, down] = thirdsOf(operation.gravity)
  const origin = (third: typeof across, free: number) =>
    third === 'start' ? 0 : third === 'end' ? free : Math.floor(free / 2)
  // The offsets always go right and down, also from the lower right corner.
  const left = origin(across, canvas.width - asked.width) + operation.x
  const top = origin(down, canvas.height - asked.height) + operation.y
  const region = clipped(canvas, { left, top, ...asked })
  if (!region)
    throw new EngineError('CutEdgeExceedRange', "Advance cut's position is out of image.", {
      operation: 'crop',
    })
  if (sameSize(region, canvas)) return withoutSteps(canvas)
  return oneStep({ type: 'extract', region }, resized(canvas, region))
}
