import { getEventListeners } from 'node:events'
import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../test/admission/virtual-clock.ts'
import type { Admission, AdmissionLimits } from './admission.ts'
import { openAdmission } from './open-admission.ts'

const limits: AdmissionLimits = { jobs: 2, bytes: 1000, queueMs: 2000, jobMs: 8000 }
const never = new AbortController().signal

/** One that runs jobs for as long as they should take. */
function opened(changes: Partial<AdmissionLimits> = {}) {
  const clock = new VirtualClock()
  const admission = openAdmission({ ...limits, ...changes }, { clock })
  const run = (cpuMs: number, bytes = 0, signal = never) =>
    admission.run(
      { cpuMs, bytes },
      () => new Promise<number>((resolve) => clock.after(cpuMs, () => resolve(cpuMs))),
      signal,
    )
  return { clock, admission, run }
}

/** Fills the queue of cheap jobs as far as it goes and says how many are in it. */
function flood(admission: Admission, run: (cpuMs: number) => Promise<number>): number {
  for (let count = 0; count < 1000; count += 1) run(100).catch(() => {})
  return admission.state.waiting
}

it.each([
  { jobs: 0 },
  { jobs: 1.5 },
  { heavyJobs: 0 },
  { heavyJobs: 1.5 },
  { bytes: 0 },
  { queueMs: -1 },
  { jobMs: 0 },
  { bytes: Number.NaN },
])('no admission with %j', (changes) => {
  expect(() => openAdmission({ ...limits, ...changes })).toThrow(RangeError)
})

it('tells how long the cheap jobs that wait will take', async () => {
  const { admission, clock, run } = opened()
  expect(admission.backlogMs).toBe(0)
  for (let count = 0; count < 5; count += 1) void run(40)
  // Three of 40 ms wait for two slots.
  expect(admission.backlogMs).toBe(60)
  await clock.runUntil(40)
  expect(admission.backlogMs).toBe(20)
})

describe('refusals', () => {
  it('say how long it would take, at once', async () => {
    const { admission, run } = opened()
    expect(flood(admission, run)).toBe(28)
    expect(admission.state.refused).toBe(970)
    const refused = await run(100).catch((error) => error)
    expect(refused).toMatchObject({
      code: 'ServiceUnavailable',
      message: 'The server is busy: a turn would take about 2 s. Please reduce your request rate.',
      headers: { 'retry-after': '2' },
    })
  })

  it('are remembered for a second, but for those of what is too much by itself', async () => {
    const { admission, clock, run } = opened()
    await expect(run(8001)).rejects.toMatchObject({ code: 'ServiceUnavailable' })
    expect(admission.isRefusing).toBe(false)
    flood(admission, run)
    expect(admission.isRefusing).toBe(true)
    await clock.runUntil(999)
    expect(admission.isRefusing).toBe(true)
    await clock.runUntil(1000)
    expect(admission.isRefusing).toBe(false)
  })

  it('say that a job is too much', async () => {
    const { run, admission } = opened()
    await expect(run(8001)).rejects.toMatchObject({
      code: 'ServiceUnavailable',
      message: 'This is too much work for a picture: it would take about 9 s, and 8 s are allowed.',
      headers: { 'retry-after': '60' },
    })
    await expect(run(Infinity)).rejects.toMatchObject({ code: 'ServiceUnavailable' })
    expect(admission.state.refused).toBe(2)
  })

  it('come before any work too, and only while they would come anyhow', async () => {
    const { admission, clock, run } = opened()
    expect(() => admission.check()).not.toThrow()
    flood(admission, run)
    const { refused } = admission.state
    expect(() => admission.check()).toThrow('The server is busy')
    expect(admission.state.refused).toBe(refused + 1)
    await clock.runUntil(200)
    expect(() => admission.check()).not.toThrow()
  })

  it('come to all but as many as there is time for, of those who ask in the same moment', async () => {
    const { admission, clock, run } = opened()
    for (let count = 0; count < 22; count += 1) void run(100)
    const passed = () => {
      const before = admission.state.refused
      for (let count = 0; count < 50; count += 1)
        try {
          admission.check()
        } catch {}
      return 50 - (admission.state.refused - before)
    }
    // 20 of 100 ms wait for two slots that are free in 100 ms: 8 more are done after 1500 ms.
    expect(passed()).toBe(8)
    expect(passed()).toBe(0)
    await clock.runUntil(clock.now())
    expect(passed()).toBe(8)
    await clock.runUntil(400)
    expect(passed()).toBe(16)
  })

  it('come to all in that moment, until somebody leaves', async () => {
    const { admission, run } = opened()
    const leaving = new AbortController()
    for (let count = 0; count < 40; count += 1) run(100, 0, leaving.signal).catch(() => {})
    expect(() => admission.check()).toThrow('The server is busy')
    const { refused } = admission.state
    expect(() => admission.check()).toThrow('The server is busy')
    expect(admission.state.refused).toBe(refused + 1)
    leaving.abort()
    expect(() => admission.check()).not.toThrow()
  })

  it('come when a turn has not come in time', async () => {
    const { admission, clock } = opened({ jobs: 1 })
    void admission.run({ cpuMs: 1000, bytes: 0 }, () => new Promise(() => {}), never)
    const waiting = admission.run({ cpuMs: 100, bytes: 0 }, async () => 'made', never)
    const told = expect(waiting).rejects.toMatchObject({
      code: 'ServiceUnavailable',
      headers: { 'retry-after': '1' },
    })
    await clock.runUntil(1999)
    expect(admission.state).toMatchObject({ waiting: 1, refused: 0 })
    await clock.runUntil(2000)
    await told
    expect(admission.state).toMatchObject({ running: 1, waiting: 0, refused: 1 })
  })

  it('come to each at the end of its own time', async () => {
    const { admission, clock } = opened({ jobs: 1 })
    const wait = () => admission.run({ cpuMs: 1000, bytes: 0 }, () => new Promise(() => {}), never)
    const settled: number[] = []
    void wait()
    for (const at of [0, 500]) {
      await clock.runUntil(at)
      admission.run({ cpuMs: 10, bytes: 0 }, async () => {}, never).catch(() => settled.push(clock.now()))
    }
    await clock.runUntil(10_000)
    expect(settled).toEqual([2000, 2500])
  })

  it('spare a heavy job where cheap ones have only just begun to wait', async () => {
    const { admission, clock, run } = opened({ jobs: 4 })
    await clock.runUntil(100_000)
    const all = [100, 100, 100, 100, 100, 1500, 300].map((cpuMs) => run(cpuMs))
    expect(admission.state).toMatchObject({ running: 4, waiting: 3, refused: 0 })
    await clock.runUntil(110_000)
    await Promise.all(all)
  })

  it('are all there is with no time to wait', async () => {
    const { run, clock } = opened({ queueMs: 0 })
    const both = [run(10), run(10)]
    await expect(run(10)).rejects.toMatchObject({ code: 'ServiceUnavailable' })
    await clock.runUntil(10)
    expect(await Promise.all(both)).toEqual([10, 10])
  })
})

it('starts what has room before `run` returns, and tells it how long it should take', async () => {
  const { admission } = opened()
  let told = 0
  const result = admission.run({ cpuMs: 30, bytes: 0 }, async (expectedMs) => (told = expectedMs), never)
  expect(told).toBe(30)
  expect(await result).toBe(30)
})

it('gives the place back whatever becomes of work', async () => {
  const { admission } = opened()
  const cost = { cpuMs: 10, bytes: 700 }
  const broken = new Error('broken')
  const fail = () => {
    throw broken
  }
  for (const work of [fail, async () => fail()])
    await expect(admission.run(cost, work, never)).rejects.toBe(broken)
  await expect(admission.run(cost, fail, AbortSignal.abort('gone'))).rejects.toBe('gone')
  await expect(admission.run({ cpuMs: Number.NaN, bytes: 0 }, fail, never)).rejects.toThrow(RangeError)
  expect(admission.state).toEqual({ running: 0, waiting: 0, bytes: 0, refused: 0, slowness: 1 })
})

it('lets those behind one who leaves have what he waited for', async () => {
  const { admission, clock, run } = opened()
  const running = run(100, 600)
  const leaving = new AbortController()
  const left = run(100, 500, leaving.signal)
  const behind = run(100, 100)
  expect(admission.state).toMatchObject({ running: 1, waiting: 2, bytes: 600 })
  leaving.abort('gone')
  await expect(left).rejects.toBe('gone')
  expect(admission.state).toMatchObject({ running: 2, waiting: 0, bytes: 700 })
  await clock.runUntil(100)
  expect(await Promise.all([running, behind])).toEqual([100, 100])
  expect(getEventListeners(leaving.signal, 'abort')).toEqual([])
  expect(clock.pending).toBe(0)
})

it('warns of nothing when hundreds of one caller wait, and leaves nothing behind', async () => {
  const warnings: Error[] = []
  const warn = (warning: Error) => warnings.push(warning)
  process.on('warning', warn)
  const { clock, run } = opened()
  const { signal } = new AbortController()
  const results = Array.from({ length: 500 }, () => run(1, 0, signal))
  await clock.runUntil(1000)
  await Promise.all(results)
  process.off('warning', warn)
  expect(warnings).toEqual([])
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

describe('a machine that is slower than the estimate', () => {
  /** After jobs that took four times as long as expected. */
  async function slowed() {
    const { admission, clock } = opened()
    const run = (cpuMs: number) =>
      admission.run(
        { cpuMs, bytes: 0 },
        () => new Promise<void>((resolve) => clock.after(4 * cpuMs, resolve)),
        never,
      )
    for (let count = 0; count < 100; count += 1) {
      const done = run(1000)
      await clock.runUntil(clock.now() + 4000)
      await done
    }
    return { admission, clock, run }
  }

  it('refuses what it would not do in time, and finds out when it has become faster', async () => {
    const { admission, clock, run } = await slowed()
    expect(admission.state.slowness).toBeCloseTo(4, 1)
    await expect(run(3000)).rejects.toThrow('it would take about 12 s, and 8 s are allowed')
    await clock.runUntil(clock.now() + 60_001)
    const tried = run(3000)
    await expect(run(3000)).rejects.toThrow('too much work')
    await clock.runUntil(clock.now() + 12_000)
    await tried
  })

  it('learns nothing from what failed early, and something from what was given up late', async () => {
    const { admission, clock } = opened()
    const fail = (ms: number) => () =>
      new Promise<never>((_, reject) => clock.after(ms, () => reject(new Error('broken'))))
    const run = async (cpuMs: number, realMs: number) => {
      const told = expect(admission.run({ cpuMs, bytes: 0 }, fail(realMs), never)).rejects.toThrow('broken')
      await clock.runUntil(clock.now() + realMs)
      await told
    }
    await run(1000, 10)
    expect(admission.state.slowness).toBe(1)
    await run(1000, 8000)
    expect(admission.state.slowness).toBeGreaterThan(2)
  })
})

it('waits by the clock of the machine', async () => {
  const admission = openAdmission({ ...limits, jobs: 1, queueMs: 100 })
  const first = admission.run(
    { cpuMs: 1, bytes: 0 },
    () => new Promise((resolve) => setTimeout(resolve, 300)),
    never,
  )
  await expect(admission.run({ cpuMs: 1, bytes: 0 }, async () => {}, never)).rejects.toThrow('busy')
  await first
  expect(admission.state).toMatchObject({ running: 0, waiting: 0 })
})
