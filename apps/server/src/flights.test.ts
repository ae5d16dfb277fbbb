import { getEventListeners } from 'node:events'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { Flights } from './flights.ts'
import { onAbort, type Signal } from './signals.ts'

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** Work that ends when it is told to. */
class Work {
  readonly signals: Signal[] = []
  readonly #ends: { resolve: (result: string) => void; reject: (error: Error) => void }[] = []

  get starts(): number {
    return this.signals.length
  }

  readonly start = (signal: Signal) => {
    this.signals.push(signal)
    return new Promise<string>((resolve, reject) => this.#ends.push({ resolve, reject }))
  }

  async resolve(index: number, result: string): Promise<void> {
    this.#ends[index]?.resolve(result)
    await settle()
  }

  async reject(index: number, error: Error): Promise<void> {
    this.#ends[index]?.reject(error)
    await settle()
  }
}

const signal = () => new AbortController().signal

it('does once what many ask for, and again what is asked for later', async () => {
  const flights = new Flights<string>()
  const work = new Work()
  const results = [1, 2, 3].map(() => flights.share('a', signal(), work.start))
  expect(flights.size).toBe(1)
  expect([flights.has('a'), flights.has('b')]).toEqual([true, false])
  await work.resolve(0, 'made')
  expect(await Promise.all(results)).toEqual(['made', 'made', 'made'])
  expect(flights.size).toBe(0)
  const later = flights.share('a', signal(), work.start)
  await work.resolve(1, 'made again')
  expect(await later).toBe('made again')
})

it('keeps other names apart', async () => {
  const flights = new Flights<string>()
  const work = new Work()
  const [a, b] = ['a', 'b'].map((name) => flights.share(name, signal(), work.start))
  await work.resolve(1, 'b')
  await work.resolve(0, 'a')
  expect(await Promise.all([a, b])).toEqual(['a', 'b'])
})

it('tells all of an error, the one that is thrown before there is a promise too', async () => {
  const flights = new Flights<string>()
  const work = new Work()
  const results = [1, 2].map(() => flights.share('a', signal(), work.start))
  const broken = new Error('broken')
  const told = Promise.allSettled(results)
  await work.reject(0, broken)
  expect(await told).toEqual([1, 2].map(() => ({ status: 'rejected', reason: broken })))
  const start = () => {
    throw broken
  }
  await expect(flights.share('a', signal(), start)).rejects.toBe(broken)
  expect(flights.size).toBe(0)
})

it('lets one leave at once, with the reason of its signal, and goes on for the others', async () => {
  const flights = new Flights<string>()
  const work = new Work()
  const leaving = new AbortController()
  const left = flights.share('a', leaving.signal, work.start)
  const stays = flights.share('a', signal(), work.start)
  leaving.abort('gone')
  await expect(left).rejects.toBe('gone')
  expect(work.signals[0]?.aborted).toBe(false)
  await work.resolve(0, 'made')
  expect(await stays).toBe('made')
})

it('gives up when the last one leaves; a newcomer starts anew and has nothing of what is dying', async () => {
  const flights = new Flights<string>()
  const work = new Work()
  const leavers = [new AbortController(), new AbortController()]
  const left = Promise.allSettled(leavers.map((leaver) => flights.share('a', leaver.signal, work.start)))
  for (const leaver of leavers) leaver.abort('gone')
  expect(work.signals[0]).toMatchObject({ aborted: true, reason: 'gone' })
  const newcomer = flights.share('a', signal(), work.start)
  await left
  await work.reject(0, new Error('given up'))
  expect(flights.size).toBe(1)
  await work.resolve(1, 'made')
  expect(await newcomer).toBe('made')
})

it('starts nothing for one who has gone before', async () => {
  const flights = new Flights<string>()
  const work = new Work()
  await expect(flights.share('a', AbortSignal.abort('gone'), work.start)).rejects.toBe('gone')
  expect(work.starts).toBe(0)
})

it('can be given up from within its start', async () => {
  const flights = new Flights<string>()
  const leaving = new AbortController()
  const left = flights.share('a', leaving.signal, async (signal) => {
    leaving.abort('gone')
    expect(signal.aborted).toBe(true)
    return 'made'
  })
  await expect(left).rejects.toBe('gone')
  expect(flights.size).toBe(0)
})

it('has room for 500, of one caller or of many, without a warning or anything left behind', async () => {
  const warnings: Error[] = []
  const warn = (warning: Error) => warnings.push(warning)
  process.on('warning', warn)
  const flights = new Flights<string>()
  const work = new Work()
  const one = signal()
  const many = Array.from({ length: 500 }, signal)
  const start = (signal: Signal) => {
    for (let index = 0; index < 20; index += 1) onAbort(signal, () => {})
    return work.start(signal)
  }
  const results = [...many, ...many.map(() => one)].map((signal) => flights.share('a', signal, start))
  await work.resolve(0, 'made')
  expect(new Set(await Promise.all(results))).toEqual(new Set(['made']))
  expect([one, ...many].flatMap((signal) => getEventListeners(signal, 'abort'))).toEqual([])
  process.off('warning', warn)
  expect(warnings).toEqual([])
})

interface Follower {
  readonly name: string
  /** The work that it follows. */
  readonly flight: number
  readonly controller: AbortController
  expected: string | undefined
  got: string | undefined
}

const event = fc.record({
  type: fc.constantFrom<('join' | 'leave' | 'resolve' | 'reject')[]>(
    'join',
    'join',
    'join',
    'leave',
    'leave',
    'resolve',
    'reject',
  ),
  name: fc.constantFrom('a', 'b', '__proto__'),
  which: fc.nat(1000),
})

it('whoever joins, leaves and ends: everyone has the answer of the work they joined', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 5, maxLength: 60 }), async (events) => {
      const flights = new Flights<string>()
      const work = new Work()
      const current = new Map<string, number>()
      const ended = new Set<number>()
      const followers: Follower[] = []
      const aboard = (flight: number) => followers.filter((one) => one.flight === flight && !one.expected)

      const join = (name: string) => {
        if (!current.has(name)) current.set(name, work.starts)
        const flight = current.get(name) ?? Number.NaN
        const follower: Follower = {
          name,
          flight,
          controller: new AbortController(),
          expected: undefined,
          got: undefined,
        }
        followers.push(follower)
        flights.share(name, follower.controller.signal, work.start).then(
          (result) => {
            follower.got = result
          },
          (reason) => {
            follower.got = String(reason)
          },
        )
      }
      const leave = (which: number) => {
        const follower = followers
          .filter(({ expected }) => !expected)
          .at(which % Math.max(1, followers.length))
        if (!follower) return
        follower.expected = `left ${follower.flight}`
        follower.controller.abort(follower.expected)
        if (aboard(follower.flight).length === 0) current.delete(follower.name)
      }
      /** Ends any work, what nobody waits for any more too. */
      const end = async (which: number, how: 'resolve' | 'reject') => {
        const flight = which % Math.max(1, work.starts)
        if (ended.has(flight) || work.starts === 0) return
        ended.add(flight)
        for (const follower of aboard(flight))
          follower.expected = how === 'resolve' ? `made ${flight}` : `Error: broken ${flight}`
        for (const [name, known] of current) if (known === flight) current.delete(name)
        if (how === 'resolve') await work.resolve(flight, `made ${flight}`)
        else await work.reject(flight, new Error(`broken ${flight}`))
      }

      const check = async () => {
        await settle()
        expect(flights.size).toBe(current.size)
        for (const { expected, got } of followers) expect(got).toBe(expected)
        for (const [flight, signal] of work.signals.entries())
          if (!ended.has(flight)) expect(signal.aborted).toBe(aboard(flight).length === 0)
        for (const { controller, expected } of followers)
          expect(getEventListeners(controller.signal, 'abort')).toHaveLength(expected ? 0 : 1)
      }
      for (const { type, name, which } of events) {
        if (type === 'join') join(name)
        else if (type === 'leave') leave(which)
        else await end(which, type)
        await check()
      }
      expect(work.starts).toBe(new Set(followers.map(({ flight }) => flight)).size)
    }),
    { numRuns: 150 },
  )
})
