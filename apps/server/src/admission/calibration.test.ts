import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Calibration } from './calibration.ts'
import type { Job, Lane } from './job.ts'

const job = (lane: Lane, cpuMs: number): Job => ({ lane, cpuMs, bytes: 1, slots: 1 })

function after(times: number, observe: (calibration: Calibration) => void): Calibration {
  const calibration = new Calibration()
  for (let count = 0; count < times; count += 1) observe(calibration)
  return calibration
}

it('takes the machine for the one of reference at first', () => {
  const calibration = new Calibration()
  expect([calibration.slowness('cheap'), calibration.slowness('heavy'), calibration.overall]).toEqual([
    1, 1, 1,
  ])
})

it.each<[Lane, number, number]>([
  ['cheap', 10, 5],
  ['cheap', 150, 0.5],
  ['cheap', 1, 15],
  ['heavy', 1000, 5],
  ['heavy', 300, 0.3],
])('%s jobs of %i ms: finds out that they take %d times as long', (lane, cpuMs, times) => {
  const calibration = after(1000, (each) => each.observe(job(lane, cpuMs), times * cpuMs, 1))
  expect(calibration.slowness(lane)).toBeCloseTo(times, 1)
})

it.each<[number, number]>([
  [3, 1.5],
  [1.5, 1],
  [0.5, 0.5],
])(
  'where twice as many cheap jobs share the processors and take %d times as long, heavy ones take %d times',
  (cheap, heavy) => {
    const calibration = new Calibration({ cheap: 4, heavy: 2 })
    for (let count = 0; count < 1000; count += 1) calibration.observe(job('cheap', 20), cheap * 20, 1)
    expect(calibration.slowness('heavy')).toBeCloseTo(heavy, 1)
  },
)

it('needs few jobs', () => {
  const calibration = after(20, (each) => each.observe(job('cheap', 30), 150, 1))
  expect(calibration.slowness('cheap')).toBeGreaterThan(4)
})

it('takes one lane for the other only while it knows nothing better', () => {
  const calibration = after(1000, (each) => each.observe(job('cheap', 20), 60, 1))
  expect(calibration.slowness('heavy')).toBe(calibration.slowness('cheap'))
  for (let count = 0; count < 100; count += 1) calibration.observe(job('heavy', 1000), 1000, 1)
  expect(calibration.slowness('heavy')).toBeCloseTo(1, 1)
  expect(calibration.slowness('cheap')).toBeCloseTo(3, 1)
  expect(calibration.overall).toBeCloseTo(2, 0)
})

it('is hardly moved by a stall of all slots', () => {
  const calibration = after(1000, (each) => each.observe(job('cheap', 20), 20, 1))
  for (let slot = 0; slot < 8; slot += 1) calibration.observe(job('cheap', 20), 5000, 1)
  expect(calibration.slowness('cheap')).toBeLessThan(1.5)
})

it('believes what happens under load more than what happens at rest', () => {
  const calibration = after(1000, (each) => {
    each.observe(job('cheap', 50), 50, 1 / 8)
    each.observe(job('cheap', 50), 100, 1)
  })
  expect(calibration.slowness('cheap')).toBeGreaterThan(1.8)
})

it('believes nothing beyond 0.2 and 20', () => {
  const row = fc.record({
    lane: fc.constantFrom<Lane>('cheap', 'heavy'),
    cpuMs: fc.double({ min: 1, max: 1e6, noNaN: true }),
    realMs: fc.double({ min: 0, max: 1e9, noNaN: true }),
    busy: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(fc.array(row, { maxLength: 100 }), (rows) => {
      const calibration = new Calibration()
      for (const { lane, cpuMs, realMs, busy } of rows) {
        calibration.observe(job(lane, cpuMs), realMs, busy)
        for (const slowness of [calibration.slowness(lane), calibration.overall]) {
          expect(slowness).toBeGreaterThanOrEqual(0.2 - 1e-9)
          expect(slowness).toBeLessThanOrEqual(20 + 1e-9)
        }
      }
    }),
  )
})
