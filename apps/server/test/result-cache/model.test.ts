import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cacheName } from '../../src/result-cache/name.ts'
import type { Origin, PurgeFilter, ResultCache } from '../../src/result-cache/result-cache.ts'
import { type Change, isOutdated, matches } from '../../src/result-cache/tags.ts'
import { cacheFolder, folderBytes, openCache, originOf, pictureOf, scanned } from './cache-folder.ts'

/** `maybe`: found or not, but nothing else than what was kept. */
type Expectation = 'kept' | 'gone' | 'maybe'

const bucket = fc.constantFrom('b1', 'b2')
const key = fc.constantFrom('a/1', 'a/2', 'b/1')
const version = fc.constantFrom('v1', 'v2')
const style = fc.constantFrom('s1', 's2')

const origin: fc.Arbitrary<Origin> = fc
  .record({
    bucket,
    key,
    version,
    process: fc.constantFrom('p1', 'p2'),
    styles: fc.constantFrom([], ['s1'], ['s1', 's2']),
    marks: fc.constantFrom([], [{ key: 'b/1', version: 'v1' }]),
  })
  .map((fields) => originOf(0, fields))

const filter: fc.Arbitrary<PurgeFilter> = fc.oneof(
  fc.record({ bucket, key }),
  fc.record({ bucket, prefix: fc.constantFrom('', 'a/', 'b') }),
  fc.record({ bucket, style }),
)

const step = fc.oneof(
  { weight: 20, arbitrary: fc.record({ type: fc.constant('keep' as const), origin }) },
  { weight: 20, arbitrary: fc.record({ type: fc.constant('find' as const), origin }) },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('purge' as const), filter, awaited: fc.boolean() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('change' as const),
      change: fc.record({ bucket, key, version: fc.option(version, { nil: undefined }) }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('rest' as const) }) },
)

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

it.each([
  ['a roomy disk', 2 ** 22, 0, true],
  ['a roomy disk and memory', 2 ** 22, 100_000, true],
  ['a tiny disk', 24_000, 0, false],
  ['a tiny disk and memory', 24_000, 30_000, false],
])('keeps and forgets as a Map would: %s', async (_, diskBytes, memoryBytes, isRoomy) => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 120, size: 'max' }), async (steps) => {
      await new Run(await cacheFolder(), diskBytes, memoryBytes, isRoomy).play(steps)
    }),
    { numRuns: 20 },
  )
})

/** Plays steps on a cache and on a model of what it may give. */
class Run {
  readonly #directory: string
  readonly #diskBytes: number
  readonly #memoryBytes: number
  readonly #isRoomy: boolean
  readonly #model = new Map<string, { readonly origin: Origin; expected: Expectation }>()

  constructor(directory: string, diskBytes: number, memoryBytes: number, isRoomy: boolean) {
    this.#directory = directory
    this.#diskBytes = diskBytes
    this.#memoryBytes = memoryBytes
    this.#isRoomy = isRoomy
  }

  async play(steps: readonly Step[]): Promise<void> {
    let cache = await this.#open()
    for (const each of steps) {
      if (each.type === 'reopen') {
        await cache.close()
        expect(await folderBytes(this.#directory)).toBeLessThanOrEqual(this.#diskBytes)
        cache = await this.#open()
        // A change is not durable.
        for (const entry of this.#model.values())
          if (entry.expected !== 'kept') entry.expected = this.#after(entry)
      } else await this.#step(cache, each)
    }
    for (const { origin } of this.#model.values()) await this.#find(cache, origin)
    await cache.close()
    expect(cache.statistics().corrupt).toBe(0)
  }

  readonly #purged = new Set<string>()

  #after({ origin }: { readonly origin: Origin }): Expectation {
    return this.#purged.has(cacheName(origin)) ? 'gone' : 'maybe'
  }

  async #open(): Promise<ResultCache> {
    const cache = await openCache(this.#directory, {
      diskBytes: this.#diskBytes,
      memoryBytes: this.#memoryBytes,
    })
    await scanned(cache)
    return cache
  }

  async #step(cache: ResultCache, each: Exclude<Step, { type: 'reopen' }>): Promise<void> {
    if (each.type === 'rest') await new Promise((resolve) => setTimeout(resolve, 5))
    else if (each.type === 'find') await this.#find(cache, each.origin)
    else if (each.type === 'keep') this.#keep(cache, each.origin)
    else if (each.type === 'change') this.#change(cache, each.change)
    else await this.#purge(cache, each.filter, each.awaited)
  }

  #keep(cache: ResultCache, origin: Origin): void {
    const name = cacheName(origin)
    // The styles do not enter the name, and what is there is not kept once more, so its first tags count.
    const first = this.#model.get(name)?.origin ?? origin
    cache.keep(name, first, pictureOf(name))
    this.#model.set(name, { origin: first, expected: 'kept' })
    this.#purged.delete(name)
  }

  async #find(cache: ResultCache, origin: Origin): Promise<void> {
    const name = cacheName(origin)
    const expected = this.#model.get(name)?.expected ?? 'gone'
    const found = await cache.find(name)
    if (expected === 'gone') expect(found).toBeUndefined()
    if (expected === 'kept' && this.#isRoomy) expect(found).toBeDefined()
    if (found) expect(found).toEqual(pictureOf(name))
  }

  #change(cache: ResultCache, change: Change): void {
    cache.forgetOutdated(change)
    for (const entry of this.#model.values()) if (isOutdated(entry.origin, change)) entry.expected = 'gone'
  }

  async #purge(cache: ResultCache, filter: PurgeFilter, awaited: boolean): Promise<void> {
    const findings = [...this.#model.keys()].map((name) => (awaited ? undefined : cache.find(name)))
    const purging = cache.purge(filter)
    if (!awaited) findings.push(...[...this.#model.keys()].map((name) => cache.find(name)))
    const { entries } = await purging
    let kept = 0
    for (const [name, entry] of this.#model) {
      if (!matches(entry.origin, filter)) continue
      if (entry.expected !== 'gone') kept++
      entry.expected = 'gone'
      this.#purged.add(name)
    }
    if (this.#isRoomy) expect(entries).toBeLessThanOrEqual(kept)
  }
}
