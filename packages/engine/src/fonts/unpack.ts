import { access, chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Unpacks WOFF2 files to TrueType into the new folder `folder`, unless it exists, and returns what they became. The
 * folder appears at once and whole, so two processes may do so at the same time.
 */
export async function unpack(files: readonly string[], folder: string): Promise<readonly string[]> {
  const unpacked = files.map((file, index) => join(folder, unpackedName(file, index)))
  if (files.length === 0 || (await exists(folder))) return unpacked
  const parent = dirname(folder)
  await mkdir(parent, { recursive: true })
  const temporary = await mkdtemp(join(parent, '.unpacking-'))
  try {
    for (const [index, file] of files.entries()) {
      await writeFile(join(temporary, unpackedName(file, index)), await decompress(file))
    }
    // Another user than the one who prepares the folder may draw with it.
    await chmod(temporary, 0o755)
    await rename(temporary, folder)
  } catch (error) {
    await rm(temporary, { recursive: true, force: true })
    if (!(await exists(folder))) throw error
  }
  return unpacked
}

/** Files of different folders may share a name: the number keeps them apart, and in order. */
function unpackedName(file: string, index: number): string {
  return `${String(index).padStart(4, '0')}-${basename(file).slice(0, -'.woff2'.length)}.ttf`
}

async function decompress(file: string): Promise<Buffer> {
  const { default: decompressWoff2 } = await import('wawoff2/decompress.js')
  try {
    return Buffer.from(await decompressWoff2(await readFile(file)))
  } catch (cause) {
    throw new Error(`Cannot unpack the font ${file}.`, { cause })
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
