import { type Lower, oneStep, withoutSteps } from './lower.ts'

/** Adds as many levels to every channel. Source: OSS, "Brightness"; the amount is the one found side by side. */
export const bright: Lower<'bright'> = ({ amount }, canvas) =>
  amount === 0 ? withoutSteps(canvas) : oneStep({ type: 'linear', multiply: 1, add: amount }, canvas)
