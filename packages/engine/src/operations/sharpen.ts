import { type Lower, oneStep } from './lower.ts'

/** Total weight taken from the neighbours at 100 %, worked out from what the live service writes. */
const STRENGTH_AT_100 = 0.68

/** A 3 × 3 unsharp mask: edges weigh twice as much as corners. Source: OSS, "Sharpen". */
export const sharpen: Lower<'sharpen'> = ({ amount }, canvas) => {
  const strength = (STRENGTH_AT_100 * amount) / 100
  const edge = -strength / 6
  const corner = -strength / 12
  const kernel = [corner, edge, corner, edge, 1 + strength, edge, corner, edge, corner]
  return oneStep({ type: 'convolve', kernel }, canvas)
}
