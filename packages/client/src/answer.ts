import { decodeBase64 } from '@ossimg/grammar'
import { ClientError } from './errors.ts'
import { elementAt, parseXml, textsIn } from './xml.ts'

/** What a status says where no document says more, as in answers to HEAD. */
const CODES: Readonly<Record<number, string>> = {
  304: 'NotModified',
  403: 'AccessDenied',
  404: 'NoSuchKey',
  412: 'PreconditionFailed',
}

/**
 * The error that an answer stands for: its XML document, for HEAD the one in `x-oss-err`.
 * Source: OSS, "Error responses".
 */
export async function readError(response: Response): Promise<ClientError> {
  const { status, headers } = response
  const requestId = headers.get('x-oss-request-id') ?? undefined
  const ec = headers.get('x-oss-ec') ?? undefined
  const text = decodeBase64(headers.get('x-oss-err') ?? '', 'either') || (await response.text())

  const { Code, Message, RequestId, HostId, EC, ...fields } = textsIn(elementAt(parseXml(text), 'Error'))
  if (Code) {
    const details = { status, requestId: requestId ?? RequestId, ec: ec ?? EC, hostId: HostId, fields }
    return new ClientError(Code, Message || Code, details)
  }
  const code = text === '' ? CODES[status] : undefined
  const message = `The server answered ${status}${code ? '' : ', with nothing that OSS would send'}.`
  return new ClientError(code ?? 'InvalidResponse', message, { status, requestId, ec })
}

/**
 * Reads an answer's text with `read`.
 * Throws `InvalidResponse` if `read` gives undefined.
 */
export async function readAnswer<Value>(
  response: Response,
  read: (text: string) => Value | undefined,
): Promise<Value> {
  const value = read(await response.text())
  if (value !== undefined) return value
  throw new ClientError('InvalidResponse', 'The answer is not the document that OSS would send.', {
    status: response.status,
    requestId: response.headers.get('x-oss-request-id') ?? undefined,
  })
}

/** Reads an answer that has nothing more to say, so that its connection is free again. */
export async function discard(response: Response): Promise<void> {
  await response.arrayBuffer()
}
