// Proves that the linter's boundary rules bite: each forbidden import below must be refused, each
// allowed one accepted. The rules themselves stand in biome.json.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const cases = [
  // [importing folder, imported module, allowed]
  ['packages/grammar/src', '@ossimg/engine', false],
  ['packages/grammar/src', 'node:fs', false],
  ['packages/grammar/src', './errors.ts', true],
  ['packages/signer/src', '@ossimg/grammar', false],
  ['packages/signer/src', 'node:crypto', false],
  ['packages/client/src', '@ossimg/engine', false],
  ['packages/client/src', 'node:http', false],
  ['packages/client/src', '@ossimg/grammar', true],
  ['packages/engine/src', '@ossimg/grammar', true],
  ['packages/engine/src', '@ossimg/signer', false],
  ['packages/engine/src', '@ossimg/server', false],
  ['packages/engine/src', '../../../apps/server/src/app.ts', false],
  ['apps/server/src', '@ossimg/engine', true],
  ['apps/server/src', '@ossimg/cli', false],
  ['apps/cli/src', '@ossimg/client', true],
  ['apps/cli/src', '@ossimg/server', false],
]

const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'boundaries-'))
try {
  const config = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'))
  writeFileSync(join(scratch, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }))
  const files = cases.map(([folder, module], index) => {
    const file = `${folder}/case-${index}.ts`
    mkdirSync(join(scratch, folder), { recursive: true })
    writeFileSync(join(scratch, file), `import { name } from '${module}'\n\nexport const copy = name\n`)
    return file
  })

  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome')
  const args = [biome, 'lint', '--max-diagnostics=none', '--reporter=github', '.']
  const { stdout } = spawnSync(process.execPath, args, { cwd: scratch, encoding: 'utf8' })
  const findings = stdout.split('\n').filter((line) => /noRestrictedImports|noNodejsModules/.test(line))

  const wrong = cases.filter(
    ([, , allowed], index) => allowed === findings.some((line) => line.includes(`${files[index]},`)),
  )
  for (const [folder, module, allowed] of wrong)
    console.error(`${folder} importing ${module}: expected ${allowed ? 'accepted' : 'refused'}`)
  if (wrong.length > 0) process.exitCode = 1
  else console.log(`${cases.length} import boundaries hold`)
} finally {
  rmSync(scratch, { recursive: true, force: true })
}
