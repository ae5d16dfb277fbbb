import type { Io } from '../io.ts'
import { processPicture } from './process.ts'

/** Prints what the service answers to `image/info`. `input` is a file, or `-` for standard input. */
export async function printInfo(input: string, io: Io): Promise<void> {
  await processPicture({ process: 'image/info', input }, io)
}
