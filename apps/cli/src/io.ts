import { open } from 'node:fs/promises'
import { fileError, isBrokenPipe } from './file-error.ts'
import { findObjectFile, objectName } from './object-file.ts'
import { replaceFile } from './replace-file.ts'

/** Where a command writes its result. */
export interface Sink {
  /** Is a person looking at it? */
  readonly isTerminal: boolean
  /** Resolves when all is handed over, or when nobody reads any more. Throws `CliError` `File`. */
  write(data: string | Uint8Array): Promise<void>
}

/** All that a command may touch outside itself. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array>
  readonly stdout: Sink
  readonly env: Readonly<Record<string, string | undefined>>
  now(): Date
  /** Sends a request. Rejects when no answer comes. */
  fetch(url: URL, init: RequestInit): Promise<Response>
  /**
   * Reads a whole file.
   *
   * @param checkSize is given the file's size in bytes before anything is read, and may throw.
   * @throws CliError `File`, naming the file.
   */
  readFile(path: string, checkSize: (bytes: number) => void): Promise<Uint8Array>
  /**
   * Reads the file that stands for an object, by its key below a folder.
   *
   * @param checkSize as for `readFile`.
   * @throws CliError `Usage` for a key that leads out of the folder, `File`; both name key and folder.
   */
  readObject(folder: string, key: string, checkSize: (bytes: number) => void): Promise<Uint8Array>
  /** Creates or replaces a file, whole or not at all. Throws `CliError` `File`, naming the file. */
  writeFile(path: string, data: Uint8Array): Promise<void>
}

/** The real world. */
export function nodeIo(): Io {
  return {
    get stdin() {
      return process.stdin
    },
    stdout: {
      isTerminal: process.stdout.isTTY === true,
      write: writeStdout,
    },
    env: process.env,
    now: () => new Date(),
    fetch,
    readFile: (path, checkSize) => readFile(path, path, checkSize),
    async readObject(folder, key, checkSize) {
      return readFile(await findObjectFile(folder, key), objectName(folder, key), checkSize)
    },
    async writeFile(path, data) {
      try {
        await replaceFile(path, data)
      } catch (error) {
        throw fileError('write', path, error)
      }
    },
  }
}

async function readFile(path: string, name: string, checkSize: (bytes: number) => void): Promise<Uint8Array> {
  try {
    const file = await open(path)
    try {
      checkSize((await file.stat()).size)
      return await file.readFile()
    } finally {
      await file.close()
    }
  } catch (error) {
    throw fileError('read', name, error)
  }
}

function writeStdout(data: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(data, (error) => {
      if (error && !isBrokenPipe(error)) reject(fileError('write', 'standard output', error))
      else resolve()
    })
  })
}
