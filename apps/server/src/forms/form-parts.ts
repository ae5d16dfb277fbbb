import { ServerError } from '../errors.ts'
import { PartScanner } from './part-scanner.ts'

/** One part of a form. */
export interface FormPart {
  /** Of the field; `''` when there is none. */
  readonly name: string
  /** As it was sent, which may be a path; undefined when there is none. */
  readonly filename: string | undefined
  /** One character a byte, as HTTP headers come; undefined when there is none. */
  readonly contentType: string | undefined
  /** What is not read of it is skipped when the next part is asked for. */
  readonly content: AsyncIterable<Uint8Array>
}

/** The headers of a part, together, in bytes: two matter, and few clients send more. */
const MAX_PART_HEAD = 16 * 1024

/**
 * The parts of a form in their order. Ends when the form and the body have; who stops before leaves the rest of the body
 * on the connection, so that the answer can still be sent.
 *
 * @param contentType of the request, which names the boundary.
 * @throws ServerError `MalformedPOSTRequest` for what is no form, or not a whole one; what `tooMuch` makes above `limit`
 *   parts, and of a head that is too long.
 */
export async function* readParts(
  body: AsyncIterable<Uint8Array>,
  contentType: string | undefined,
  limit: number,
  tooMuch: () => ServerError,
): AsyncGenerator<FormPart> {
  const delimiter = Buffer.from(`\r\n--${boundaryOf(contentType)}`, 'latin1')
  // The first boundary may stand at the very beginning, without a line before it.
  const scanner = new PartScanner(body, '\r\n')
  try {
    for await (const _ of scanner.until(delimiter, malformedForm)) {
      // What is before the first boundary is for nobody.
    }
    for (let count = 0; ; count++) {
      const next = await scanner.exactly(2, malformedForm)
      if (next.toString() === '--') return await scanner.skipRest()
      if (count === limit) throw tooMuch()
      const head = await readHead(scanner, next, tooMuch)
      const content = scanner.until(delimiter, malformedForm)
      yield { ...headOf(head), content }
      for await (const _ of content) {
        // Its reader has left this.
      }
    }
  } finally {
    await scanner.close()
  }
}

/** The lines between a boundary and the content, from `start` on, which follows the boundary. One character a byte. */
async function readHead(scanner: PartScanner, start: Buffer, tooMuch: () => ServerError): Promise<string> {
  let head = start.toString('latin1')
  // An empty head has one line break, and not two.
  while (!head.endsWith('\r\n\r\n')) {
    if (head.length > MAX_PART_HEAD) throw tooMuch()
    head += (await scanner.exactly(1, malformedForm)).toString('latin1')
  }
  const [padding = '', ...lines] = head.slice(0, -4).split('\r\n')
  // Only blanks may stand between a boundary and the end of its line.
  if (/[^ \t]/.test(padding)) throw malformedForm()
  return lines.join('\r\n')
}

/** Not a form, or not a whole one. Source: OSS, "PostObject", common errors. */
export function malformedForm(): ServerError {
  const message = 'The body of your POST request is not well-formed multipart/form-data.'
  return new ServerError('MalformedPOSTRequest', message)
}

/** What parts a form from the next, at most 70 characters by RFC 2046. */
function boundaryOf(contentType = ''): string {
  const [, quoted, bare] =
    /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s";,]{1,70}))\s*(?:;|$)/i.exec(
      contentType,
    ) ?? []
  const boundary = quoted ?? bare
  if (boundary === undefined) throw malformedForm()
  return boundary
}

/** What the headers of a part say. */
function headOf(head: string): Omit<FormPart, 'content'> {
  const disposition = headerOf(head, 'content-disposition') ?? ''
  return {
    name: parameter(disposition, 'name') ?? '',
    filename: parameter(disposition, 'filename'),
    contentType: headerOf(head, 'content-type'),
  }
}

function headerOf(head: string, name: string): string | undefined {
  for (const line of head.split('\r\n')) {
    const colon = line.indexOf(':')
    if (colon > 0 && line.slice(0, colon).trim().toLowerCase() === name) return line.slice(colon + 1).trim()
  }
  return undefined
}

/** A parameter of Content-Disposition; browsers write its quotes as `%22`, other clients as `\"`. */
function parameter(disposition: string, name: 'name' | 'filename'): string | undefined {
  for (const [, found, quoted, bare] of disposition.matchAll(PARAMETER))
    if (found?.toLowerCase() === name)
      return decodeUtf8(Buffer.from(quoted?.replaceAll('\\"', '"') ?? bare ?? '', 'latin1'))
  return undefined
}

const PARAMETER = /;\s*([^\s=;"]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s";]*))/g

/** A text of a form. Throws ServerError `MalformedPOSTRequest` unless it is UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw malformedForm()
  }
}
