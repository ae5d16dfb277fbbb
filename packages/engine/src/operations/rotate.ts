import { resized } from '../canvas.ts'
import { boundingBox, swapped } from '../geometry.ts'
import { tooLarge } from '../limits.ts'
import { type Lower, oneStep, withoutSteps } from './lower.ts'

/** Source: OSS, "Rotate". */
export const rotate: Lower<'rotate'> = ({ angle }, canvas, { limits }) => {
  if (angle % 360 === 0) return withoutSteps(canvas)
  if (Math.max(canvas.width, canvas.height) > limits.rotatedSide)
    throw tooLarge('Picture exceed the maximum allowable rotation range', '06')
  const turned = { ...canvas, tag: null }
  switch (angle) {
    case 90:
    case 270:
      return oneStep({ type: 'turn', angle }, resized(turned, swapped(canvas)))
    case 180:
      return oneStep({ type: 'turn', angle }, turned)
    default: {
      const background = canvas.alpha ? null : 'FFFFFF'
      return oneStep({ type: 'rotate', angle, background }, resized(turned, boundingBox(canvas, angle)))
    }
  }
}
