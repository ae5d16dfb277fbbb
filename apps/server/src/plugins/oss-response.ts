import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http'
import { atEndOfTurn } from './end-of-turn.ts'
import { wireName } from './header-names.ts'

/**
 * Writes names in OSS's case, which the .NET SDK looks for and fastify does not keep. Answers of one turn of the event loop
 * go out together: to wake a client for each of them takes the kernel longer than to make an answer out of memory.
 */
export class OssResponse<Request extends IncomingMessage = IncomingMessage> extends ServerResponse<Request> {
  #hasEnd = false

  static {
    // The type has it as a property, in whose place a class can have no getter.
    Object.defineProperty(OssResponse.prototype, 'writableEnded', {
      get(this: OssResponse) {
        return this.#hasEnd
      },
    })
  }

  override end(...given: readonly unknown[]): this {
    this.#hasEnd = true
    atEndOfTurn(() => Reflect.apply(super.end, this, given))
    return this
  }

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
