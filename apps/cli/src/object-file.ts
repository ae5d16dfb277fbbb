import { realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { CliError } from './errors.ts'
import { fileError } from './file-error.ts'

/**
 * The path of the file that stands for an object: the one that its key names below `folder`, all links resolved.
 * A process may come from anywhere, so it reads nothing outside that folder.
 *
 * @param key with `/` between folders.
 * @throws CliError `Usage` for a key that leads out of the folder, by its words or by a link; `File` when there is no
 *   such file. Both name key and folder.
 */
export async function findObjectFile(folder: string, key: string): Promise<string> {
  if (key.includes('\0') || isAbsolute(key) || key.split(/[\\/]/).includes('..')) throw outside(folder, key)
  const root = await resolved(folder, `the folder ${folder}`)
  const path = await resolved(join(root, key), objectName(folder, key))
  const way = relative(root, path)
  if (way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) throw outside(folder, key)
  // A pipe would be waited for.
  if ((await stat(path)).isFile()) return path
  throw new CliError('File', `cannot read ${objectName(folder, key)}: no regular file`)
}

/** What an object is called in messages. */
export function objectName(folder: string, key: string): string {
  return `the image ${JSON.stringify(key)} in the folder ${folder}`
}

async function resolved(path: string, name: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    throw fileError('read', name, error)
  }
}

function outside(folder: string, key: string): CliError {
  return new CliError(
    'Usage',
    `The image ${JSON.stringify(key)} leads out of the folder ${folder}, and nothing else is read: see --objects.`,
  )
}
