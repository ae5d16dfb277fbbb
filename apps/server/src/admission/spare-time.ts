import type { Admission } from './admission.ts'

/** Milliseconds while some are refused: who is refused is to know it soon. */
const WHILE_REFUSING = 20

/** Milliseconds while so much waits that all processes have work for longer, and how much that is. */
const WHILE_BUSY = 24
const BUSY_MS = 30

/** How long requests may be left alone, ms: a picture would have to wait for longer anyway, all else is a little late. */
export function spareTime({ isRefusing, backlogMs }: Pick<Admission, 'isRefusing' | 'backlogMs'>): number {
  if (isRefusing) return WHILE_REFUSING
  return backlogMs >= BUSY_MS ? WHILE_BUSY : 0
}
