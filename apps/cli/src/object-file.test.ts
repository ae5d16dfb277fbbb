import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findObjectFile } from './object-file.ts'

/** Holds `secret.png`, and `marks` with files and links. */
let folder: string
let marks: string
beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'object-file-')))
  marks = join(folder, 'marks')
  await mkdir(join(marks, 'a'), { recursive: true })
  await mkdir(join(folder, 'marks-too'))
  for (const file of [
    'secret.png',
    'marks-too/logo.png',
    'marks/logo.png',
    'marks/a/猫 1.png',
    'marks/..logo',
  ])
    await writeFile(join(folder, file), file)
  await symlink('logo.png', join(marks, 'inside.png'))
  await symlink('../secret.png', join(marks, 'outside.png'))
  await symlink('..', join(marks, 'up'))
  await symlink('../marks-too', join(marks, 'beside'))
  await symlink('nowhere.png', join(marks, 'broken.png'))
  await symlink('circle.png', join(marks, 'circle.png'))
  await symlink('marks', join(folder, 'link'))
})
afterAll(() => rm(folder, { recursive: true }))

it.each([
  ['a file', 'logo.png', 'logo.png'],
  ['a file in a folder', 'a/猫 1.png', 'a/猫 1.png'],
  ['a file by more slashes than needed', 'a//./猫 1.png', 'a/猫 1.png'],
  ['a file whose name begins with dots', '..logo', '..logo'],
  ['a link to a file beside it', 'inside.png', 'logo.png'],
  ['a link that leads back', 'up/marks/logo.png', 'logo.png'],
])('finds %s', async (_, key, file) => {
  expect(await findObjectFile(marks, key)).toBe(join(marks, file))
})

it('finds files below a folder that is a link', async () => {
  expect(await findObjectFile(join(folder, 'link'), 'logo.png')).toBe(join(marks, 'logo.png'))
})

it.each([
  ['the folder above', '../secret.png'],
  ['the folder above, written twice', 'a/../../secret.png'],
  ['the folder above and back', '../marks/logo.png'],
  ['nothing but the folder above', '..'],
  ['a folder that is not there', 'none/../../secret.png'],
  ['an absolute path', '/etc/hostname'],
  ['a backslash', '..\\secret.png'],
  ['a zero', 'logo.png\0.jpg'],
  ['a link to a file outside', 'outside.png'],
  ['a link to the folder above', 'up/secret.png'],
  ['a link to a folder whose name begins alike', 'beside/logo.png'],
])('refuses %s, naming key and folder', async (_, key) => {
  await expect(findObjectFile(marks, key)).rejects.toMatchObject({
    code: 'Usage',
    message: expect.stringContaining(`The image ${JSON.stringify(key)} leads out of the folder ${marks}`),
  })
})

it.each([
  ['a file that is not there', 'none.png', 'no such file or directory'],
  ['a link to nothing', 'broken.png', 'no such file or directory'],
  ['a link to itself', 'circle.png', 'too many symbolic links encountered'],
  ['a folder', 'a', 'no regular file'],
  ['the folder itself', '.', 'no regular file'],
  ['a file as a folder', 'logo.png/x', 'not a directory'],
  ['a name that is too long', 'x'.repeat(300), 'name too long'],
])('cannot read %s', async (_, key, reason) => {
  await expect(findObjectFile(marks, key)).rejects.toMatchObject({
    code: 'File',
    message: `cannot read the image ${JSON.stringify(key)} in the folder ${marks}: ${reason}`,
  })
})

it('names a folder that is not there', async () => {
  await expect(findObjectFile('none', 'logo.png')).rejects.toMatchObject({
    code: 'File',
    message: 'cannot read the folder none: no such file or directory',
  })
})
