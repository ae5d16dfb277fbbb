// Proves that the linter's boundary rules bite: each forbidden import below must be refused, each
// allowed one accepted. The rules themselves stand in biome.json.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

const cases = [
  // [importing file, imported module, allowed]
  ['packages/grammar/src/probe.ts', '@ossimg/engine', false],
  ['packages/grammar/src/probe.ts', 'node:fs', false],
  ['packages/grammar/src/probe.ts', './errors.ts', true],
  ['packages/signer/src/probe.ts', '@ossimg/grammar', false],
  ['packages/signer/src/probe.ts', 'node:crypto', false],
  ['packages/client/src/probe.ts', '@ossimg/engine', false],
  ['packages/client/src/probe.ts', 'node:http', false],
  ['packages/client/src/probe.ts', '@ossimg/grammar', true],
  ['packages/engine/src/probe.ts', '@ossimg/grammar', true],
  ['packages/engine/src/probe.ts', '@ossimg/signer', false],
  ['packages/engine/src/probe.ts', '@ossimg/server', false],
  ['packages/engine/src/probe.ts', '../../../apps/server/src/app.ts', false],
  ['apps/server/src/probe.ts', '@ossimg/engine', true],
  ['apps/server/src/probe.ts', '@ossimg/cli', false],
  ['apps/cli/src/probe.ts', '@ossimg/client', true],
  ['apps/cli/src/probe.ts', '@ossimg/server', false],
]

const biome = fileURLToPath(new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url))
let wrong = 0
for (const [file, module, allowed] of cases) {
  const { status } = spawnSync(process.execPath, [biome, 'lint', `--stdin-file-path=${file}`], {
    cwd: root,
    input: `import { name } from '${module}'\n\nexport const copy = name\n`,
    encoding: 'utf8',
  })
  if ((status === 0) === allowed) continue
  wrong += 1
  console.error(`${file} importing ${module}: expected ${allowed ? 'accepted' : 'refused'}`)
}
if (wrong > 0) process.exit(1)
console.log(`${cases.length} import boundaries hold`)
