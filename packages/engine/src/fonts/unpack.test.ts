import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packagedFonts } from './files.ts'
import { readFont } from './font-file.ts'
import { unpack } from './unpack.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossimg-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

const packed = async () => (await packagedFonts())?.files.slice(0, 3) ?? []

describe('unpack', { timeout: 30_000 }, () => {
  it('makes fonts that can be read, and leaves nothing else', async () => {
    const files = await unpack(await packed(), join(folder, 'fonts'))
    expect(files).toHaveLength(3)
    for (const file of files) expect(readFont(await readFile(file))?.family).toContain('Noto Sans SC')
    expect(await readdir(folder)).toEqual(['fonts'])
    expect((await readdir(join(folder, 'fonts'))).length).toBe(3)
  })

  it('keeps fonts of one name apart', async () => {
    const [file = ''] = await packed()
    const [one = '', two = ''] = await unpack([file, file], join(folder, 'fonts'))
    expect(one).not.toBe(two)
    expect(await readFile(one)).toEqual(await readFile(two))
  })

  it('does not unpack twice', async () => {
    const [file = ''] = await unpack(await packed(), join(folder, 'fonts'))
    await writeFile(file, 'mine')
    await unpack(await packed(), join(folder, 'fonts'))
    expect(await readFile(file, 'utf8')).toBe('mine')
  })

  it('leaves nothing behind when a file is no font', async () => {
    const bad = join(folder, 'bad.woff2')
    await writeFile(bad, 'This is not a font.')
    await expect(unpack([...(await packed()), bad], join(folder, 'fonts'))).rejects.toThrow('bad.woff2')
    expect(await readdir(folder)).toEqual(['bad.woff2'])
  })

  it('makes no folder for no files', async () => {
    expect(await unpack([], join(folder, 'fonts'))).toEqual([])
    expect(await readdir(folder)).toEqual([])
  })
})
