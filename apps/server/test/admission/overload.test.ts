import { describe, expect, it } from 'vitest'
import type { AdmissionLimits } from '../../src/admission/admission.ts'
import { type Arrival, type Fate, mean, openLoop, percentile } from './open-loop.ts'

const MIB = 1024 ** 2
const limits: AdmissionLimits = { jobs: 4, bytes: 2000 * MIB, queueMs: 2000, jobMs: 8000 }

/** Thumbnails, and one in ten that takes long; expected no better than within 40 %. */
function mixed(random: () => number): Arrival {
  const cpuMs = random() < 0.9 ? 2 + 60 * random() : 250 + 1500 * random() ** 2
  return { cpuMs, bytes: (10 + cpuMs / 8) * MIB, realMs: cpuMs * (0.6 + 0.8 * random()) }
}

/** The same pictures where each takes `times` as long as expected. */
const on =
  (times: number) =>
  (random: () => number): Arrival => {
    const arrival = mixed(random)
    return { ...arrival, cpuMs: arrival.cpuMs / times, bytes: arrival.bytes }
  }

const cheap = ({ realMs }: Arrival) => realMs < 150
const waitOf = ({ at, startedAt = Number.NaN }: Fate) => startedAt - at
const ran = ({ endedAt }: Fate) => endedAt !== undefined
const expired = ({ at, refusedAt = at }: Fate) => refusedAt > at

/** Part of the slots' time until `end` in which pictures were made that somebody got. */
function goodput(fates: readonly Fate[], end: number, { jobs }: AdmissionLimits): number {
  const used = fates.filter(ran).map(({ startedAt = 0, endedAt = 0 }) => {
    return Math.max(0, Math.min(endedAt, end) - startedAt)
  })
  return used.reduce((sum, ms) => sum + ms, 0) / (end * jobs)
}

describe.each([
  ['as expected, 1 slot', 1, on(1), 0.1],
  ['as expected, 2 slots', 2, on(1), 0.02],
  ['as expected, 4 slots', 4, on(1), 0.02],
  ['as expected, 8 slots', 8, on(1), 0.02],
  ['5 times as long as expected, 4 slots', 4, on(5), 0.02],
  ['a third of the expected, 4 slots', 4, on(1 / 3), 0.02],
])('10 times what the server can do, jobs take %s', (_name, jobs, draw, inVain) => {
  const run = openLoop({ ...limits, jobs }, { overload: 10, seconds: 60 }, draw)

  it('keeps the slots at work that counts', async () => {
    const { fates, end } = await run
    expect(goodput(fates, end, { ...limits, jobs })).toBeGreaterThan(0.95)
  })

  it('lets nobody wait longer than queueMs, and nearly nobody in vain', async () => {
    const { fates } = await run
    const waits = fates.filter(ran).map(waitOf)
    expect(percentile(waits, 1)).toBeLessThanOrEqual(limits.queueMs)
    expect(percentile(waits, 0.5)).toBeGreaterThan(limits.queueMs / 4)
    expect(fates.filter(expired).length / waits.length).toBeLessThan(inVain)
  })

  it('gives both lanes their part', async () => {
    const { fates, end } = await run
    const heavy = fates.filter((fate) => !cheap(fate))
    const part = goodput(heavy, end, { ...limits, jobs })
    expect(part).toBeGreaterThan(0.15)
    expect(part).toBeLessThan(0.75)
  })

  it('has nothing left in the end', async () => {
    const { admission, clock, fates } = await run
    const refused = fates.filter((fate) => !ran(fate)).length
    expect(admission.state).toMatchObject({ running: 0, waiting: 0, bytes: 0, refused })
    expect(clock.pending).toBe(0)
  })
})

it('cheap pictures hardly wait while heavy ones alone are too much', async () => {
  const draw = (random: () => number): Arrival => {
    const cpuMs = random() < 0.5 ? 5 : 1000
    return { cpuMs, bytes: 20 * MIB, realMs: cpuMs }
  }
  const { fates } = await openLoop(limits, { overload: 3, seconds: 60 }, draw)
  const waits = fates.filter((fate) => cheap(fate) && ran(fate)).map(waitOf)
  expect(fates.filter((fate) => cheap(fate) && !ran(fate))).toEqual([])
  expect(mean(waits)).toBeLessThan(5)
  expect(Math.max(...waits)).toBeLessThan(50)
})

it('refuses next to nobody who asks for less than there is', async () => {
  const draw = (random: () => number): Arrival => {
    const cpuMs = 2 + 60 * random()
    return { cpuMs, bytes: 20 * MIB, realMs: cpuMs }
  }
  const { fates } = await openLoop(limits, { overload: 0.9, seconds: 60 }, draw)
  expect(fates.filter((fate) => !ran(fate))).toEqual([])
})

it('one that needs all memory has its turn among many that need some', async () => {
  const draw = (random: () => number): Arrival => {
    const isGiant = random() < 0.02
    const cpuMs = isGiant ? 300 : 50
    return { cpuMs, bytes: isGiant ? 5000 * MIB : 400 * MIB, realMs: cpuMs }
  }
  const { fates } = await openLoop(limits, { overload: 10, seconds: 60 }, draw)
  const giants = fates.filter(({ bytes }) => bytes > limits.bytes)
  expect(giants.filter(ran).length).toBeGreaterThan(20)
  expect(giants.filter(expired).length).toBeLessThan(5)
  for (const { startedAt = 0, endedAt = 0 } of giants.filter(ran)) {
    const beside = fates.filter(
      (fate) => (fate.startedAt ?? endedAt) < endedAt && (fate.endedAt ?? 0) > startedAt,
    )
    expect(beside).toHaveLength(1)
  }
})
