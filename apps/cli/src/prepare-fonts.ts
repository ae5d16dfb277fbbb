import { homedir } from 'node:os'
import { useFonts } from '@ossimg/engine'
import { type ExpandedProcess, references } from '@ossimg/grammar'
import { CliError } from './errors.ts'
import { fileError, isSystemError } from './file-error.ts'
import { fontCacheDirectory } from './font-cache-directory.ts'
import type { Io } from './io.ts'

/**
 * Makes the fonts ready when a process draws a text: those of `folder`, if one is given, and Noto Sans SC for what they
 * lack. The first time this is unpacked, some 0.3 s, into the user's cache, or else into the folder for temporary files.
 *
 * @throws CliError `File` when there is no font in the folder.
 */
export async function prepareFonts(
  process: ExpandedProcess,
  folder: string | undefined,
  env: Io['env'],
): Promise<void> {
  if (references(process).texts.length === 0) return
  const cacheDirectory = fontCacheDirectory({ platform: globalThis.process.platform, env, home: findHome() })
  const directories = folder === undefined ? undefined : [folder]
  try {
    await useFonts({ directories, cacheDirectory }).catch((error: unknown) => {
      // A home that cannot be written, as in many containers, is as good as none.
      if (isSystemError(error)) return useFonts({ directories })
      throw error
    })
  } catch (error) {
    throw folder === undefined ? error : fontsError(folder, error)
  }
}

function fontsError(folder: string, cause: unknown): unknown {
  if (isSystemError(cause)) return fileError('read', `the fonts in ${folder}`, cause)
  return cause instanceof Error ? new CliError('File', cause.message, { cause }) : cause
}

/** A user who is in no list of users, as in a container, has no home. */
function findHome(): string | undefined {
  try {
    return homedir()
  } catch (error) {
    if (isSystemError(error)) return undefined
    throw error
  }
}
