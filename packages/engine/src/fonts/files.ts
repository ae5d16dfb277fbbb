import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'

/** The peer package that brings fonts when no folder is named. */
const PACKAGE = '@fontsource-variable/noto-sans-sc'

const FONT_FILE = /\.(?:ttf|otf|ttc|woff2)$/i

/** Font files that belong together. */
export interface FontSet {
  /** Fit for a folder's name; changes with the files. */
  readonly revision: string
  /** The folders fontconfig may read, for what needs no unpacking. */
  readonly directories: readonly string[]
  /** Absolute paths, in order of preference. */
  readonly files: readonly string[]
}

/** Is it a font that FreeType must not read itself? It would draw boxes, and say nothing. */
export function isPacked(file: string): boolean {
  return /\.woff2$/i.test(file)
}

/** The fonts in `directories` and the folders below them; those of the first folder come first. */
export async function fontsIn(directories: readonly string[]): Promise<FontSet> {
  const hash = createHash('sha256')
  const files: string[] = []
  for (const directory of directories) {
    for (const name of (await readdir(directory, { recursive: true })).sort()) {
      if (!FONT_FILE.test(name)) continue
      const file = resolve(directory, name)
      hash.update(`${name}\0`).update(await readFile(file))
      files.push(file)
    }
  }
  const revision = `fonts-${hash.digest('hex').slice(0, 16)}`
  return { revision, directories: directories.map((directory) => resolve(directory)), files }
}

/** The fonts of the peer package, upright and of every weight; undefined where it is not installed. */
export async function packagedFonts(): Promise<FontSet | undefined> {
  const manifest = packagedManifest()
  if (manifest === undefined) return undefined
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { readonly version: string }
  const folder = join(dirname(manifest), 'files')
  const files = (await readdir(folder)).filter((name) => name.endsWith('-wght-normal.woff2')).sort()
  return {
    revision: `noto-sans-sc-${version}`,
    directories: [],
    files: files.map((name) => join(folder, name)),
  }
}

function packagedManifest(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`)
  } catch {
    return undefined
  }
}
