import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { replaceFile } from './replace-file.ts'

const NEW = Buffer.from('new')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replace-file-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('creates a file and leaves nothing else behind', async () => {
  await replaceFile(join(folder, 'out.jpg'), NEW)
  expect(await readdir(folder)).toEqual(['out.jpg'])
  expect(await readFile(join(folder, 'out.jpg'), 'utf8')).toBe('new')
})

it('replaces a file and keeps its mode', async () => {
  const path = join(folder, 'out.jpg')
  await writeFile(path, 'a longer old one')
  await chmod(path, 0o640)
  const before = await stat(path)
  await replaceFile(path, NEW)
  expect(await readFile(path, 'utf8')).toBe('new')
  const after = await stat(path)
  expect(after.mode & 0o777).toBe(0o640)
  expect(after.ino).not.toBe(before.ino)
})

it('replaces what a link leads to', async () => {
  await mkdir(join(folder, 'far'))
  await writeFile(join(folder, 'far', 'out.jpg'), 'old')
  await symlink(join('far', 'out.jpg'), join(folder, 'link.jpg'))
  await replaceFile(join(folder, 'link.jpg'), NEW)
  expect((await lstat(join(folder, 'link.jpg'))).isSymbolicLink()).toBe(true)
  expect(await readFile(join(folder, 'far', 'out.jpg'), 'utf8')).toBe('new')
})

it('writes to a device instead of replacing it', async () => {
  await replaceFile('/dev/null', NEW)
  expect((await stat('/dev/null')).isCharacterDevice()).toBe(true)
})

it.each([
  ['a folder that does not exist', ['nowhere', 'out.jpg'], 'ENOENT'],
  ['a folder in place of a file', ['folder'], 'EISDIR'],
])('fails for %s and leaves nothing behind', async (_, path, code) => {
  await mkdir(join(folder, 'folder'))
  await expect(replaceFile(join(folder, ...path), NEW)).rejects.toMatchObject({ code })
  expect(await readdir(folder)).toEqual(['folder'])
  expect(await readdir(join(folder, 'folder'))).toEqual([])
})
