import { md5 } from '@noble/hashes/legacy.js'

/** What can be stored: bytes, a text (UTF-8), a file or a stream. */
export type ObjectBody = Uint8Array | Blob | string | ReadableStream<Uint8Array>

/** A body as `fetch` takes it, with the headers that describe it. */
export interface PreparedBody {
  readonly payload: Uint8Array<ArrayBuffer> | Blob | ReadableStream<Uint8Array>
  readonly headers: Readonly<Record<string, string>>
}

/**
 * Texts become bytes, because `fetch` would add a Content-Type to a text that is not signed. Bytes get a
 * Content-MD5, which the server compares; files and streams do not, they would have to be read before they
 * are sent. A file brings its own Content-Type, if it knows one.
 */
export function prepareBody(body: ObjectBody): PreparedBody {
  if (body instanceof ReadableStream) return { payload: body, headers: {} }
  if (body instanceof Blob)
    return { payload: body, headers: body.type === '' ? {} : { 'content-type': body.type } }
  const payload = typeof body === 'string' ? new TextEncoder().encode(body) : unshared(body)
  return { payload, headers: { 'content-md5': base64(md5(payload)) } }
}

/** `fetch` refuses shared memory, so bytes that live there are copied. */
function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes)
}

function base64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
}
