import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import * as grammar from '../src/index.ts'

const root = new URL('../', import.meta.url)
const readme = readFileSync(new URL('README.md', root), 'utf8')

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return { status, stdout, stderr }
}

const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => ({
  code,
  title: code.split('\n').find((line) => line !== '' && !line.startsWith('import')) ?? '',
  printed: [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, line]) => line),
}))

it('has examples', () => {
  expect(blocks.length).toBeGreaterThan(3)
})

// From within its folder the package is found by its own name: the built one, as users get it.
it.each(blocks)('prints what it says: $title', ({ code, printed }) => {
  const { status, stdout, stderr } = run('--input-type=module', '--eval', code)
  expect({ status, stderr, printed: stdout.split('\n').slice(0, -1) }).toEqual({
    status: 0,
    stderr: '',
    printed,
  })
})

it('has the operations as they are defined', () => {
  const { status, stderr } = run(fileURLToPath(new URL('scripts/write-readme.mjs', root)), '--check')
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})

it('names every export', () => {
  const missing = Object.keys(grammar).filter((name) => !new RegExp(`\`${name}\\b`).test(readme))
  expect(missing).toEqual([])
})
