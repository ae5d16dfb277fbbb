import { type Lower, withoutSteps } from './lower.ts'

/** Decides how the source is decoded, before the first operation, so there is nothing left to do here. */
export const autoOrient: Lower<'auto-orient'> = (_operation, canvas) => withoutSteps(canvas)
