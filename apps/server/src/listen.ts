import { createServer, type Server, type Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** Where an app answers, until it is closed. */
export interface Listening {
  /** Such as `http://127.0.0.1:9000`. */
  readonly endpoint: string
  /**
   * Takes no more connections, lets requests under way finish, and resolves when the last is answered; after `grace`
   * milliseconds what is left is cut.
   */
  close(grace: number): Promise<void>
}

/**
 * Listens on `host`, or on both loopback addresses: names such as `bucket.localhost` lead browsers and SDKs to either. A
 * machine without IPv6 has only the first. Rejects with the system's error, such as EADDRINUSE.
 */
export async function listen(
  app: FastifyInstance,
  host: string | undefined,
  port: number,
): Promise<Listening> {
  const closeIdle = watchIdle(app)
  await app.listen({ host: host ?? '127.0.0.1', port, listenTextResolver: () => 'listening' })
  const address = app.server.address()
  const bound = typeof address === 'object' && address !== null ? address.port : port
  const second = host === undefined ? await alsoListen(app, '::1', bound) : undefined
  return {
    endpoint: `http://${urlHost(host)}:${bound}`,
    close: async (grace) => {
      const idle = setInterval(closeIdle, 50)
      const cut = setTimeout(() => app.server.closeAllConnections(), grace)
      await Promise.all([app.close(), closed(second)])
      clearInterval(idle)
      clearTimeout(cut)
    },
  }
}

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

/** Hands the connections of another address to the same HTTP server. Undefined where there is no such address. */
async function alsoListen(app: FastifyInstance, host: string, port: number): Promise<Server | undefined> {
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) =>
    app.server.emit('connection', socket),
  )
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ host, port }, resolve)
    })
    return server
  } catch (error) {
    if (error instanceof Error && 'code' in error && NO_ADDRESS.has(error.code)) return undefined
    await app.close()
    throw error
  }
}

const NO_ADDRESS: ReadonlySet<unknown> = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'])

function closed(server: Server | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (server) server.close(() => resolve())
    else resolve()
  })
}

/** An address that a browser on this machine can open. */
function urlHost(host: string | undefined): string {
  if (host === undefined || host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
