import { askedQuality } from '../encoding.ts'
import { type Lower, withoutSteps } from './lower.ts'

/** Remembered until the result is encoded; the last one counts. Source: OSS, "Adjust image quality". */
export const quality: Lower<'quality'> = (operation, canvas) =>
  withoutSteps({ ...canvas, quality: askedQuality(operation, canvas) })
