import type { Socket } from 'node:net'
import { ServerError } from '../errors.ts'
import { answerOf, errorDocument, STATUS } from './error-reply.ts'
import { answered, exchangesOf } from './exchanges.ts'
import { makeRequestId, SERVER_NAME } from './request-id.ts'

/**
 * Answers what is not HTTP, or more of it than we read, and closes the connection. Answers to what came before on the
 * same connection go first; where an answer has begun, there is no room for another.
 */
export async function answerClientError(
  error: Error & { readonly code?: string },
  socket: Socket,
): Promise<void> {
  const known = exchangesOf(socket)
  const broken = known.findLast(({ request }) => !request.complete)
  if (error.code === 'ECONNRESET' || broken?.reply.headersSent) {
    socket.destroy()
    return
  }
  await answered(known.filter((exchange) => exchange !== broken))
  if (socket.writable) socket.end(refusal(refusalOf(error.code)))
  else socket.destroy()
}

/** A whole answer, as there is no request that one could be sent to. */
function refusal(error: ServerError): string {
  const told = answerOf(error)
  const id = makeRequestId()
  const body = errorDocument(told, id, '')
  const head = [
    `HTTP/1.1 ${STATUS[told.code]} Bad Request`,
    `Server: ${SERVER_NAME}`,
    `Date: ${new Date().toUTCString()}`,
    'Content-Type: application/xml',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    `x-oss-request-id: ${id}`,
    'x-oss-server-time: 0',
  ]
  return `${head.join('\r\n')}\r\n\r\n${body}`
}

function refusalOf(code: string | undefined): ServerError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new ServerError('InvalidRequest', 'The request line and headers are too long.')
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new ServerError(
        'RequestTimeout',
        'Your socket connection to the server was not read from or written to within the timeout period.',
      )
    default:
      return new ServerError('InvalidRequest', 'The request is not valid HTTP.')
  }
}
