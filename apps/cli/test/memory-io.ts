import { join } from 'node:path'
import { CliError } from '../src/errors.ts'
import type { Io } from '../src/io.ts'

/** What a command finds around itself. */
export interface World {
  readonly files?: Readonly<Record<string, Uint8Array>>
  readonly stdin?: readonly Uint8Array[]
  readonly env?: Io['env']
  readonly isTerminal?: boolean
}

/** An `Io` over values, objects being files as well, with what was written so far. */
export function memoryIo({ files = {}, stdin = [], env = {}, isTerminal = false }: World = {}) {
  const written = new Map<string, Uint8Array>()
  const printed: Uint8Array[] = []
  const readFile: Io['readFile'] = async (path, checkSize) => {
    const file = files[path]
    if (!file) throw new CliError('File', `cannot read ${path}`)
    checkSize(file.length)
    return file
  }
  const io: Io = {
    stdin: (async function* () {
      yield* stdin
    })(),
    stdout: {
      isTerminal,
      write: async (data) => void printed.push(Buffer.from(data)),
    },
    env,
    now: () => new Date('2026-01-15T08:30:00.900Z'),
    fetch,
    readFile,
    readObject: (folder, key, checkSize) => readFile(join(folder, key), checkSize),
    writeFile: async (path, data) => void written.set(path, data),
  }
  return { io, written, stdout: () => Buffer.concat(printed) }
}
