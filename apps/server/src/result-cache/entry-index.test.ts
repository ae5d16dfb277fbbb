import fc from 'fast-check'
import { expect, it } from 'vitest'
import { EntryIndex } from './entry-index.ts'
import type { PurgeFilter } from './result-cache.ts'
import { type Change, isOutdated, matches, type Tags } from './tags.ts'

interface Modelled {
  readonly tags: Tags
  readonly segment: number
  readonly offset: number
  reachable: boolean
}

const bucket = fc.constantFrom('b1', 'b2')
const key = fc.constantFrom('k1', 'k2', 'k3')
const version = fc.constantFrom('v1', 'v2')
const style = fc.constantFrom('s1', 's2')
const tags = fc.record({
  bucket,
  key,
  version,
  styles: fc.uniqueArray(style),
  marks: fc.array(fc.record({ key, version }), { maxLength: 2 }),
})
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('add' as const),
      tags,
      segment: fc.integer({ min: 1, max: 5 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('hide' as const), nth: fc.nat(200) }) },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('drop' as const), segment: fc.integer({ min: 1, max: 5 }) }),
  },
)

it('knows what lies where, as a plain list would', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300, size: 'max' }), (steps) => {
      const index = new EntryIndex()
      const model = new Map<number, Modelled>()
      let offset = 0
      for (const each of steps) {
        if (each.type === 'add') {
          const slot = index.add(each.tags, { segment: each.segment, offset: ++offset, length: 7 })
          index.expose(slot, `name ${offset}`)
          expect(model.has(slot)).toBe(false)
          model.set(slot, { tags: each.tags, segment: each.segment, offset, reachable: true })
        } else if (each.type === 'hide') {
          const [slot, entry] = [...model][each.nth] ?? []
          if (slot === undefined || !entry) continue
          index.hide(slot)
          entry.reachable = false
        } else {
          index.removeSegment(each.segment)
          for (const [slot, { segment }] of [...model]) if (segment === each.segment) model.delete(slot)
        }
      }
      check(index, model)
    }),
    { numRuns: 100 },
  )
})

function check(index: EntryIndex, model: Map<number, Modelled>): void {
  const slots = (test: (entry: Modelled) => boolean) =>
    [...model].flatMap(([slot, entry]) => (test(entry) ? [slot] : [])).sort(ascending)
  expect(index.size).toBe(slots(({ reachable }) => reachable).length)
  for (const [slot, { segment, offset, reachable }] of model) {
    expect(index.find(`name ${offset}`)).toBe(reachable ? slot : undefined)
    expect(index.placeOf(slot)).toEqual({ segment, offset, length: 7 })
  }
  for (let segment = 1; segment <= 5; segment++) {
    const offsets = index.ofSegment(segment).map((slot) => index.placeOf(slot).offset)
    expect(offsets).toEqual([...offsets].sort(ascending))
    expect(offsets).toHaveLength(slots((entry) => entry.segment === segment).length)
  }
  for (const change of CHANGES) {
    const expected = slots(({ tags, reachable }) => reachable && isOutdated(tags, change))
    expect(index.outdatedBy(change).sort(ascending)).toEqual(expected)
  }
  for (const filter of FILTERS) {
    expect(index.candidates(filter).sort(ascending)).toEqual(slots(({ tags }) => matches(tags, filter)))
  }
}

const CHANGES: readonly Change[] = [
  { bucket: 'b1', key: 'k1', version: 'v1' },
  { bucket: 'b2', key: 'k2', version: 'v3' },
  { bucket: 'b1', key: 'k3', version: undefined },
]

const FILTERS: readonly PurgeFilter[] = [
  { bucket: 'b1', key: 'k1' },
  { bucket: 'b2', prefix: '' },
  { bucket: 'b1', style: 's1' },
  { bucket: 'b3', prefix: '' },
]

function ascending(one: number, other: number): number {
  return one - other
}

it('does not offer to a purge what is marked as dead already', () => {
  const index = new EntryIndex()
  const made = { bucket: 'b', key: 'k', version: 'v', styles: [], marks: [] }
  const slot = index.add(made, { segment: 1, offset: 16, length: 10 })
  index.expose(slot, 'name')
  index.hide(slot)
  expect(index.candidates({ bucket: 'b', key: 'k' })).toEqual([slot])
  index.setDead(slot)
  expect(index.candidates({ bucket: 'b', key: 'k' })).toEqual([])
  expect(index.candidates({ bucket: 'b', prefix: '' })).toEqual([])
})
