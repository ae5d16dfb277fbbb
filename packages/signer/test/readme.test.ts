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

const { v1, v4 } = signer
const stages = Object.entries({ v1, v4 }).flatMap(([version, names]) =>
  Object.keys(names).map((name) => `${version}.${name}`),
)
it.each([...Object.keys(signer), ...stages])('describes %s', (name) => {
  expect(readme).toContain(`\`${name}`)
})

it('describes every type', () => {
  const index = readFileSync(`${root}/src/index.ts`, 'utf8')
  const names = [...index.matchAll(/\b[A-Z]\w+/g)].map(([name]) => name)
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

it('shows examples with their results', () => {
  expect(blocks.map(({ promised }) => promised.length)).toEqual([3, 4, 1, 1, 1, 1])
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
