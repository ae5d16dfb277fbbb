import { type SafeParse, safeParse } from '@ossimg/grammar'
import { LRUCache } from 'lru-cache'

/** Texts that are kept with what they say: a site asks for all its pictures in the same few ways. */
const KEPT = 1000

/** Longer texts are rare, and read each time. */
const LONGEST_KEPT = 512

const known = new LRUCache<string, SafeParse>({ max: KEPT })

/** Reads a process as `safeParse` does; the result is shared by all who ask with the same text. */
export function readProcess(text: string): SafeParse {
  const kept = known.get(text)
  if (kept) return kept
  const parsed = safeParse(text)
  if (parsed.ok && text.length <= LONGEST_KEPT) known.set(text, parsed)
  return parsed
}
