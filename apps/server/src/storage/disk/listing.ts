import type { ListQuery } from '../storage.ts'
import { keyBytes } from './rows.ts'

/** Above every key: no byte of UTF-8 is 255. */
const BEHIND_ALL = Buffer.from([255])

/** A place in the order of keys and ids: before all rows of `key`, or behind that row of it which has `id`. */
export interface Place {
  readonly key: Buffer
  readonly id?: string | undefined
}

/** Rows that have keys, in the order of the keys' bytes. */
export interface KeyedRows<Row> {
  /** The first rows from `place` on whose keys are below `end`; `count` of them unless there are fewer. */
  read(place: Place, end: Buffer, count: number): readonly Row[]
  keyOf(row: Row): Buffer
  /** The place right behind a row. */
  behind(row: Row): Place
}

/** A row, or a prefix that stands for all rows whose keys begin with it. */
export type Entry<Row> = { readonly row: Row } | { readonly prefix: string }

/** Some entries of a listing. */
export interface Page<Row> {
  readonly rows: readonly Row[]
  readonly prefixes: readonly string[]
  /** The last entry of the page if another follows. */
  readonly last: Entry<Row> | undefined
}

/**
 * Where a listing goes on after an entry: behind a key or an id of it, and behind all that a prefix stands for when
 * `after` is one that the same query has rolled up.
 */
export function firstPlace(
  query: Pick<ListQuery, 'prefix' | 'delimiter'>,
  after: { readonly key: string; readonly id?: string | undefined } | undefined,
): Place {
  const { prefix, delimiter } = bytesOf(query)
  if (!after) return { key: prefix }
  const key = keyBytes(after.key)
  if (Buffer.compare(key, prefix) < 0) return { key: prefix }
  if (after.id !== undefined) return { key, id: after.id }
  const rolledUp = rollUp(key, prefix, delimiter)?.equals(key)
  return { key: rolledUp ? behindAllWith(key) : justBehind(key) }
}

/**
 * Lists up to `limit` rows and prefixes from `place` on. Rows that a prefix stands for are jumped over: for each entry
 * at most two rows are read, and two more for the page.
 */
export function readPage<Row>(
  source: KeyedRows<Row>,
  query: Pick<ListQuery, 'prefix' | 'delimiter' | 'limit'>,
  place: Place,
): Page<Row> {
  const rows: Row[] = []
  const prefixes: string[] = []
  let last: Entry<Row> | undefined
  for (const entry of entries(source, query, place)) {
    if (rows.length + prefixes.length === query.limit) return { rows, prefixes, last }
    if ('row' in entry) rows.push(entry.row)
    else prefixes.push(entry.prefix)
    last = entry
  }
  return { rows, prefixes, last: undefined }
}

/** The first key behind `key`. */
export function justBehind(key: Buffer): Buffer {
  return Buffer.concat([key, Buffer.from([0])])
}

function* entries<Row>(
  source: KeyedRows<Row>,
  query: Pick<ListQuery, 'prefix' | 'delimiter' | 'limit'>,
  first: Place,
): Generator<Entry<Row>> {
  const { prefix, delimiter } = bytesOf(query)
  const end = prefix.length > 0 ? behindAllWith(prefix) : BEHIND_ALL
  // Rows behind one that is rolled up are read in vain, so batches begin small and grow while none is.
  const smallest = delimiter.length > 0 ? 1 : query.limit + 1
  let place = first
  let size = smallest
  for (let given = 0; given <= query.limit; ) {
    const count = Math.min(size, query.limit + 1 - given)
    const batch = source.read(place, end, count)
    let rolledUp: Buffer | undefined
    for (const row of batch) {
      rolledUp = rollUp(source.keyOf(row), prefix, delimiter)
      given++
      if (rolledUp) break
      yield { row }
      place = source.behind(row)
    }
    if (rolledUp) {
      yield { prefix: rolledUp.toString() }
      place = { key: behindAllWith(rolledUp) }
      size = smallest
    } else if (batch.length < count) {
      return
    } else {
      size *= 2
    }
  }
}

/** The beginning of `key` up to the first delimiter behind `prefix`; undefined: there is none. */
function rollUp(key: Buffer, prefix: Buffer, delimiter: Buffer): Buffer | undefined {
  if (delimiter.length === 0) return undefined
  const index = key.indexOf(delimiter, prefix.length)
  return index < 0 ? undefined : key.subarray(0, index + delimiter.length)
}

/** The first key behind all that begin with `beginning`, which has at least one byte. */
function behindAllWith(beginning: Buffer): Buffer {
  const key = Buffer.from(beginning)
  key.writeUInt8(key.readUInt8(key.length - 1) + 1, key.length - 1) // never 255 before, as UTF-8 has no such byte
  return key
}

function bytesOf({ prefix = '', delimiter = '' }: Pick<ListQuery, 'prefix' | 'delimiter'>): {
  readonly prefix: Buffer
  readonly delimiter: Buffer
} {
  return { prefix: keyBytes(prefix), delimiter: keyBytes(delimiter) }
}
