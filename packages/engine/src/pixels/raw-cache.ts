import type { Raw } from './raw.ts'

/** Keeps pictures that are asked for again. */
export interface RawCache {
  /**
   * The picture kept under `key`, or else the one `make` resolves to. While it is being made all who ask for it wait
   * for the same one. A picture larger than the whole cache is returned and not kept, and so is no failure.
   */
  get(key: string, make: () => Promise<Raw>): Promise<Raw>
}

/** A cache that holds at most `capacity` bytes of pixels and forgets first what was asked for longest ago. */
export function createRawCache(capacity: number): RawCache {
  const kept = new Map<string, Raw>()
  const pending = new Map<string, Promise<Raw>>()
  let used = 0

  function keep(key: string, raw: Raw): void {
    if (raw.data.length > capacity) return
    kept.set(key, raw)
    used += raw.data.length
    for (const [oldest, { data }] of kept) {
      if (used <= capacity) return
      kept.delete(oldest)
      used -= data.length
    }
  }

  async function fill(key: string, make: () => Promise<Raw>): Promise<Raw> {
    try {
      const raw = await make()
      keep(key, raw)
      return raw
    } finally {
      pending.delete(key)
    }
  }

  return {
    async get(key, make) {
      const found = kept.get(key)
      if (found !== undefined) {
        kept.delete(key)
        kept.set(key, found)
        return found
      }
      const waiting = pending.get(key) ?? fill(key, make)
      pending.set(key, waiting)
      return waiting
    },
  }
}
