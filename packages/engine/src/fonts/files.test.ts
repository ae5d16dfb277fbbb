import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { fontsIn, isPacked, packagedFonts } from './files.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossimg-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

/** A folder with these files, whose content is their name. */
async function folderWith(name: string, ...files: readonly string[]): Promise<string> {
  const path = join(folder, name)
  for (const file of files) {
    await mkdir(join(path, file, '..'), { recursive: true })
    await writeFile(join(path, file), file)
  }
  return path
}

describe('fontsIn', () => {
  it('finds fonts by their names, in folders below as well, folder by folder', async () => {
    const [one, two] = [
      await folderWith('one', 'z.ttf', 'b/a.OTF', 'c.ttc', 'd.woff2', 'e.woff', 'readme.txt'),
      await folderWith('two', 'a.ttf'),
    ]
    const { files, directories } = await fontsIn([one, two])
    expect(files).toEqual([
      ...['b/a.OTF', 'c.ttc', 'd.woff2', 'z.ttf'].map((name) => join(one, name)),
      join(two, 'a.ttf'),
    ])
    expect(directories).toEqual([one, two])
  })

  it('has the same revision for the same files elsewhere, and another for other ones', async () => {
    const one = await folderWith('one', 'a.ttf', 'b.ttf')
    const same = await folderWith('same', 'a.ttf', 'b.ttf', 'readme.txt')
    const other = await folderWith('other', 'a.ttf', 'c.ttf')
    const { revision } = await fontsIn([one])
    expect(revision).toMatch(/^fonts-[0-9a-f]{16}$/)
    expect((await fontsIn([same])).revision).toBe(revision)
    expect((await fontsIn([other])).revision).not.toBe(revision)
    await writeFile(join(one, 'a.ttf'), 'another content')
    expect((await fontsIn([one])).revision).not.toBe(revision)
  })

  it('rejects a folder that does not exist', async () => {
    await expect(fontsIn([join(folder, 'none')])).rejects.toThrow('none')
  })
})

describe('packagedFonts', () => {
  it('finds the upright fonts of the package', async () => {
    const fonts = await packagedFonts()
    expect(fonts?.revision).toMatch(/^noto-sans-sc-\d+\.\d+\.\d+$/)
    expect(fonts?.files.length).toBeGreaterThan(50)
    expect(fonts?.files.every(isPacked)).toBe(true)
  })
})
