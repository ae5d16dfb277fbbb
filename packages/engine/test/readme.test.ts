import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import * as engine from '../src/index.ts'
import { LIMITS } from '../src/index.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')

const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => ({
  code,
  firstLine: code.split('\n').find((line) => line.includes('@ossimg/engine')),
  promised: [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, output]) => output),
}))

/** Where the examples put their fonts. */
const temporary = mkdtempSync(join(tmpdir(), 'ossimg-readme-'))
afterAll(() => rmSync(temporary, { recursive: true, force: true }))

it.each(Object.keys(engine))('describes %s', (name) => {
  expect(readme).toContain(`\`${name}`)
})

it('names every type', () => {
  const index = readFileSync(`${root}/src/index.ts`, 'utf8')
  const steps = readFileSync(`${root}/src/step.ts`, 'utf8')
  const types = [
    ...[...index.matchAll(/\btype (\w+)/g)].map(([, name]) => name),
    ...[...index.matchAll(/^export type \{([^}]*)\}/gms)].flatMap(([, names]) => names?.match(/\w+/g) ?? []),
    ...[...steps.matchAll(/^export (?:type|interface) (\w+)/gm)].map(([, name]) => name),
  ]
  expect(types.length).toBeGreaterThan(40)
  expect(types.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

it.each(Object.entries(LIMITS))('has the limit %s', (name, value) => {
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${name}\``))
  expect(row?.replaceAll(',', '')).toContain(`| ${value} `)
})

it('shows examples with their results', () => {
  expect(blocks.map(({ promised }) => promised.length)).toEqual([1, 8, 1, 1])
})

// Node resolves the package by its own name from within its folder: the built package runs, as users get it.
it.each(blocks)('prints what the README says: $firstLine', ({ code, promised }) => {
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', code], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, TMPDIR: temporary },
  })
  expect(stderr).toBe('')
  expect(stdout.trimEnd().split('\n')).toEqual(promised)
})
