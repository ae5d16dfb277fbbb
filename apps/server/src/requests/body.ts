import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { ServerError } from '../errors.ts'

/**
 * The body of a request, at the pace of its reader. Whoever stops early leaves the rest on the connection, so that the
 * answer can still be sent; reading the message itself would cut it.
 */
export function bodyOf(request: IncomingMessage): AsyncIterable<Uint8Array> {
  return request.iterator({ destroyOnReturn: false })
}

/**
 * A short body as text.
 *
 * @param tooLong made and thrown when there are more than `limit` bytes.
 * @throws ServerError `InvalidDigest` when Content-MD5 names other bytes.
 */
export async function readText(
  request: IncomingMessage,
  limit: number,
  tooLong: () => ServerError,
): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of bodyOf(request)) {
    bytes += chunk.length
    if (bytes > limit) throw tooLong()
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  checkDigest(body, request.headers['content-md5'])
  return body.toString('utf8')
}

function checkDigest(body: Buffer, expected: string | string[] | undefined): void {
  const calculated = createHash('md5').update(body).digest('base64')
  if (typeof expected === 'string' && expected !== calculated) throw invalidDigest(expected, calculated)
}

/** Content-MD5 names other bytes than came. Source: OSS, "Error codes". */
export function invalidDigest(expected: string, calculated: string): ServerError {
  return new ServerError('InvalidDigest', 'The Content-MD5 you specified was invalid.', {
    fields: { ExpectedDigest: expected, CalculatedDigest: calculated },
  })
}
