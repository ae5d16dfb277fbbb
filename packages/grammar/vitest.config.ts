import { defineConfig } from 'vitest/config'

// Timeouts are for hangs: no test measures speed by them, and machines differ.
export default defineConfig({
  test: { include: ['src/**/*.test.ts', 'test/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 120_000 },
})
