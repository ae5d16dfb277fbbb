import { describe, expect, it } from 'vitest'
import { type Job, jobOf, type Lane } from './job.ts'
import { cheapPerHeavy, choose, Turns } from './lanes.ts'
import { Room } from './room.ts'

const limits = { jobs: 4, bytes: 100, queueMs: 2000, jobMs: 8000 }
const job = (lane: Lane, bytes: number): Job => ({ lane, cpuMs: 100, bytes, slots: 1 })

describe('the lane of a job', () => {
  it.each([
    [250, 25, 1, 'cheap'],
    [251, 25, 1, 'heavy'],
    [125, 25, 2, 'cheap'],
    [126, 25, 2, 'heavy'],
    [1, 26, 1, 'heavy'],
    [0, 0, 20, 'cheap'],
    [Infinity, 0, 1, 'heavy'],
  ])(
    '%d ms and %d of 100 bytes for 4, where jobs take %d times as long: %s',
    (cpuMs, bytes, slowness, lane) => {
      expect(jobOf({ cpuMs, bytes }, slowness, limits).lane).toBe(lane)
    },
  )

  it.each([
    [0, 1, 1],
    [0.5, 1, 1],
    [30, 30, 1.2],
    [100, 100, 4],
    [1e9, 100, 4],
    [Infinity, 100, 4],
  ])('%d of 100 bytes are counted as %d, in %d of 4 slots', (bytes, counted, slots) => {
    expect(jobOf({ cpuMs: 1, bytes }, 1, limits)).toMatchObject({ bytes: counted, slots })
  })

  it.each([
    [Number.NaN, 1],
    [1, Number.NaN],
    [-1, 1],
    [1, -1],
  ])('there is none for %d ms and %d bytes', (cpuMs, bytes) => {
    expect(() => jobOf({ cpuMs, bytes }, 1, limits)).toThrow(RangeError)
  })
})

describe('who goes next', () => {
  const cheap = job('cheap', 20)
  const heavy = job('heavy', 40)
  const largest = job('heavy', 100)
  const roomWith = (running: readonly Job[]) => {
    const room = new Room(limits)
    for (const job of running) room.take({ job, startedAt: 0, expectedMs: 100 })
    return room
  }
  it.each<[string, Job | undefined, Job | undefined, boolean, Job[], Job | undefined]>([
    ['nobody of none', undefined, undefined, true, [], undefined],
    ['cheap before heavy', cheap, heavy, false, [], cheap],
    ['heavy when due', cheap, heavy, true, [], heavy],
    ['heavy when alone', undefined, heavy, false, [], heavy],
    [
      'cheap when heavy ones have their slots',
      cheap,
      heavy,
      true,
      [job('heavy', 1), job('heavy', 1), job('heavy', 1)],
      cheap,
    ],
    ['cheap when heavy ones have their memory', cheap, heavy, true, [job('heavy', 40)], cheap],
    [
      'nobody while cheap ones have the memory that is due',
      cheap,
      job('heavy', 75),
      true,
      [job('cheap', 26)],
      undefined,
    ],
    ['cheap while it is not due', cheap, job('heavy', 75), false, [job('cheap', 26)], cheap],
    [
      'nobody before a cheap one that does not fit yet',
      job('cheap', 25),
      heavy,
      false,
      [job('heavy', 80)],
      undefined,
    ],
    ['the largest when there is no other', undefined, largest, false, [], largest],
    ['nobody beside the largest', job('cheap', 1), undefined, true, [job('heavy', 100)], undefined],
    ['nobody without a slot', cheap, heavy, true, Array(4).fill(job('cheap', 1)), undefined],
  ])('%s', (_name, cheap, heavy, isHeavyDue, running, next) => {
    expect(choose({ cheap, heavy }, isHeavyDue, roomWith(running))).toBe(next)
  })
})

describe('turns', () => {
  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 3],
    [8, 3],
    [16, 3],
  ])('%i slots: %d of cheap work for 1 of heavy', (jobs, ratio) => {
    expect(cheapPerHeavy(jobs)).toBe(ratio)
  })

  it('a heavy job is due again when the cheap ones have had what they are owed', () => {
    const turns = new Turns(4)
    expect(turns.isHeavyDue).toBe(true)
    turns.started('heavy', 1000, true)
    expect(turns.owedMs).toBe(3000)
    turns.started('cheap', 2999, true)
    expect(turns.isHeavyDue).toBe(false)
    turns.started('cheap', 100, true)
    expect(turns.isHeavyDue).toBe(true)
  })

  it('nothing stays owed to those who do not wait', () => {
    const turns = new Turns(4)
    for (let count = 0; count < 100; count += 1) turns.started('heavy', 1000, false)
    expect(turns.owedMs).toBe(3000)
    turns.started('cheap', 10, false)
    expect(turns.isHeavyDue).toBe(true)
  })
})
