import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http'

const SPECIAL: Readonly<Record<string, string>> = { etag: 'ETag', 'content-md5': 'Content-MD5' }

/** Names that have been asked for, with those of the wire; they all stand in the code, but for those of an owner's own. */
const known = new Map<string, string>()
const MOST_KNOWN = 200

/** A header's name as OSS writes it: `x-oss-request-id`, but `Content-Type` and `ETag`. */
export function wireName(name: string): string {
  const found = known.get(name)
  if (found !== undefined) return found
  const written = writtenName(name.toLowerCase())
  if (known.size < MOST_KNOWN) known.set(name, written)
  return written
}

function writtenName(lower: string): string {
  if (lower.startsWith('x-oss-')) return lower
  return SPECIAL[lower] ?? lower.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
}

/** Writes names in OSS's case, which the .NET SDK looks for and fastify does not keep. */
export class OssResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  override setHeader(name: string, value: number | string | readonly string[]): this {
    return super.setHeader(wireName(name), value)
  }

  override writeHead(
    status: number,
    message?: string | OutgoingHttpHeaders | OutgoingHttpHeader[],
    headers?: OutgoingHttpHeaders | OutgoingHttpHeader[],
  ): this {
    const given = typeof message === 'string' ? headers : message
    if (Array.isArray(given)) return super.writeHead(status, given)
    for (const [name, value] of Object.entries(given ?? {}))
      if (value !== undefined) this.setHeader(name, value)
    this.#moveLengthBack()
    return super.writeHead(status)
  }

  /** Behind a Content-Length Node writes a Content-Disposition in another encoding than every other header. */
  #moveLengthBack(): void {
    const length = this.getHeader('content-length')
    if (length === undefined || Array.isArray(length) || !this.hasHeader('content-disposition')) return
    this.removeHeader('content-length')
    this.setHeader('content-length', length)
  }
}
