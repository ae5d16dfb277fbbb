import type { Job, Lane } from './job.ts'
import type { Room } from './room.ts'

/**
 * Cheap work that is owed for each millisecond of heavy work while both wait. It leaves heavy jobs a quarter of the
 * slots, and half of the time where that would be less than one slot: by count of jobs instead, the long ones would
 * hold all slots but one.
 */
export function cheapPerHeavy(jobs: number): number {
  if (jobs === 1) return 1
  const guaranteed = Math.max(1, Math.floor(jobs / 4))
  return (jobs - guaranteed) / guaranteed
}

/** Whose turn it is when both lanes wait: the cheap one's, until it has had what it is owed. */
export class Turns {
  readonly #cheapPerHeavy: number
  #owed = 0

  constructor(jobs: number) {
    this.#cheapPerHeavy = cheapPerHeavy(jobs)
  }

  /** Cheap work that goes before the next heavy job, ms of slots. */
  get owedMs(): number {
    return this.#owed
  }

  get isHeavyDue(): boolean {
    return this.#owed <= 0
  }

  /** @param cheapWaits whether a cheap job is left waiting; if none is, none is owed more than for this start. */
  started(lane: Lane, slotMs: number, cheapWaits: boolean): void {
    const before = cheapWaits ? this.#owed : 0
    if (lane === 'heavy') this.#owed = before + slotMs * this.#cheapPerHeavy
    else this.#owed = Math.max(0, before - slotMs)
  }
}

/**
 * The one of the first two that may start now. Neither may, where the one whose turn it is needs memory that others
 * still have: whoever overtook it would keep the memory from it.
 */
export function choose(
  { cheap, heavy }: Readonly<Record<Lane, Job | undefined>>,
  isHeavyDue: boolean,
  room: Room,
): Job | undefined {
  if (!room.hasSlot) return undefined
  // Cheap jobs do not delay a heavy one that other heavy ones keep out.
  const canBeHeavy = heavy !== undefined && room.heavyAllows(heavy)
  const next = canBeHeavy && (isHeavyDue || !cheap) ? heavy : cheap
  return next && room.fits(next) ? next : undefined
}
