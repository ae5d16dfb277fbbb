import { createServer, type Server, type Socket } from 'node:net'
import type { Server as TlsServer } from 'node:tls'
import type { FastifyInstance } from 'fastify'

/** Where an app answers, until it is closed. */
export interface Listening {
  /** Such as `http://127.0.0.1:9000`. */
  readonly endpoint: string
  /** Such as `https://127.0.0.1:9443`; undefined without HTTPS. */
  readonly secureEndpoint: string | undefined
  /**
   * Takes no more connections, lets requests under way finish, and resolves when the last is answered; after `grace`
   * milliseconds what is left is cut.
   */
  close(grace: number): Promise<void>
}

/** HTTPS beside HTTP, on the same addresses. */
export interface Secure {
  /** Has the certificate; does not listen. */
  readonly server: TlsServer
  readonly port: number
}

/** Takes a new connection. */
type Take = (socket: Socket) => void

/**
 * Listens on `host`, or on both loopback addresses: names such as `bucket.localhost` lead browsers and SDKs to either. A
 * machine without IPv6 has only the first. Rejects with the system's error, such as EADDRINUSE.
 */
export async function listen(
  app: FastifyInstance,
  host: string | undefined,
  port: number,
  secure?: Secure | undefined,
): Promise<Listening> {
  const closeIdle = watchIdle(app)
  const take: Take = (socket) => app.server.emit('connection', socket)
  const shaking = secure && shakeHands(secure.server, take)
  const others: Server[] = []
  const first = host ?? LOOPBACK[0]
  let bound = 0
  let secureBound = 0
  try {
    await app.listen({ host: first, port, listenTextResolver: () => 'listening' })
    bound = portOf(app.server, port)
    if (host === undefined) others.push(...(await openIfThere(LOOPBACK[1], bound, take)))
    if (shaking) {
      const server = await open(first, secure.port, shaking.take)
      others.push(server)
      secureBound = portOf(server, secure.port)
      if (host === undefined) others.push(...(await openIfThere(LOOPBACK[1], secureBound, shaking.take)))
    }
  } catch (error) {
    await Promise.all([app.close(), ...others.map(closed)])
    throw error
  }
  return {
    endpoint: `http://${urlHost(host)}:${bound}`,
    secureEndpoint: shaking && `https://${urlHost(host)}:${secureBound}`,
    close: async (grace) => {
      const idle = setInterval(closeIdle, 50)
      const cut = setTimeout(() => app.server.closeAllConnections(), grace)
      const ended = Promise.all([app.close(), ...others.map(closed)])
      shaking?.cut()
      await ended
      clearInterval(idle)
      clearTimeout(cut)
    },
  }
}

const LOOPBACK = ['127.0.0.1', '::1'] as const

/**
 * Gives a function that closes connections which carry no request. Kept alive for further ones, they would keep the
 * server open; Node knows which these are except for those that never had a request, such as a browser's in advance.
 */
function watchIdle({ server }: FastifyInstance): () => void {
  const unused = new Set<Socket>()
  server.on('connection', (socket) => {
    unused.add(socket)
    socket.once('close', () => unused.delete(socket))
  })
  server.on('request', ({ socket }) => unused.delete(socket))
  return () => {
    for (const socket of unused) socket.destroy()
    server.closeIdleConnections()
  }
}

/** Puts TLS between new connections and those who take them; `cut` ends those that have not come through yet. */
function shakeHands(server: TlsServer, take: Take): { readonly take: Take; readonly cut: () => void } {
  const waiting = new Map<string, Socket>()
  // A TLS connection does not tell which one it was made of; both have the same other end.
  const otherEnd = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`
  server.on('secureConnection', (socket) => {
    waiting.delete(otherEnd(socket))
    take(socket)
  })
  return {
    take: (socket) => {
      const name = otherEnd(socket)
      waiting.set(name, socket)
      socket.once('close', () => waiting.delete(name))
      server.emit('connection', socket)
    },
    cut: () => {
      for (const socket of waiting.values()) socket.destroy()
    },
  }
}

/** Hands the connections to an address on. */
async function open(host: string, port: number, take: Take): Promise<Server> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, take)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, resolve)
  })
  return server
}

/** No server where the machine has no such address. */
async function openIfThere(host: string, port: number, take: Take): Promise<Server[]> {
  try {
    return [await open(host, port, take)]
  } catch (error) {
    if (error instanceof Error && 'code' in error && NO_ADDRESS.has(error.code)) return []
    throw error
  }
}

const NO_ADDRESS: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

function portOf(server: Pick<Server, 'address'>, asked: number): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : asked
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
  })
}

/** An address that a browser on this machine can open. */
function urlHost(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
