/**
 * Draws every golden of test/goldens anew and compares it with what is stored: prints which changed, and writes
 * test/goldens/report/index.html, where old and new stand side by side with their difference. With `--write` the
 * changed ones are stored, to be looked at and committed. In this package: `pnpm goldens`, `pnpm goldens --write`.
 */
import { fileURLToPath } from 'node:url'
import { createViteServer } from 'vitest/node'

const [option, ...others] = process.argv.slice(2)
if (others.length > 0 || (option !== undefined && option !== '--write')) {
  console.error('usage: node scripts/goldens.mjs [--write]')
  process.exit(2)
}

// The goldens are drawn by the sources, as in tests, and not all versions of Node that we support run TypeScript.
const vite = await createViteServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
})
const { regenerate } = await vite.ssrLoadModule('/test/goldens/regenerate.ts')
const unchanged = await regenerate({ write: option === '--write' })
await vite.close()
process.exit(unchanged ? 0 : 1)
