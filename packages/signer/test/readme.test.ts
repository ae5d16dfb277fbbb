import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import * as signer from '../src/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')

const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => ({
  code,
  firstLine: code.split('\n').find((line) => line.includes('import')),
  promised: [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, output]) => output),
}))

it.each([...Object.keys(signer), ...Object.keys(signer.v1).map((name) => `v1.${name}`)])(
  'describes %s',
  (name) => {
    expect(readme).toContain(`\`${name}`)
  },
)

it('shows examples with their results', () => {
  expect(blocks.map(({ promised }) => promised.length)).toEqual([3, 2, 1])
})

// Node resolves the package by its own name from within its folder: the built package runs, as users get it.
it.each(blocks)('prints what the README says: $firstLine', ({ code, promised }) => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    encoding: 'utf8',
  })
  expect(stderr).toBe('')
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
})
