import { closeSync, openSync, read } from 'node:fs'
import { type Content, ContentGone } from '../decoding/worker.ts'

/** Bytes that hold the header of nearly every picture: EXIF with a preview, and a profile, fit. */
const HEAD = 64 * 1024

/** The first bytes of a picture: all of it if it is small. Throws ContentGone. */
export async function readHead(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content
  // Only the reading waits for a disk worth mentioning; a turn of the thread pool costs more than to open and to close.
  const file = openContent(content.path)
  try {
    const buffer = Buffer.allocUnsafe(Math.min(HEAD, content.size))
    return buffer.subarray(0, await readInto(buffer, file))
  } finally {
    closeSync(file)
  }
}

/** Reads from the beginning and tells how many bytes there were. */
function readInto(buffer: Buffer, file: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(file, buffer, 0, buffer.length, 0, (error, bytes) => (error ? reject(error) : resolve(bytes)))
  })
}

function openContent(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new ContentGone(path, error)
    throw error
  }
}
