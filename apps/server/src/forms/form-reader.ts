import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { FormFields } from '@ossimg/signer'
import { ServerError } from '../errors.ts'
import { bodyOf, invalidDigest } from '../requests/body.ts'
import { decodeUtf8, type FormPart, readParts } from './form-parts.ts'

/** A form up to its file, which comes last. Close it in a `finally`. */
export interface PostForm {
  readonly fields: FormFields
  readonly file: FormFile
  /** Reads no further. The rest of the body stays on the connection, so that an answer can still be sent. */
  close(): Promise<void>
}

/** The file of a form. */
export interface FormFile extends Pick<FormPart, 'filename' | 'contentType'> {
  /** The bytes, at the pace of their reader. They end when the form does: what is wrong behind the file is thrown here. */
  readonly content: AsyncIterable<Uint8Array>
}

/** The file and what is before and behind it. */
const MAX_PARTS = 100

/** Names and values of the fields before the file, together. OSS takes 8 MB. */
const MAX_FIELD_BYTES = 64 * 1024

/**
 * Reads a form as far as its file, the field `file`. Fields behind it are ignored.
 *
 * @throws ServerError `MalformedPOSTRequest` for what is no form in UTF-8, `MaxPOSTPreDataLengthExceededError` for too many
 *   fields or too much in them, `IncorrectNumberOfFilesInPOSTRequest` unless there is one file; from `content`, too, and
 *   `InvalidDigest` when Content-MD5 names another body. Source: OSS, "PostObject".
 */
export async function readForm(request: IncomingMessage): Promise<PostForm> {
  const { body, checkDigest } = digested(request)
  const parts = readParts(body, request.headers['content-type'], MAX_PARTS, tooMuch)
  const close = async () => {
    await parts.return(undefined)
  }
  try {
    const fields: [string, string][] = []
    let room = MAX_FIELD_BYTES
    for (;;) {
      const { value: part, done } = await parts.next()
      if (done) throw wrongNumberOfFiles()
      const { name, filename, contentType } = part
      if (isFile(part))
        return { fields, file: { filename, contentType, content: readFile(part, parts, checkDigest) }, close }
      const value = await readField(part, room - Buffer.byteLength(name))
      room -= Buffer.byteLength(name) + value.length
      fields.push([name, decodeUtf8(value)])
    }
  } catch (error) {
    await close()
    throw error
  }
}

function isFile({ name }: FormPart): boolean {
  return name.toLowerCase() === 'file'
}

async function readField({ content }: FormPart, limit: number): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of content) {
    bytes += chunk.length
    if (bytes > limit) throw tooMuch()
    chunks.push(chunk)
  }
  if (bytes > limit) throw tooMuch()
  return Buffer.concat(chunks)
}

async function* readFile(
  file: FormPart,
  parts: AsyncGenerator<FormPart>,
  checkDigest: () => void,
): AsyncGenerator<Uint8Array> {
  yield* file.content
  for await (const later of parts) if (isFile(later)) throw wrongNumberOfFiles()
  checkDigest()
}

/** The body, and what compares it, once it is read, with its Content-MD5. */
function digested(request: IncomingMessage) {
  const body = bodyOf(request)
  const expected = request.headers['content-md5']
  if (typeof expected !== 'string') return { body, checkDigest: () => undefined }
  const hash = createHash('md5')
  const hashed = async function* () {
    for await (const chunk of body) {
      hash.update(chunk)
      yield chunk
    }
  }
  const checkDigest = () => {
    const calculated = hash.digest('base64')
    if (calculated !== expected) throw invalidDigest(expected, calculated)
  }
  return { body: hashed(), checkDigest }
}

function tooMuch(): ServerError {
  const message = 'Your POST request fields preceding the upload file were too large.'
  return new ServerError('MaxPOSTPreDataLengthExceededError', message)
}

function wrongNumberOfFiles(): ServerError {
  const message = 'POST requires exactly one file upload per request.'
  return new ServerError('IncorrectNumberOfFilesInPOSTRequest', message)
}
