import { type Lower, oneStep, withoutSteps } from './lower.ts'

/** Half the strength below 0, so that -100 is pale and not flat grey. */
const divisor = (amount: number) => (amount > 0 ? 100 : 200)

/** Multiplies every channel. Source: OSS, "Contrast"; the factor is the one found side by side. */
export const contrast: Lower<'contrast'> = ({ amount }, canvas) => {
  if (amount === 0) return withoutSteps(canvas)
  return oneStep({ type: 'linear', multiply: 1 + amount / divisor(amount), add: 0 }, canvas)
}
