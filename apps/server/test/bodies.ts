import { createHash } from 'node:crypto'

/** A body that arrives in pieces of `size` bytes. */
export async function* body(content: Uint8Array | string, size = 16_384): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content)
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size)
}

/** A body that yields `content` and then fails with `error`, as that of a sender who hangs up. */
export async function* brokenBody(content: Uint8Array | string, error: Error): AsyncGenerator<Uint8Array> {
  yield* body(content)
  throw error
}

/** What a stream carries. */
export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The ETag of `content`. */
export function etagOf(content: Uint8Array | string): string {
  return createHash('md5').update(content).digest('hex').toUpperCase()
}
