import fc from 'fast-check'
import { Counter, Histogram, Registry } from 'prom-client'
import { expect, it } from 'vitest'
import { type RequestOutcome, RequestTally } from './request-tally.ts'

const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const outcome: fc.Arbitrary<RequestOutcome> = fc.record({
  call: fc.constantFrom('GetObject', 'GetProcessed', 'none'),
  status: fc.constantFrom(200, 304, 404, 499),
  code: fc.constantFrom('', 'NoSuchKey', 'AccessDenied'),
  seconds: fc.oneof(fc.constantFrom(0, ...BOUNDS), fc.double({ min: 0, max: 20, noNaN: true })),
})

/** Lines in an order that does not depend on who wrote them. */
const sorted = (text: string) => text.split('\n').filter(Boolean).sort()

it('tells durations as the library for metrics would', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(outcome, { maxLength: 60 }), async (outcomes) => {
      const registers = [new Registry()]
      const common = { name: 'seconds', help: 'What it took.', labelNames: ['call'] }
      const histogram = new Histogram({ ...common, buckets: BOUNDS, registers })
      const tally = new RequestTally()
      for (const each of outcomes) {
        tally.record(each)
        histogram.observe({ call: each.call }, each.seconds)
      }
      const expected = (await registers[0]?.metrics()) ?? ''
      expect(sorted(tally.durations('seconds', 'What it took.'))).toEqual(sorted(expected))
    }),
  )
})

it('counts requests that ended in the same way together', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(outcome, { maxLength: 60 }), async (outcomes) => {
      const counter = new Counter({
        name: 'n',
        help: 'n',
        labelNames: ['call', 'status', 'code'],
        registers: [],
      })
      const tally = new RequestTally()
      for (const { call, status, code } of outcomes) {
        tally.record({ call, status, code, seconds: 1 })
        counter.inc({ call, status, code })
      }
      const { values } = await counter.get()
      const expected = values.map(({ labels, value: count }) => ({ ...labels, count }))
      expect(tally.outcomes()).toHaveLength(expected.length)
      expect(tally.outcomes()).toEqual(expect.arrayContaining(expected))
    }),
  )
})
