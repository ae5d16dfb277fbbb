import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { access, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/**
 * Writes a file beside `path` and renames it, so that `path` never holds half a result. A link stays a
 * link, an existing file keeps its mode, and what is no regular file (`/dev/null`, a pipe) is written to.
 * Throws what the file system throws.
 */
export async function replaceFile(path: string, data: Uint8Array): Promise<void> {
  const existing = await find(path)
  if (existing && !existing.isFile) return writeFile(path, data)
  // Renaming asks for no permission on the file that it replaces.
  if (existing) await access(existing.path, constants.W_OK)
  const target = existing?.path ?? path
  const temporary = join(dirname(target), `.ossimg-${randomUUID()}`)
  try {
    await writeFile(temporary, data, { flag: 'wx', ...(existing && { mode: existing.mode }) })
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** What `path` leads to; undefined: nothing yet. */
async function find(path: string) {
  try {
    const target = await realpath(path)
    const found = await stat(target)
    return { path: target, isFile: found.isFile(), mode: found.mode & 0o777 }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
