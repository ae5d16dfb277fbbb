import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { AdmissionLimits, ExpectedCost } from '../../src/admission/admission.ts'
import { openAdmission } from '../../src/admission/open-admission.ts'
import { settle, VirtualClock } from './virtual-clock.ts'

/** Whatever a machine learns, the first stays cheap and the second heavy. */
const CHEAP_MS = 2
const HEAVY_MS = 1500

type Lane = 'cheap' | 'heavy'
type Event =
  | { readonly type: 'arrive'; readonly lane: Lane; readonly bytes: number }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'finish' | 'fail' | 'abort'; readonly which: number }

const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constant('arrive' as const),
      lane: fc.constantFrom<Lane>('cheap', 'cheap', 'heavy'),
      bytes: fc.integer({ min: 0, max: 150 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 900 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('finish' as const, 'finish' as const, 'fail' as const, 'abort' as const),
      which: fc.nat(1000),
    }),
  },
)

const limits: fc.Arbitrary<AdmissionLimits> = fc.record({
  jobs: fc.integer({ min: 1, max: 5 }),
  bytes: fc.constantFrom(100, 137),
  queueMs: fc.constantFrom(0, 1000, 2000, 100_000),
  jobMs: fc.constant(1_000_000),
})

type Condition = 'waiting' | 'leaving' | 'running' | 'done' | 'failed' | 'aborted' | 'refused'

interface Asker {
  readonly lane: Lane
  readonly cost: ExpectedCost
  /** What it takes of the budget. */
  readonly share: number
  readonly at: number
  readonly controller: AbortController
  condition: Condition
  finish(): void
  fail(): void
}

/** An admission, and what an onlooker sees of it. */
class World {
  readonly clock = new VirtualClock()
  readonly askers: Asker[] = []
  /** What an answer should not have been. */
  readonly faults: unknown[] = []
  readonly limits: AdmissionLimits
  readonly #admission

  constructor(limits: AdmissionLimits) {
    this.limits = limits
    this.#admission = openAdmission(limits, { clock: this.clock })
  }

  get state() {
    return this.#admission.state
  }

  are(...conditions: Condition[]): Asker[] {
    return this.askers.filter(({ condition }) => conditions.includes(condition))
  }

  async apply(event: Event): Promise<void> {
    if (event.type === 'arrive') this.#arrive(event.lane, event.bytes)
    else if (event.type === 'pass') await this.clock.runUntil(this.clock.now() + event.ms)
    else if (event.type === 'abort') this.#abort(event.which)
    else pick(this.are('running'), event.which)?.[event.type === 'finish' ? 'finish' : 'fail']()
    await settle()
  }

  #abort(which: number): void {
    const asker = pick(this.are('waiting'), which)
    if (!asker) return
    // First: others may start before word of it gets round.
    asker.condition = 'leaving'
    asker.controller.abort()
  }

  #arrive(lane: Lane, bytes: number): void {
    const { clock, limits } = this
    const asker: Asker = {
      lane,
      cost: { cpuMs: lane === 'cheap' ? CHEAP_MS : HEAVY_MS, bytes: lane === 'cheap' ? bytes / 8 : bytes },
      share: 0,
      at: clock.now(),
      controller: new AbortController(),
      condition: 'waiting',
      finish() {},
      fail() {},
    }
    Object.assign(asker, { share: Math.min(limits.bytes, Math.max(1, Math.ceil(asker.cost.bytes))) })
    this.askers.push(asker)
    const work = () => {
      expect(asker.condition).toBe('waiting')
      expect(clock.now() - asker.at).toBeLessThanOrEqual(limits.queueMs)
      // First come, first served in a lane.
      expect(this.#first(lane)).toBe(asker)
      asker.condition = 'running'
      return new Promise<string>((resolve, reject) => {
        asker.finish = () => resolve('made')
        asker.fail = () => reject(new Error('broken'))
      })
    }
    this.#admission
      .run(asker.cost, work, asker.controller.signal)
      .then(
        () => this.#answer(asker, 'running', 'done'),
        (error) => this.#failed(asker, error),
      )
      .catch((fault) => this.faults.push(fault))
  }

  /** Who came first of those in a lane whose time is not over. */
  #first(lane: Lane): Asker | undefined {
    const latest = this.clock.now() - this.limits.queueMs
    return this.are('waiting').find(
      (asker) => asker.lane === lane && (asker.at > latest || this.limits.queueMs === 0),
    )
  }

  #failed(asker: Asker, error: Error): void {
    if (error.message === 'broken') this.#answer(asker, 'running', 'failed')
    else if (error.name === 'AbortError') this.#answer(asker, 'leaving', 'aborted')
    else this.#refused(asker, error)
  }

  #refused(asker: Asker, error: Error): void {
    expect(error).toMatchObject({
      code: 'ServiceUnavailable',
      headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) },
    })
    const waited = this.clock.now() - asker.at
    if (waited > 0) expect(waited).toBeCloseTo(this.limits.queueMs)
    this.#answer(asker, 'waiting', 'refused')
  }

  #answer(asker: Asker, from: Condition, to: Condition): void {
    expect(asker.condition).toBe(from)
    asker.condition = to
  }

  check(): void {
    expect(this.faults).toEqual([])
    const running = this.are('running')
    const heavy = running.filter(({ lane }) => lane === 'heavy')
    const bytes = running.reduce((sum, { share }) => sum + share, 0)
    expect(running.length).toBeLessThanOrEqual(this.limits.jobs)
    expect(heavy.length).toBeLessThanOrEqual(Math.max(1, this.limits.jobs - 1))
    expect(bytes).toBeLessThanOrEqual(this.limits.bytes)
    const waiting = this.are('waiting')
    const refused = this.are('refused').length
    expect(this.state).toMatchObject({ running: running.length, waiting: waiting.length, bytes, refused })
    const { slowness } = this.state
    expect(slowness > 0.199 && slowness < 20.001).toBe(true)
    if (running.length === 0) expect(waiting).toEqual([])
    const listening = this.askers.filter(
      (asker) => getEventListeners(asker.controller.signal, 'abort').length > 0,
    )
    expect(listening).toEqual(waiting)
  }
}

function pick<Thing>(things: readonly Thing[], which: number): Thing | undefined {
  return things[which % Math.max(1, things.length)]
}

it('whatever happens: within the limits, in order, everyone answered, nothing left', async () => {
  await fc.assert(
    fc.asyncProperty(limits, fc.array(event, { minLength: 10, maxLength: 80 }), async (limits, events) => {
      const world = new World(limits)
      for (const event of events) {
        await world.apply(event)
        world.check()
      }
      while (world.are('running').length > 0) {
        await world.apply({ type: 'finish', which: 0 })
        world.check()
      }
      expect(world.are('waiting', 'running')).toEqual([])
      expect(world.state).toMatchObject({ running: 0, waiting: 0, bytes: 0 })
      expect(world.clock.pending).toBe(0)
    }),
    { numRuns: 150 },
  )
})
