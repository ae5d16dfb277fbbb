import { closeSync, openSync, readSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { type Content, type ContentFile, ContentGone } from './worker.ts'

/** The bytes of a picture. Throws ContentGone. */
export async function readContent(content: Content): Promise<Uint8Array> {
  if (content instanceof Uint8Array) return content
  const file = await open(content.path).catch((error: unknown) => {
    throw gone(content, error)
  })
  try {
    const bytes = Buffer.allocUnsafeSlow(content.size)
    for (let filled = 0; filled < bytes.length; ) {
      const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, filled)
      filled += checkRead(content, filled, bytesRead)
    }
    return bytes
  } finally {
    await file.close()
  }
}

/**
 * The same while nothing else can happen in this process, which takes less time.
 *
 * @param take gives the memory to read into.
 */
export function readContentSync(content: ContentFile, take: (size: number) => Buffer): Uint8Array {
  const file = openHere(content)
  try {
    const bytes = take(content.size)
    for (let filled = 0; filled < bytes.length; ) {
      const bytesRead = readSync(file, bytes, filled, bytes.length - filled, filled)
      filled += checkRead(content, filled, bytesRead)
    }
    return bytes
  } finally {
    closeSync(file)
  }
}

function openHere(content: ContentFile): number {
  try {
    return openSync(content.path, 'r')
  } catch (error) {
    throw gone(content, error)
  }
}

/** Files are removed when their object is replaced or deleted; any other reason is a failure of this machine. */
function gone({ path }: ContentFile, error: unknown): unknown {
  const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
  return isMissing ? new ContentGone(path, error) : error
}

function checkRead({ size }: ContentFile, filled: number, read: number): number {
  if (read === 0) throw new Error(`A file is shorter than its object: ${filled} of ${size} bytes.`)
  return read
}
