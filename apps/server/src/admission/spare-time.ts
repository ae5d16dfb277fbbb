import type { Admission } from './admission.ts'

/** Milliseconds while some are refused: so many come then that more time would gain nothing. */
const WHILE_REFUSING = 16

/** Milliseconds while so much waits that all processes have work for longer. */
const WHILE_BUSY = 24
const BUSY_MS = 30

/** How long a request may be left alone without being answered later for it, ms: it would have to wait anyway. */
export function spareTime({ isRefusing, backlogMs }: Pick<Admission, 'isRefusing' | 'backlogMs'>): number {
  if (isRefusing) return WHILE_REFUSING
  return backlogMs >= BUSY_MS ? WHILE_BUSY : 0
}
