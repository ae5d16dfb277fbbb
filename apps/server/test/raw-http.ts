import { connect, type Socket } from 'node:net'

/** A header as it stands on the wire. */
export type WireHeader = readonly [name: string, value: string]

/** A request of which every byte is the test's own. */
export interface WireRequest {
  readonly method: string
  /** The request target, written as it is. */
  readonly target: string
  /** In this order and case; nothing is added. */
  readonly headers: readonly WireHeader[]
  readonly body?: Buffer | string
}

/** An answer as it came. */
export interface WireReply {
  readonly status: number
  /** In the order and the case of the wire. */
  readonly headers: readonly WireHeader[]
  readonly body: Buffer
}

/** The bytes of a request. */
export function written({ method, target, headers, body = '' }: WireRequest): Buffer {
  const lines = [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`)]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), Buffer.from(body)])
}

/** A header's value, its name compared letter by letter as the .NET SDK does. */
export function header({ headers }: WireReply, name: string): string | undefined {
  return headers.find(([candidate]) => candidate === name)?.[1]
}

/** One request on a connection of its own. */
export async function exchange(port: number, request: WireRequest | Buffer): Promise<WireReply> {
  const wire = await openWire(port)
  try {
    wire.write(Buffer.isBuffer(request) ? request : written(request))
    return await wire.receive(Buffer.isBuffer(request) ? undefined : request.method)
  } finally {
    wire.hangUp()
  }
}

/** Connects to the loopback. */
export function openWire(port: number): Promise<Wire> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' })
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.removeListener('error', reject)
      resolve(new Wire(socket))
    })
  })
}

/** A connection that reads answers as strictly as the strictest SDK. */
export class Wire {
  readonly #socket: Socket
  #received: Buffer[] = []
  #over = false
  #wake: () => void = () => undefined

  constructor(socket: Socket) {
    this.#socket = socket
    socket.on('data', (chunk: Buffer) => {
      this.#received.push(chunk)
      this.#wake()
    })
    // A reset ends the connection like any other end: what came before it counts.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#finish())
    socket.on('end', () => this.#finish())
  }

  write(bytes: Buffer | string): void {
    this.#socket.write(bytes)
  }

  /**
   * The next answer. Rejects when the connection ends before, and when an answer that has a body does not say how long
   * it is.
   *
   * @param method of the request it answers; default GET. An answer to HEAD has no body.
   */
  async receive(method = 'GET'): Promise<WireReply> {
    const [line = '', ...lines] = (await this.#takeHead()).split('\r\n')
    const [, digits] = /^HTTP\/1\.1 (\d{3})( |$)/.exec(line) ?? []
    if (digits === undefined) throw new Error(`not a status line: ${JSON.stringify(line)}`)
    const status = Number(digits)
    const headers = lines.map(readHeader)
    if (method === 'HEAD' || status < 200 || status === 204 || status === 304)
      return { status, headers, body: Buffer.alloc(0) }
    const length = headers.find(([name]) => name === 'Content-Length')?.[1]
    if (length === undefined) throw new Error(`no Content-Length in ${JSON.stringify(headers)}`)
    return { status, headers, body: await this.#take(Number(length)) }
  }

  /** Whatever comes until the server closes the connection. */
  async rest(): Promise<Buffer> {
    await this.#until(() => this.#over)
    return Buffer.concat(this.#received.splice(0))
  }

  /** Waits for the first bytes of an answer and reads no further, so that the server cannot write on. */
  async readLittle(): Promise<void> {
    await this.#until(() => this.#over || this.#received.length > 0)
    this.#socket.pause()
  }

  /** Breaks the connection. */
  hangUp(): void {
    this.#socket.resetAndDestroy()
  }

  #finish(): void {
    this.#over = true
    this.#wake()
  }

  async #takeHead(): Promise<string> {
    const end = () => Buffer.concat(this.#received).indexOf('\r\n\r\n')
    await this.#until(() => this.#over || end() >= 0)
    if (end() < 0) throw new Error(`the connection ended after ${JSON.stringify(String(await this.rest()))}`)
    return (await this.#take(end() + 4)).subarray(0, -4).toString('latin1')
  }

  async #take(length: number): Promise<Buffer> {
    const present = () => this.#received.reduce((sum, chunk) => sum + chunk.length, 0)
    await this.#until(() => this.#over || present() >= length)
    if (present() < length) throw new Error(`the connection ended ${length - present()} bytes early`)
    const all = Buffer.concat(this.#received)
    this.#received = [all.subarray(length)]
    return all.subarray(0, length)
  }

  async #until(met: () => boolean): Promise<void> {
    while (!met()) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }
}

function readHeader(line: string): WireHeader {
  const colon = line.indexOf(': ')
  if (colon < 1) throw new Error(`not a header: ${JSON.stringify(line)}`)
  return [line.slice(0, colon), line.slice(colon + 2)]
}
