import type { AdmissionLimits, ExpectedCost } from '../../src/admission/admission.ts'
import { openAdmission } from '../../src/admission/open-admission.ts'
import { settle, VirtualClock } from './virtual-clock.ts'

/** A picture that is asked for. */
export interface Arrival extends ExpectedCost {
  /** What it really takes once it runs, ms. */
  readonly realMs: number
}

/** What became of an arrival. */
export interface Fate extends Arrival {
  readonly at: number
  readonly startedAt?: number
  readonly endedAt?: number
  readonly refusedAt?: number
}

/** Numbers that look random and are the same every time: mulberry32, in [0,1). */
export function randomNumbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * Sends pictures at so many times the capacity, whatever becomes of them, for so long.
 *
 * @param draw the next picture, from numbers in [0,1).
 */
export async function openLoop(
  limits: AdmissionLimits,
  { overload, seconds, seed = 1 }: { overload: number; seconds: number; seed?: number },
  draw: (random: () => number) => Arrival,
) {
  const clock = new VirtualClock()
  const admission = openAdmission(limits, { clock })
  const random = randomNumbers(seed)
  const sample = Array.from({ length: 10_000 }, () => draw(random).realMs)
  const meanGap = mean(sample) / limits.jobs / overload
  const end = seconds * 1000
  const fates: Promise<Fate>[] = []
  const never = new AbortController().signal
  for (let at = 0; at < end; at += meanGap * -Math.log(1 - random())) {
    await clock.runUntil(at)
    fates.push(send(draw(random), at))
    await settle()
  }
  await clock.runUntil(end + 60_000)
  return { fates: await Promise.all(fates), admission, clock, end }

  async function send(arrival: Arrival, at: number): Promise<Fate> {
    let startedAt: number | undefined
    const work = () => {
      startedAt = clock.now()
      return new Promise<void>((resolve) => clock.after(arrival.realMs, resolve))
    }
    try {
      await admission.run(arrival, work, never)
      return { ...arrival, at, endedAt: clock.now(), ...(startedAt !== undefined && { startedAt }) }
    } catch {
      return { ...arrival, at, refusedAt: clock.now() }
    }
  }
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN
}
