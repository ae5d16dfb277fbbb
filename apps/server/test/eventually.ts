import { vi } from 'vitest'

/** Resolves when a check passes, and rejects with its last failure if it never does; machines differ. */
export function eventually<Result>(check: () => Result | Promise<Result>): Promise<Result> {
  return vi.waitFor(check, { timeout: 30_000, interval: 20 })
}
