import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import { Dicer } from '@fastify/busboy'
import { ServerError } from '../errors.ts'

/** One part of a form. */
export interface FormPart {
  /** Of the field; `''` when there is none. */
  readonly name: string
  /** As it was sent, which may be a path; undefined when there is none. */
  readonly filename: string | undefined
  /** One character a byte, as HTTP headers come; undefined when there is none. */
  readonly contentType: string | undefined
  /** Must be read, or resumed, before the next part comes. */
  readonly content: Readable
}

/** Two headers of a part matter, and few clients send more. */
const MAX_PART_HEADERS = 16

/**
 * The parts of a form in their order. Ends when the form and the body have; who stops before leaves the rest of the body
 * on the connection, so that the answer can still be sent.
 *
 * @throws ServerError `MalformedPOSTRequest` for what is no form, or not a whole one; what `tooMany` makes above `limit`
 *   parts.
 */
export async function* readParts(
  request: IncomingMessage,
  limit: number,
  tooMany: () => ServerError,
): AsyncGenerator<FormPart> {
  const boundary = boundaryOf(request.headers['content-type'])
  const parser = new Dicer({ boundary, maxHeaderPairs: MAX_PART_HEADERS })
  const streams: Readable[] = []
  const arrived: { readonly header: object; readonly content: Readable }[] = []
  let end: { readonly error?: unknown } | undefined
  let wake: () => void = () => undefined

  const finish = (result: typeof end) => {
    end ??= result
    request.unpipe(parser)
    // Whoever reads one of them waits for bytes that will not come.
    if (result && 'error' in result) for (const stream of streams) stream.destroy(result.error as Error)
    wake()
  }
  parser.on('part', (stream) => {
    // One that ends too early says so, when nobody may be listening any more.
    stream.on('error', () => undefined)
    if (end) return
    if (streams.length === limit) return finish({ error: tooMany() })
    streams.push(stream)
    stream.once('header', (header) => {
      arrived.push({ header, content: stream })
      wake()
    })
  })
  // The parser tells of each fault twice.
  parser.on('error', () => undefined)
  const parsed = once(parser, 'finish').catch(() => {
    throw malformedForm()
  })
  Promise.all([parsed, finished(request)]).then(
    () => finish({}),
    (error: unknown) => finish({ error }),
  )
  request.pipe(parser)

  try {
    for (;;) {
      if (end?.error !== undefined) throw end.error
      const part = arrived.shift()
      if (part) yield { ...headOf(part.header), content: part.content }
      else if (end) return
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  } finally {
    request.unpipe(parser)
  }
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
function headOf(header: object): Omit<FormPart, 'content'> {
  const values = new Map(Object.entries(header as Readonly<Record<string, readonly string[]>>))
  const disposition = values.get('content-disposition')?.[0] ?? ''
  return {
    name: parameter(disposition, 'name') ?? '',
    filename: parameter(disposition, 'filename'),
    contentType: values.get('content-type')?.[0],
  }
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
