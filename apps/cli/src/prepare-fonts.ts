import { homedir } from 'node:os'
import { useFonts } from '@ossimg/engine'
import { type ExpandedProcess, references } from '@ossimg/grammar'
import { isSystemError } from './file-error.ts'
import { fontCacheDirectory } from './font-cache-directory.ts'
import type { Io } from './io.ts'

/**
 * Makes the fonts ready when a process draws a text. The first time they are unpacked, some 0.3 s, into
 * the user's cache; where there is none the engine keeps them in the folder for temporary files.
 */
export async function prepareFonts(process: ExpandedProcess, env: Io['env']): Promise<void> {
  if (references(process).texts.length === 0) return
  const cacheDirectory = fontCacheDirectory({ platform: globalThis.process.platform, env, home: findHome() })
  if (cacheDirectory === undefined) return
  try {
    await useFonts({ cacheDirectory })
  } catch (error) {
    // A home that cannot be written, as in many containers, is as good as none.
    if (!isSystemError(error)) throw error
  }
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
