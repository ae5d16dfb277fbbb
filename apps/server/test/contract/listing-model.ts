import * as fc from 'fast-check'

/** What to list. */
export interface ModelQuery {
  readonly prefix?: string | undefined
  readonly delimiter?: string | undefined
  readonly limit: number
}

/** What a listing gives, entry by entry: an item, or the prefix that stands for some. */
export type ModelEntry<Item> = { readonly item: Item } | { readonly prefix: string }

/** One page of a listing. */
export interface ModelPage<Item> {
  readonly entries: readonly ModelEntry<Item>[]
  /** Whether there are entries behind them. */
  readonly more: boolean
}

/**
 * Lists `items`, which are sorted and lie behind the place to begin at, in the simplest way.
 *
 * @param given a rolled-up prefix that is not given again
 */
export function modelPage<Item extends { readonly key: string }>(
  items: readonly Item[],
  { prefix = '', delimiter = '', limit }: ModelQuery,
  given: string | undefined,
): ModelPage<Item> {
  const entries: ModelEntry<Item>[] = []
  const prefixes = new Set([given])
  for (const item of items) {
    if (!item.key.startsWith(prefix)) continue
    const index = delimiter === '' ? -1 : item.key.indexOf(delimiter, prefix.length)
    if (index < 0) {
      entries.push({ item })
      continue
    }
    const rolledUp = item.key.slice(0, index + delimiter.length)
    if (!prefixes.has(rolledUp)) entries.push({ prefix: rolledUp })
    prefixes.add(rolledUp)
  }
  return { entries: entries.slice(0, limit), more: entries.length > limit }
}

/** The order of two texts' UTF-8 bytes. */
export function byBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other))
}

/**
 * Short texts of few characters, of one to four bytes: `🖼` comes before `～` in JavaScript's order and behind it in
 * that of bytes.
 */
export const TEXTS = fc
  .array(fc.constantFrom('a', 'b', '/', '-', '\u0000', 'é', '图', '～', '🖼'), { maxLength: 5 })
  .map((characters) => characters.join(''))

/** Keys like those. */
export const KEYS = TEXTS.filter((text) => text !== '')

/** Short beginnings and delimiters, so that they often occur in the keys. */
export const QUERIES = fc.record({
  prefix: fc.option(
    TEXTS.map((text) => [...text].slice(0, 2).join('')),
    { nil: undefined },
  ),
  delimiter: fc.constantFrom(undefined, '', '/', '/', 'a', '//', 'é', '图', '-'),
  limit: fc.integer({ min: 1, max: 8 }),
})
