import { mkdir, open, readdir } from 'node:fs/promises'
import { dirname } from 'node:path'

/** What a directory answers to fsync on platforms that cannot do it. */
const NO_DIRECTORY_SYNC = new Set(['EACCES', 'EBADF', 'EINVAL', 'EISDIR', 'ENOTSUP', 'EPERM'])

/** The names in a folder that fit `pattern`. */
export async function listFolder(path: string, pattern: RegExp): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => pattern.test(name))
}

/** Makes a folder if it is missing, and its name durable. */
export async function makeFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
  await syncFolder(dirname(path))
}

/** Makes the entries of a folder durable. */
export async function syncFolder(path: string): Promise<void> {
  try {
    const folder = await open(path, 'r')
    await folder.sync().finally(() => folder.close())
  } catch (error) {
    if (!hasCode(error, ...NO_DIRECTORY_SYNC)) throw error
  }
}

/** Whether the operating system refused with one of `codes`, such as `ENOENT`. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.some((code) => error.code === code)
}
