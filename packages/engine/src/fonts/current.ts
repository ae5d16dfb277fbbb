import { lstat, mkdir, mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { configuration, writeWhole } from './configuration.ts'
import { type FontSet, fontsIn, isPacked, packagedFonts } from './files.ts'
import { readFont } from './font-file.ts'
import { unpack } from './unpack.ts'

/** The fonts that texts are drawn with. */
export interface Fonts {
  /** The families that are asked for a glyph, the first one first, as fontconfig knows them, separated by commas. */
  readonly family: string
  /** Changes with the font files; `system` for fonts that are not ours. */
  readonly revision: string
}

/** Which fonts to use, and where to keep what is made of them. */
export interface FontOptions {
  /**
   * Folders with TTF, OTF, TTC or WOFF2 files, searched with the folders below them. Texts are drawn in the first
   * family that claims to cover simplified Chinese, or else in the first one; the others stand in for characters it
   * lacks, and for those that all lack the package `@fontsource-variable/noto-sans-sc`, where it is installed.
   * Default: that package alone.
   */
  readonly directories?: readonly string[] | undefined
  /**
   * Where unpacked fonts and fontconfig's files are kept between starts. Default: a folder of this user's own in the
   * folder for temporary files.
   */
  readonly cacheDirectory?: string | undefined
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
    return prepare({})
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
  const cache = cacheDirectory ?? (await privateDirectory())
  const own = directories && (await readyFonts(await fontsIn(directories), cache))
  const ownFamilies = own ? await familiesOf(own.files) : []
  if (directories && ownFamilies.length === 0) {
    throw new Error(`No font in ${directories.join(', ')}: expected .ttf, .otf, .ttc or .woff2 files.`)
  }
  const packaged = await packagedFonts()
  const fallback = packaged && (await readyFonts(packaged, cache))
  // Its files are the parts of one font.
  const fallbackFamilies = fallback ? await familiesOf(fallback.files.slice(0, 1)) : []
  const sets = [own, fallback].filter((set) => set !== undefined)
  const families = new Set([...ownFamilies, ...fallbackFamilies])
  if (families.size === 0) {
    throw new Error('No fonts: name folders that hold some, or install @fontsource-variable/noto-sans-sc.')
  }
  const revision = sets.map((set) => set.revision).join('+')
  const folder = resolve(cache, revision)
  const file = join(folder, 'fonts.conf')
  const readable = sets.flatMap((set) => set.directories)
  await writeWhole(file, configuration(readable, join(folder, 'cache')))
  process.env.FONTCONFIG_FILE = file
  return { family: [...families].join(','), revision }
}

/** The same fonts, with what was packed unpacked in the cache. */
async function readyFonts({ revision, directories, files }: FontSet, cache: string): Promise<FontSet> {
  const unpacked = resolve(cache, revision, 'fonts')
  return {
    revision,
    directories: [...directories, unpacked],
    files: [...files.filter((file) => !isPacked(file)), ...(await unpack(files.filter(isPacked), unpacked))],
  }
}

/** The families of font files, each once: those in the order of the files, but the first that is Chinese before all. */
async function familiesOf(files: readonly string[]): Promise<readonly string[]> {
  const families = new Set<string>()
  let chinese: string | undefined
  for (const file of files) {
    const font = readFont(await readFile(file))
    if (!font) continue
    families.add(font.family)
    if (font.chinese) chinese ??= font.family
  }
  return chinese === undefined ? [...families] : [...new Set([chinese, ...families])]
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
