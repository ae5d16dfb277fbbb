import { checkSourceBytes } from '@ossimg/engine'
import { fileError } from './file-error.ts'
import type { Io } from './io.ts'

/**
 * The bytes of the picture to work on; `-` is standard input. Larger ones than are processed are not
 * read to their end.
 *
 * @throws EngineError `ImageTooLarge`; CliError `File`.
 */
export async function readSource(input: string, io: Io): Promise<Uint8Array> {
  return input === '-' ? readStdin(io) : io.readFile(input, checkSourceBytes)
}

async function readStdin(io: Io): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  try {
    for await (const chunk of io.stdin) {
      bytes += chunk.length
      checkSourceBytes(bytes)
      chunks.push(chunk)
    }
  } catch (error) {
    throw fileError('read', 'standard input', error)
  }
  return Buffer.concat(chunks)
}
