import { dirname } from 'node:path'
import { checkSourceBytes, EngineError } from '@ossimg/engine'
import { type ExpandedProcess, references } from '@ossimg/grammar'
import type { Io } from './io.ts'

/**
 * The bytes of the images that a process draws, by key.
 *
 * @param folder where the keys are files.
 * @throws CliError `Usage`, `File`, and EngineError `ImageTooLarge`, all of them naming the image.
 */
export async function readMarks(
  process: ExpandedProcess,
  folder: string,
  io: Io,
): Promise<Record<string, Uint8Array>> {
  const { images } = references(process)
  const read = images.map(
    async (key) => [key, await io.readObject(folder, key, (bytes) => checkMark(key, bytes))] as const,
  )
  return Object.fromEntries(await Promise.all(read))
}

/** Where the images beside a picture are looked for: in its folder, or in the working folder for standard input. */
export function folderBeside(input: string): string {
  return input === '-' ? '.' : dirname(input)
}

function checkMark(key: string, bytes: number): void {
  try {
    checkSourceBytes(bytes)
  } catch (cause) {
    if (!(cause instanceof EngineError)) throw cause
    throw new EngineError(cause.code, `${cause.message} (watermark image ${key})`, { cause })
  }
}
