import { resized } from '../canvas.ts'
import { sameSize } from '../geometry.ts'
import { type Lower, oneStep, withoutSteps } from './lower.ts'

/** Slices of one side, the last one as short as it must be. Source: OSS, "Indexed slice". */
export const indexcrop: Lower<'indexcrop'> = ({ sliceWidth, sliceHeight, index }, canvas) => {
  const { width, height } = canvas
  const across = sliceHeight === undefined
  const slice = sliceHeight ?? sliceWidth ?? width
  const start = index * slice
  const whole = across ? width : height
  // Beyond the last slice the image is answered whole.
  if (start >= whole) return withoutSteps(canvas)
  const length = Math.min(slice, whole - start)
  const region = across
    ? { left: start, top: 0, width: length, height }
    : { left: 0, top: start, width, height: length }
  if (sameSize(region, canvas)) return withoutSteps(canvas)
  return oneStep({ type: 'extract', region }, resized(canvas, region))
}
