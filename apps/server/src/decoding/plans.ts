import type { Plan } from '@ossimg/engine'
import { LRUCache } from 'lru-cache'

/** Plans that are kept, some kilobytes each. */
const KEPT = 100

/** Reads plans in JSON, and keeps them: the same come again and again. */
export function createPlanReader(): (bytes: Uint8Array) => Plan {
  const kept = new LRUCache<string, Plan>({ max: KEPT })
  return (bytes) => {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
    const known = kept.get(text)
    if (known) return known
    const plan = JSON.parse(text) as Plan
    kept.set(text, plan)
    return plan
  }
}
