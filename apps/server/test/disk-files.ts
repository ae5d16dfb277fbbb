import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The names of the blobs in a data folder. */
export async function blobNames(directory: string): Promise<readonly string[]> {
  const entries = await readdir(join(directory, 'blobs'), { recursive: true, withFileTypes: true })
  return entries
    .flatMap((entry) => (entry.isFile() && !entry.name.startsWith('.') ? [entry.name] : []))
    .sort()
}

/** The names of the unfinished files in a data folder. */
export function temporaryNames(directory: string): Promise<readonly string[]> {
  return readdir(join(directory, 'tmp'))
}
