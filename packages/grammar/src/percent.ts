/** A text cut out of a longer one that knows where each of its characters stood. */
export interface Slice {
  readonly text: string
  /** The index, in the text given to `parse`, of this slice's character `offset` (its length: the end). */
  at(offset: number): number
}

/** The escapes of one code point in UTF-8, by lead and continuation bytes. */
const SEQUENCE =
  /%[0-7][\dA-F]|%[CD][\dA-F]%[89AB][\dA-F]|%E[\dA-F](?:%[89AB][\dA-F]){2}|%F[0-7](?:%[89AB][\dA-F]){3}/gi

/**
 * Percent-decodes once, as UTF-8. A sequence that is no escape, or whose bytes are no UTF-8, stays as
 * it is, and `+` stays a plus, because base64 values hold it. Source: OSS SDKs, which send the body of
 * "process and save" both raw and form-encoded.
 */
export function percentDecoded(text: string): Slice {
  if (!text.includes('%')) return { text, at: (offset) => offset }
  const parts: string[] = []
  const origins: number[] = []
  const copy = (start: number, end: number) => {
    parts.push(text.slice(start, end))
    for (let index = start; index < end; index++) origins.push(index)
  }
  let done = 0
  for (const { 0: escapes, index } of text.matchAll(SEQUENCE)) {
    const plain = decoded(escapes)
    if (plain === undefined) continue
    copy(done, index)
    parts.push(plain)
    // Both halves of a surrogate pair stand where their escapes begin.
    for (let unit = 0; unit < plain.length; unit++) origins.push(index)
    done = index + escapes.length
  }
  copy(done, text.length)
  return { text: parts.join(''), at: (offset) => origins[offset] ?? text.length }
}

/** The code point of `escapes`; undefined for an overlong form, a surrogate or one beyond Unicode. */
function decoded(escapes: string): string | undefined {
  try {
    return decodeURIComponent(escapes)
  } catch {
    return undefined
  }
}

/** Cuts `slice` at every `separator`. */
export function split(slice: Slice, separator: string): Slice[] {
  let start = 0
  return slice.text.split(separator).map((text) => {
    const offset = start
    start += text.length + separator.length
    return { text, at: (inner) => slice.at(offset + inner) }
  })
}

/** The rest of `slice` from `start` on. */
export function from(slice: Slice, start: number): Slice {
  return { text: slice.text.slice(start), at: (inner) => slice.at(start + inner) }
}
