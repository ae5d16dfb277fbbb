import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { firstPlace, justBehind, type KeyedRows, readPage } from '../src/storage/disk/listing.ts'
import type { ListQuery } from '../src/storage/storage.ts'
import { byBytes, KEYS, modelPage, QUERIES, TEXTS } from './contract/listing-model.ts'

it('agrees with the simplest listing and reads at most two rows for an entry', () => {
  const keys = fc.uniqueArray(KEYS, { maxLength: 40 })
  const place = fc.option(TEXTS, { nil: undefined })
  fc.assert(
    fc.property(keys, QUERIES, place, (held, query, after) => {
      const { names, more, read } = list(held, query, after)
      const behind = held.filter((key) => after === undefined || byBytes(key, after) > 0).sort(byBytes)
      const items = behind.map((key) => ({ key }))
      const expected = modelPage(items, query, after)
      expect({ names, more }).toEqual({
        names: expected.entries
          .map((entry) => ('item' in entry ? entry.item.key : entry.prefix))
          .sort(byBytes),
        more: expected.more,
      })
      expect(read).toBeLessThanOrEqual(2 * (names.length + 1))
    }),
    { numRuns: 2000 },
  )
})

it.each<[string, ListQuery, readonly string[], boolean, number]>([
  [
    'jumps over the keys that a prefix stands for',
    { delimiter: '/', limit: 10 },
    ['a', 'b/', 'c', 'd/'],
    false,
    6,
  ],
  ['goes on behind them', { delimiter: '/', after: 'b/', limit: 1 }, ['c'], true, 2],
  ['goes on among them', { delimiter: '/', after: 'b/10000', limit: 1 }, ['b/'], true, 2],
  ['begins at its prefix', { prefix: 'c', delimiter: '/', limit: 10 }, ['c'], false, 1],
  ['reads a page of them at once', { prefix: 'b/', limit: 3 }, ['b/10000', 'b/10001', 'b/10002'], true, 4],
])('%s: %j', (_, query, names, more, read) => {
  const many = Array.from({ length: 20_000 }, (_, index) => `b/${10_000 + index}`)
  expect(list(['a', ...many, 'c', 'd/1', 'd/2'], query, query.after)).toEqual({ names, more, read })
})

it('reads few of the keys of many prefixes', () => {
  const keys = Array.from({ length: 10_000 }, (_, index) => `${100 + Math.floor(index / 100)}/${index}`)
  expect(list(keys, { delimiter: '/', limit: 90 }, undefined)).toMatchObject({ more: true, read: 91 })
})

it('doubles its steps where nothing is rolled up', () => {
  const keys = Array.from({ length: 1500 }, (_, index) => `key ${1000 + index}`)
  const counted = countedKeys(keys)
  readPage(counted.source, { delimiter: '/', limit: 1000 }, { key: Buffer.alloc(0) })
  expect(counted.steps).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 490])
})

/** What a listing of `keys` gives, in the order of bytes, and how many rows it read for that. */
function list(keys: readonly string[], query: Omit<ListQuery, 'after'>, after: string | undefined) {
  const { source, steps, read } = countedKeys(keys)
  const place = firstPlace(query, after === undefined ? undefined : { key: after })
  const { rows, prefixes, last } = readPage(source, query, place)
  const names = [...rows, ...prefixes].sort(byBytes)
  expect(steps.every((count) => count > 0)).toBe(true)
  if (last) expect('row' in last ? last.row : last.prefix).toBe(names.at(-1))
  return { names, more: last !== undefined, read: read() }
}

/** Keys that count what is read of them. */
function countedKeys(keys: readonly string[]) {
  const sorted = keys.map((key) => ({ key, bytes: Buffer.from(key) }))
  sorted.sort((one, other) => Buffer.compare(one.bytes, other.bytes))
  /** How many rows each step asked for. */
  const steps: number[] = []
  let rows = 0
  const source: KeyedRows<string> = {
    read: ({ key: start }, end, count) => {
      steps.push(count)
      const within = sorted.filter(
        ({ bytes }) => Buffer.compare(bytes, start) >= 0 && Buffer.compare(bytes, end) < 0,
      )
      const given = within.slice(0, count)
      rows += given.length
      return given.map(({ key }) => key)
    },
    keyOf: (key) => Buffer.from(key),
    behind: (key) => ({ key: justBehind(Buffer.from(key)) }),
  }
  return { source, steps, read: () => rows }
}
