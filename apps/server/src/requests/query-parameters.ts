import type { Target } from '../addressing.ts'
import { invalidArgument } from '../errors.ts'
import { MAX_KEY_BYTES } from '../names.ts'

/** The parameters of a request, decoded, in the order of the wire. */
export type Query = Target['query']

/** The value of a parameter: the first one's. An empty one counts as absent, for SDKs send those they do not use. */
export function readParameter(query: Query, name: string): string | undefined {
  return query.find(([candidate]) => candidate === name)?.[1] || undefined
}

/**
 * A text that keys are compared with, such as a prefix; `''` when it is absent. Throws `InvalidArgument` when it is
 * longer than a key can be.
 */
export function readKeyText(query: Query, name: string): string {
  const value = readParameter(query, name) ?? ''
  if (Buffer.byteLength(value) <= MAX_KEY_BYTES) return value
  throw invalidArgument(name, value)
}

/** The entries that one answer may have. Source: OSS, "ListObjects". */
const MAX_ENTRIES = 1000

/**
 * How many entries an answer is to have at most: 1 to 1000, or `absent`. Throws `InvalidArgument` for anything else, an
 * empty value too. Source: OSS, "ListObjects".
 */
export function readLimit(query: Query, name: string, absent: number): number {
  const value = query.find(([candidate]) => candidate === name)?.[1]
  if (value === undefined) return absent
  const limit = /^\d{1,9}$/.test(value) ? Number(value) : 0
  if (limit >= 1 && limit <= MAX_ENTRIES) return limit
  throw invalidArgument(name, value)
}

/** How a document writes keys: as they are, or percent-encoded so that XML can hold any character. */
export type KeyEncoding = 'none' | 'url'

/** Reads `encoding-type`. Throws `InvalidArgument` unless it is `url` or absent. Source: OSS, "ListObjects". */
export function readKeyEncoding(query: Query): KeyEncoding {
  const value = readParameter(query, 'encoding-type')
  if (value === undefined) return 'none'
  if (value === 'url') return value
  throw invalidArgument('encoding-type', value)
}

/** A key, or a part of one, as a document writes it. Of `a b/照`, `url` makes `a%20b%2F%E7%85%A7`. */
export function writeKey(key: string, encoding: KeyEncoding): string {
  if (encoding === 'none') return key
  return encodeURIComponent(key).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
