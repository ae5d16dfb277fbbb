import { close, open, read } from 'node:fs'
import { promisify } from 'node:util'
import { type Content, ContentGone } from '../decoding/worker.ts'

// Callbacks on bare descriptors take half the CPU time of file handles.
const openFile = promisify(open)
const readFile = promisify<number, Buffer, number, number, number, number>(read)
const closeFile = promisify(close)

/** Bytes that hold the header of nearly every picture: EXIF with a preview, and a profile, fit. */
const HEAD = 64 * 1024

/** The first bytes of a picture: all of it if it is small. Throws ContentGone. */
export async function readHead(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content
  const file = await openContent(content.path)
  try {
    const buffer = Buffer.allocUnsafe(Math.min(HEAD, content.size))
    return buffer.subarray(0, await readFile(file, buffer, 0, buffer.length, 0))
  } finally {
    await closeFile(file)
  }
}

async function openContent(path: string): Promise<number> {
  try {
    return await openFile(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new ContentGone(path, error)
    throw error
  }
}
