import type { Canvas } from '../canvas.ts'
import { type Lower, oneStep } from './lower.ts'

/** A Gaussian kernel cut off at the radius. Source: OSS, "Blur". */
export const blur: Lower<'blur'> = ({ radius, sigma }, canvas) =>
  oneStep({ type: 'blur', radius, sigma, precision: precisionFor(canvas, radius) }, canvas)

/**
 * Pixels times radius up to which the kernel is exact. Beyond, floating point costs seconds, and the
 * whole-number kernel that is a few levels off costs tens of milliseconds. With alpha the exact one runs
 * on our own thread.
 */
const EXACT_WORK = { opaque: 4_000_000, alpha: 1_000_000 } as const

function precisionFor({ width, height, alpha }: Canvas, radius: number): 'exact' | 'fast' {
  const work = width * height * radius
  return work <= EXACT_WORK[alpha ? 'alpha' : 'opaque'] ? 'exact' : 'fast'
}
