import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import * as client from '../src/index.ts'
import { useOssServer, xml } from './oss-server.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const readme = readFileSync(`${root}/README.md`, 'utf8')
const server = useOssServer({ now: () => new Date() })

const blocks = [...readme.matchAll(/^```js\n(.*?)^```$/gms)].map(([, code = '']) => ({
  code,
  firstLine: code.split('\n').find((line) => line.includes('import')),
  promised: [...code.matchAll(/\/\/ → (.*)$/gm)].map(([, output]) => output),
  talks: code.includes('await '),
}))

it.each(Object.keys(client))('describes %s', (name) => {
  expect(readme).toMatch(new RegExp(`^### .*\`${name}\\b`, 'm'))
})

const methods = Object.getOwnPropertyNames(client.Client.prototype).filter((name) => name !== 'constructor')
it.each(methods)('describes the method %s', (name) => {
  expect(readme).toMatch(new RegExp(`^\\|.*\`${name}\\(`, 'm'))
})

it('describes every type', () => {
  const index = readFileSync(`${root}/src/index.ts`, 'utf8')
  const names = [...index.matchAll(/\b[A-Z]\w+/g)].map(([name]) => name)
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
})

it('shows examples with their results', () => {
  expect(blocks.map(({ promised }) => promised.length)).toEqual([1, 4, 3, 2, 4])
})

// Node resolves the package by its own name from within its folder, so the built package runs as its users get it.
const run = async (code: string) => {
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', code],
    {
      cwd: root,
    },
  )
  expect(stderr).toBe('')
  return stdout.trimEnd().split('\n')
}

it.each(blocks.filter(({ talks }) => !talks))(
  'prints what the README says: $firstLine',
  async ({ code, promised }) => {
    expect(await run(code)).toEqual(promised)
  },
)

it.each(blocks.filter(({ talks }) => talks))(
  'prints what the README says, with a server: $firstLine',
  async ({ code, promised }) => {
    server.answer(
      { headers: { ETag: '"2B40B9355FDEEC3AA717675B01E6D28D"' } },
      {
        body: '{"FileSize":{"value":"67"},"Format":{"value":"png"},"ImageHeight":{"value":"1"},"ImageWidth":{"value":"1"}}',
      },
      { headers: { 'content-type': 'image/webp' }, body: 'image' },
      xml('<Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>', {
        status: 404,
      }),
    )
    expect(await run(code.replace('http://127.0.0.1:9000', server.endpoint()))).toEqual(promised)
    expect(server.received.map(({ method, target, signedBy }) => `${method} ${target} ${signedBy}`)).toEqual([
      'PUT /demo/pixel.png EXAMPLEKEYID',
      'GET /demo/pixel.png?x-oss-process=image%2Finfo EXAMPLEKEYID',
      'GET /demo/pixel.png?x-oss-process=image%2Fformat%2Cwebp EXAMPLEKEYID',
      'GET /demo/missing.png EXAMPLEKEYID',
    ])
  },
)
