/** A text cut out of a longer one that knows where each of its characters stood. */
export interface Slice {
  readonly text: string
  /** The index, in the text given to `parse`, of this slice's character `offset` (its length: the end). */
  at(offset: number): number
}

const ESCAPES = /(?:%[0-9A-Fa-f]{2})+/g

/**
 * Percent-decodes once, as UTF-8. A sequence that is no escape, or whose bytes are no UTF-8, stays as
 * it is, and `+` stays a plus, because base64 values hold it. Source: OSS SDKs, which send the body of
 * "process and save" both raw and form-encoded.
 */
export function percentDecoded(text: string): Slice {
  if (!text.includes('%')) return { text, at: (offset) => offset }
  let decoded = ''
  const origins: number[] = []
  const append = (part: string, origin: (offset: number) => number) => {
    for (let offset = 0; offset < part.length; offset++) origins.push(origin(offset))
    decoded += part
  }
  let end = 0
  for (const match of text.matchAll(ESCAPES)) {
    const plainStart = end
    append(text.slice(plainStart, match.index), (offset) => plainStart + offset)
    const start = match.index
    const plain = decodeRun(match[0])
    // Inside an escaped run every character points at the run's proportional escape.
    const perCharacter = match[0].length / Math.max(1, plain.length)
    append(plain, (offset) => start + Math.floor((offset * perCharacter) / 3) * 3)
    end = start + match[0].length
  }
  const tail = end
  append(text.slice(tail), (offset) => tail + offset)
  return { text: decoded, at: (offset) => origins[offset] ?? text.length }
}

function decodeRun(escapes: string): string {
  try {
    return decodeURIComponent(escapes)
  } catch {
    return escapes
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
