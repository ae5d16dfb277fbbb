import { describe, expect, it } from 'vitest'
import { type Busy, level, predictWait, type Situation } from './prediction.ts'

it.each([
  [30, [0, 10, 100], 20],
  [0, [5, 10], 5],
  [100, [0, 0], 50],
  [100, [50], 150],
  [10, [0, 10], 10],
  [1000, [0, 0, 8000], 500],
])('%d into slots that are free at %j is done at %d', (work, freeAt, done) => {
  expect(level(work, freeAt)).toBe(done)
})

const idle: Situation = {
  jobs: 2,
  running: [],
  cheapWork: 0,
  heavyWork: 0,
  heavyMean: 0,
  owedMs: 0,
  cheapBacklogMs: 0,
}
const cheap = (remainingMs: number): Busy => ({ lane: 'cheap', remainingMs, slots: 1 })
const heavy = (remainingMs: number): Busy => ({ lane: 'heavy', remainingMs, slots: 1 })
const giant: Busy = { lane: 'heavy', remainingMs: 700, slots: 2 }

describe('the wait of a cheap job', () => {
  it.each<[string, Partial<Situation>, number]>([
    ['nothing before it', {}, 0],
    ['a slot is free soon', { running: [cheap(30), heavy(5000)] }, 30],
    ['its lane, in all slots', { running: [cheap(0), cheap(0)], cheapWork: 1000 }, 500],
    ['its lane, beside a heavy job', { running: [cheap(20), heavy(5000)], cheapWork: 1000 }, 1020],
    ['its lane, and a heavy job that ends', { running: [cheap(0), heavy(200)], cheapWork: 1000 }, 600],
    [
      'heavy jobs before it never take the last slot',
      { running: [cheap(10), cheap(10)], cheapWork: 100, heavyWork: 5000, heavyMean: 5000 },
      110,
    ],
    [
      'heavy jobs that are not due do not count',
      { running: [cheap(0), cheap(0)], cheapWork: 100, heavyWork: 5000, heavyMean: 5000, owedMs: 200 },
      50,
    ],
    [
      'one slot, a heavy job is due',
      { jobs: 1, running: [cheap(10)], cheapWork: 100, heavyWork: 900, heavyMean: 300 },
      510,
    ],
    ['all memory is taken', { running: [giant] }, 700],
  ])('%s', (_name, situation, wait) => {
    expect(predictWait('cheap', { ...idle, ...situation })).toBe(wait)
  })
})

describe('the wait of a heavy job', () => {
  it.each<[string, Partial<Situation>, number]>([
    ['nothing before it', {}, 0],
    ['the last slot is not for it', { running: [heavy(5000)] }, 5000],
    ['its lane, one after the other', { running: [heavy(500)], heavyWork: 1000 }, 1500],
    ['its lane, in all slots but one', { jobs: 3, running: [heavy(500), heavy(500)], heavyWork: 1000 }, 1000],
    ['cheap jobs of a moment', { running: [cheap(0), cheap(0)], cheapWork: 100, owedMs: 5000 }, 50],
    [
      'cheap jobs that keep coming',
      { running: [cheap(0), cheap(0)], cheapWork: 100, owedMs: 2000, cheapBacklogMs: 5000 },
      1000,
    ],
    [
      'cheap jobs that keep coming, and its lane',
      { jobs: 4, running: [], cheapWork: 100, heavyWork: 500, cheapBacklogMs: 5000 },
      500,
    ],
    ['all memory is taken', { running: [giant] }, 700],
  ])('%s', (_name, situation, wait) => {
    expect(predictWait('heavy', { ...idle, ...situation })).toBe(wait)
  })
})
