import { type Lower, oneStep, withoutSteps } from './lower.ts'

/** Source: OSS, "Rounded rectangle". */
export const roundedCorners: Lower<'rounded-corners'> = (operation, canvas) => {
  const { width, height } = canvas
  const radius = Math.min(operation.radius, Math.floor(Math.min(width, height) / 2))
  if (radius === 0) return withoutSteps(canvas)
  return oneStep(
    { type: 'mask', shape: 'rounded', radius, width, height, background: null },
    { ...canvas, alpha: true },
  )
}
