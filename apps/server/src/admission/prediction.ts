import type { Lane } from './job.ts'
import { cheapPerHeavy } from './lanes.ts'
import { heavySlots } from './room.ts'

/** A job under way, as those behind it see it. */
export interface Busy {
  readonly lane: Lane
  /** How long it will still take, ms. */
  readonly remainingMs: number
  /** Slots that it keeps from others: 1 or more. */
  readonly slots: number
}

/** What lies before a newcomer. Work is time of slots on this machine, ms. */
export interface Situation {
  /** As of the limits. */
  readonly jobs: number
  readonly heavyJobs?: number | undefined
  readonly running: readonly Busy[]
  readonly cheapWork: number
  readonly heavyWork: number
  /** Mean work of the heavy jobs that wait; 0 if none does. */
  readonly heavyMean: number
  /** Cheap work that goes before the next heavy job. */
  readonly owedMs: number
  /** How long cheap jobs have been waiting without a break, ms. */
  readonly cheapBacklogMs: number
}

/** How long a newcomer would have to wait for its turn, ms. */
export function predictWait(lane: Lane, situation: Situation): number {
  return lane === 'cheap' ? cheapWait(situation) : heavyWait(situation)
}

/** Before it go the cheap jobs that wait, and the heavy ones that become due meanwhile; these never take the last slot. */
function cheapWait({ jobs, running, cheapWork, heavyWork, heavyMean, owedMs }: Situation): number {
  const beyond = cheapWork - owedMs
  const due = beyond < 0 ? 0 : beyond / cheapPerHeavy(jobs) + heavyMean
  const free = freeAt(running, jobs)
  const shared = level(cheapWork + Math.min(heavyWork, due), free)
  if (jobs === 1) return shared
  const cheap = running.filter(({ lane }) => lane === 'cheap').map(({ remainingMs }) => remainingMs)
  const soonest = cheap.length > 0 ? Math.min(...cheap) : (free[0] ?? 0)
  return Math.min(shared, soonest + cheapWork)
}

/**
 * Before it go the heavy jobs that wait, and cheap ones until they have had what they are owed for these. A backlog of
 * cheap jobs that has lasted for a while is expected to last as long again.
 */
function heavyWait(situation: Situation): number {
  const { jobs, running, cheapWork, heavyWork, owedMs, cheapBacklogMs } = situation
  const heavy = running.filter(({ lane }) => lane === 'heavy')
  const amongHeavy = level(heavyWork, freeAt(heavy, heavySlots(situation)))
  const owed = owedMs + heavyWork * cheapPerHeavy(jobs)
  const cheap = Math.min(owed, cheapWork + jobs * cheapBacklogMs)
  return Math.max(amongHeavy, level(heavyWork + cheap, freeAt(running, jobs)))
}

/** When the slots become free, ms from now, soonest first. */
function freeAt(running: readonly Busy[], slots: number): number[] {
  const moments: number[] = []
  for (const { remainingMs, slots: kept } of running)
    for (let slot = 1; slot <= kept; slot += 1) moments.push(remainingMs)
  while (moments.length < slots) moments.push(0)
  return moments.sort((a, b) => a - b).slice(-slots)
}

/**
 * When work is done that is poured into slots as they become free: where water stands over uneven ground.
 * 30 into slots that are free at 0, 10 and 100 is done at 20.
 */
export function level(work: number, freeAt: readonly number[]): number {
  let sum = work
  for (const [index, free] of freeAt.entries()) {
    sum += free
    const height = sum / (index + 1)
    if (height <= (freeAt[index + 1] ?? Infinity)) return height
  }
  return sum
}
