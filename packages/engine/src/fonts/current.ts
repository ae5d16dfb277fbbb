import { lstat, mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { configuration, writeWhole } from './configuration.ts'
import { fontsIn, isPacked, packagedFonts } from './files.ts'
import { readFont } from './font-file.ts'
import { unpack } from './unpack.ts'

/** The fonts that texts are drawn with. */
export interface Fonts {
  /** The family, as fontconfig knows it. */
  readonly family: string
  /** Changes with the font files; `system` for fonts that are not ours. */
  readonly revision: string
}

/** Which fonts to use, and where to keep what is made of them. */
export interface FontOptions {
  /**
   * Folders with TTF, OTF, TTC or WOFF2 files, searched with the folders below them. Texts are drawn in the first
   * family that claims to cover simplified Chinese, or else in the first one; the others stand in for characters it
   * lacks. Default: the package `@fontsource-variable/noto-sans-sc`, where it is installed.
   */
  readonly directories?: readonly string[]
  /** Where unpacked fonts and fontconfig's files are kept between starts. */
  readonly cacheDirectory: string
}

let current: Promise<Fonts> | undefined

/**
 * Prepares the fonts of this process: unpacks what is packed, once for all processes that share the cache folder, and
 * points fontconfig at these fonts alone. Must be called before the first text is drawn, in the main thread; fontconfig
 * reads its configuration once, so the first call decides and the others return what it found.
 *
 * Rejects with an Error that names the folders when there is no font in them.
 */
export function useFonts(options: FontOptions): Promise<Fonts> {
  return remember(() => prepare(options))
}

/**
 * The fonts in use. Where none have been chosen these are the peer package's, prepared in the folder for temporary
 * files, or without it whatever fontconfig finds on the system.
 */
export function currentFonts(): Promise<Fonts> {
  return remember(async () => {
    const fonts = await packagedFonts()
    if (fonts === undefined) return { family: 'sans-serif', revision: 'system' }
    return prepare({ cacheDirectory: await privateDirectory() })
  })
}

function remember(find: () => Promise<Fonts>): Promise<Fonts> {
  current ??= find().catch((error: unknown) => {
    current = undefined
    throw error
  })
  return current
}

async function prepare({ directories, cacheDirectory }: FontOptions): Promise<Fonts> {
  const fonts = directories === undefined ? await packagedFonts() : await fontsIn(directories)
  if (fonts === undefined) {
    throw new Error('No fonts: name folders that hold some, or install @fontsource-variable/noto-sans-sc.')
  }
  const folder = resolve(cacheDirectory, fonts.revision)
  const unpacked = join(folder, 'fonts')
  const readable = [
    ...fonts.files.filter((file) => !isPacked(file)),
    ...(await unpack(fonts.files.filter(isPacked), unpacked)),
  ]
  const family = await chooseFamily(readable)
  if (family === undefined) {
    throw new Error(
      `No font in ${(directories ?? []).join(', ')}: expected .ttf, .otf, .ttc or .woff2 files.`,
    )
  }
  const file = join(folder, 'fonts.conf')
  await writeWhole(file, configuration([...fonts.directories, unpacked], join(folder, 'cache')))
  process.env.FONTCONFIG_FILE = file
  return { family, revision: fonts.revision }
}

async function chooseFamily(files: readonly string[]): Promise<string | undefined> {
  let first: string | undefined
  for (const file of files) {
    const font = readFont(await readFile(file))
    if (font?.chinese) return font.family
    first ??= font?.family
  }
  return first
}

/** A folder of this user that no other can have put anything into. */
async function privateDirectory(): Promise<string> {
  const user = process.getuid?.()
  const folder = join(tmpdir(), user === undefined ? 'ossimg-fonts' : `ossimg-fonts-${user}`)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const { uid, mode } = await lstat(folder)
  const isPrivate = user === undefined || (uid === user && (mode & 0o022) === 0)
  return isPrivate ? folder : mkdtemp(`${folder}-`)
}
