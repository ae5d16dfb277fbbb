import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { eventually } from '../../test/eventually.ts'
import { loadFiles, type ReloadingFiles } from './reloading-files.ts'

/** Milliseconds between two looks. */
const INTERVAL = 20

/** The same where a machine that is busy must not come between two changes. */
const SLOW = 200

let folder: string
let watched: ReloadingFiles | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reloading-'))
})
afterEach(() => {
  watched?.close()
  rmSync(folder, { recursive: true })
})

/** What was loaded, and what failed, one after the other. */
async function watch(names: readonly string[], interval = INTERVAL) {
  const files = names.map((name) => join(folder, name))
  const loads: string[] = []
  const failures: unknown[] = []
  watched = await loadFiles(files, async () => {
    const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')))
    if (texts.includes('bad')) throw new Error('bad')
    loads.push(texts.join('+'))
  })
  const reports: string[] = []
  watched.watch(
    {
      loaded: (which) => reports.push(...which),
      failed: (_, error) => failures.push(error),
    },
    interval,
  )
  return { files, loads, failures, reports }
}

const put = (name: string, text: string) => writeFile(join(folder, name), text)
const quiet = () => new Promise((resolve) => setTimeout(resolve, 8 * INTERVAL))

it('loads at once, and not again while nothing changes', async () => {
  await put('a', 'one')
  const { loads, reports } = await watch(['a'])
  await quiet()
  expect([loads, reports]).toEqual([['one'], []])
})

it('rejects when there is nothing to begin with', async () => {
  await expect(watch(['a'])).rejects.toMatchObject({ code: 'ENOENT' })
})

it.each([
  ['written', () => put('a', 'two')],
  [
    'replaced, as editors do',
    async () => {
      await put('a.new', 'two')
      await rename(join(folder, 'a.new'), join(folder, 'a'))
    },
  ],
  [
    'replaced by one of the same size and time',
    async () => {
      await put('a.new', 'two')
      const { mtime, atime } = await stat(join(folder, 'a'))
      await utimes(join(folder, 'a.new'), atime, mtime)
      await rename(join(folder, 'a.new'), join(folder, 'a'))
    },
  ],
])('loads what was %s', async (_, change) => {
  await put('a', 'one')
  const { files, loads, reports } = await watch(['a'])
  await change()
  await eventually(() => expect(reports).toEqual(files))
  expect(loads).toEqual(['one', 'two'])
})

it('follows a link that is moved, as Kubernetes does', async () => {
  for (const [version, text] of [
    ['v1', 'one'],
    ['v2', 'two'],
  ] as const) {
    await mkdir(join(folder, version))
    await put(`${version}/a`, text)
  }
  await symlink('v1', join(folder, 'current'))
  await symlink('current/a', join(folder, 'a'))
  const { loads } = await watch(['a'])
  await symlink('v2', join(folder, 'next'))
  await rename(join(folder, 'next'), join(folder, 'current'))
  await eventually(() => expect(loads).toEqual(['one', 'two']))
})

it('tells once of what it cannot load, and loads what comes next', async () => {
  await put('a', 'one')
  const { loads, failures } = await watch(['a'])
  await put('a', 'bad')
  await eventually(() => expect(failures).toEqual([new Error('bad')]))
  await quiet()
  await rm(join(folder, 'a'))
  await eventually(() => expect(failures).toMatchObject([{}, { code: 'ENOENT' }]))
  await quiet()
  expect(failures).toHaveLength(2)
  await put('a', 'two')
  await eventually(() => expect(loads).toEqual(['one', 'two']))
})

it('waits until both of two are written', async () => {
  await put('a', 'one')
  await put('b', 'ONE')
  const { loads } = await watch(['a', 'b'], SLOW)
  await put('a', 'two')
  await put('b', 'TWO')
  await eventually(() => expect(loads).toHaveLength(2))
  await quiet()
  expect(loads).toEqual(['one+ONE', 'two+TWO'])
})

it('waits while a file is being written', async () => {
  await put('a', 'one')
  const { loads } = await watch(['a'], SLOW)
  for (let length = 1; length <= 10; length += 1) {
    await put('a', 'x'.repeat(length))
    await new Promise((resolve) => setTimeout(resolve, SLOW / 5))
  }
  await eventually(() => expect(loads).toEqual(['one', 'x'.repeat(10)]))
})

it('looks no more when it is closed', async () => {
  await put('a', 'one')
  const { loads } = await watch(['a'])
  watched?.close()
  await put('a', 'two')
  await quiet()
  expect(loads).toEqual(['one'])
})
