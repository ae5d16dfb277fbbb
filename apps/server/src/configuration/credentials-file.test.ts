import { mkdtempSync, rmSync } from 'node:fs'
import { chmod, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keepCredentials } from './credentials-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const modeOf = async (file: string) => (await stat(file)).mode & 0o777

it('makes a pair once and keeps it from others', async () => {
  const file = join(folder, 'credentials.json')
  const first = await keepCredentials(file)
  expect(first.isNew).toBe(true)
  expect(first.credentials.accessKeyId).toMatch(/^OSSIMG[\dA-F]{20}$/)
  expect(first.credentials.accessKeySecret).toMatch(/^[\da-f]{40}$/)
  expect(await modeOf(file)).toBe(0o600)
  expect(await readdir(folder)).toEqual(['credentials.json'])
  expect(await keepCredentials(file)).toEqual({ ...first, isNew: false })
})

it('makes a file private that others can read', async () => {
  const file = join(folder, 'credentials.json')
  await keepCredentials(file)
  await chmod(file, 0o644)
  await keepCredentials(file)
  expect(await modeOf(file)).toBe(0o600)
})

it.each(['', 'not json', '[]', 'null', '{"accessKeyId":"a"}', '{"accessKeyId":"a b","accessKeySecret":"s"}'])(
  'does not start on a file that holds %j',
  async (text) => {
    const file = join(folder, 'credentials.json')
    await writeFile(file, text)
    await expect(keepCredentials(file)).rejects.toThrow('does not hold accessKeyId and accessKeySecret')
  },
)
