import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { packagedFonts } from './fonts/files.ts'
import { unpack } from './fonts/unpack.ts'
import { useFonts } from './fonts.ts'

const run = promisify(execFile)

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ossimg-test-'))
})

afterEach(() => rm(folder, { recursive: true }))

interface Drawn {
  readonly fonts: unknown
  readonly works: boolean
  readonly digest: string
  /** The heights of a text in Latin letters and of one in Chinese, px. */
  readonly heights: readonly [latin: number, chinese: number]
  readonly complaints: string
}

/**
 * What a new process draws that prepares fonts with `options`, or with none if they are undefined. Fontconfig reads its
 * configuration once a process, and only a new one can be shown another environment.
 */
async function drawInChild(options: unknown, env: Readonly<Record<string, string>> = {}): Promise<Drawn> {
  const module = (name: string) => JSON.stringify(new URL(`../dist/${name}.js`, import.meta.url))
  const script = `
    import { createHash } from 'node:crypto'
    import { useFonts, fontsWork } from ${module('fonts')}
    import { renderText } from ${module('text')}
    const options = ${JSON.stringify(options) ?? 'undefined'}
    const fonts = options && (await useFonts(options))
    const style = { content: 'Hello 图片服务!', font: 'wqy-zenhei', size: 40, color: '336699', shadow: 50, rotate: 15 }
    const { data } = await renderText(style)
    const digest = createHash('sha256').update(data).digest('hex')
    const height = async (content) => (await renderText({ ...style, content, shadow: 0, rotate: 0 })).height
    const heights = [await height('HIX'), await height('图片')]
    console.log(JSON.stringify({ fonts, works: await fontsWork(), digest, heights }))`
  const { stdout, stderr } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env.PATH ?? '', TMPDIR: folder, ...env },
  })
  return { ...JSON.parse(stdout), complaints: stderr }
}

/** A folder with the packed files of the package. */
async function webFonts(): Promise<string> {
  const directory = join(folder, 'web fonts & more')
  await mkdir(directory)
  for (const file of (await packagedFonts())?.files ?? []) {
    await copyFile(file, join(directory, `${file.replaceAll(/\W/g, '-')}.woff2`))
  }
  return directory
}

/** A folder with a font of Latin letters, of a family and a size of its own: half as tall as the package's. */
async function ownFonts(): Promise<string> {
  const [latin = ''] = (await packagedFonts())?.files.filter((file) => file.includes('-latin-wght-')) ?? []
  const [file = ''] = await unpack([latin], join(folder, 'own fonts'))
  const font = await readFile(file)
  const [from, to] = [utf16('Noto Sans SC'), utf16('Half As Tall')]
  for (let at = font.indexOf(from); at >= 0; at = font.indexOf(from, at)) to.copy(font, at)
  // The size of an em in units stands in the table `head`.
  const head = font.readUInt32BE(font.indexOf('head') + 8)
  font.writeUInt16BE(font.readUInt16BE(head + 18) * 2, head + 18)
  await writeFile(file, font)
  return join(folder, 'own fonts')
}

/** A text as fonts keep it. */
function utf16(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16()
}

// New processes take their time on a busy machine.
const patient = { timeout: 30_000 }

describe('useFonts', patient, () => {
  it('rejects when there is no font, naming the folders, and can then be called again', async () => {
    const empty = join(folder, 'empty')
    await mkdir(empty)
    await writeFile(join(empty, 'fake.ttf'), 'This is not a font.')
    await expect(useFonts({ directories: [empty], cacheDirectory: folder })).rejects.toThrow(empty)
    await expect(useFonts({ directories: [], cacheDirectory: folder })).rejects.toThrow('No font')
    const fonts = await useFonts({ cacheDirectory: folder })
    expect(fonts.family).toContain('Noto Sans SC')
    expect(await useFonts({ directories: [empty], cacheDirectory: folder })).toBe(fonts)
  })

  it('draws the same in two processes that prepare one cache folder at once, whatever their environment', async () => {
    const options = { cacheDirectory: join(folder, 'cache & <more>') }
    const hidden = { FONTCONFIG_PATH: join(folder, 'nowhere'), LANGUAGE: 'ja', LC_ALL: 'ja_JP.UTF-8' }
    const [one, two] = await Promise.all([
      drawInChild(options, { HOME: folder, XDG_CACHE_HOME: folder }),
      drawInChild(options, hidden),
    ])
    expect(one).toEqual(two)
    expect(one).toMatchObject({ works: true, complaints: '' })
    expect(await readdir(options.cacheDirectory)).toEqual([expect.stringMatching(/^noto-sans-sc-/)])
    expect(await drawInChild(options)).toEqual(one)
  })

  it('draws without being called, with the package, in a folder of its own', async () => {
    const { works, complaints } = await drawInChild(undefined)
    expect({ works, complaints }).toEqual({ works: true, complaints: '' })
    const [own = ''] = await readdir(folder)
    expect(own).toMatch(/^ossimg-fonts/)
    if (process.getuid) expect((await stat(join(folder, own))).mode & 0o077).toBe(0)
    expect(await drawInChild({})).toMatchObject({ works: true, complaints: '' })
    expect(await readdir(folder)).toEqual([own])
  })

  it('unpacks the web fonts of a folder, and draws none of them packed', async () => {
    const directories = [await webFonts()]
    const { fonts, works } = await drawInChild({ directories, cacheDirectory: join(folder, 'cache') })
    expect(works).toBe(true)
    expect(fonts).toMatchObject({ revision: expect.stringMatching(/^fonts-/) })
  })
})

describe('own fonts', patient, () => {
  it('are drawn before the package, which stands in for what they lack', async () => {
    const cacheDirectory = join(folder, 'cache')
    const packaged = await drawInChild({ cacheDirectory })
    const own = await drawInChild({ cacheDirectory, directories: [await ownFonts()] })
    expect(own.complaints).toBe('')
    expect(own.fonts).toMatchObject({
      family: expect.stringMatching(/^Half As Tall.*,Noto Sans SC/),
      revision: expect.stringMatching(/^fonts-[0-9a-f]{16}\+noto-sans-sc-/),
    })
    expect(own.works).toBe(true)
    const [latin, chinese] = packaged.heights
    expect(own.heights[0]).toBeLessThan(latin * 0.6)
    expect(own.heights[1]).toBe(chinese)
    // What is unpacked of the package serves both.
    const holding = (await readdir(cacheDirectory, { recursive: true })).filter((name) => /\.ttf$/.test(name))
    expect(holding).toHaveLength((await packagedFonts())?.files.length ?? 0)
  })
})

describe('fontsWork', patient, () => {
  it('is false for fonts without Chinese characters', async () => {
    const cacheDirectory = join(folder, 'cache')
    await drawInChild({ cacheDirectory })
    const [revision = ''] = await readdir(cacheDirectory)
    const unpacked = join(cacheDirectory, revision, 'fonts')
    for (const name of await readdir(unpacked)) if (!name.includes('latin')) await rm(join(unpacked, name))
    const [first = ''] = (await packagedFonts())?.files ?? []
    const [latin = ''] = await readdir(unpacked)
    await copyFile(join(unpacked, latin), join(unpacked, `0000-${basename(first, '.woff2')}.ttf`))
    await rm(join(unpacked, '../cache'), { recursive: true })
    const { works, fonts, complaints } = await drawInChild({ cacheDirectory })
    expect(fonts).toMatchObject({ family: expect.stringContaining('Noto Sans SC') })
    expect({ works, complaints }).toEqual({ works: false, complaints: '' })
  })
})
