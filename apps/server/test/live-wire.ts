import { vi } from 'vitest'
import { type Listening, listen } from '../src/listen.ts'
import type { CorsRule } from '../src/storage/bucket-settings.ts'
import type { Storage } from '../src/storage/storage.ts'
import { body } from './bodies.ts'
import { RED, square } from './marked-pictures.ts'
import { exchange, type WireHeader, type WireReply } from './raw-http.ts'
import { drawJpg, HOST, startServer, type TestServer } from './server.ts'

/** Lets pages of any origin read. */
export const ANY_ORIGIN: CorsRule = {
  allowedOrigins: ['*'],
  allowedMethods: ['GET'],
  allowedHeaders: [],
  exposeHeaders: [],
  maxAgeSeconds: undefined,
}

/** A server on a port. */
export interface Live extends Pick<TestServer, 'app' | 'storage'> {
  readonly port: number
  close(grace?: number): Promise<void>
}

/** With a bucket that anyone may read. */
export async function startLive(options: Parameters<typeof startServer>[0] = {}): Promise<Live> {
  const server = await startServer(options)
  const listening: Listening = await listen(server.app, '127.0.0.1', 0)
  const { storage } = server
  await storage.createBucket('photos', { acl: 'public-read' })
  await put(storage, 'a.txt', 'hello')
  await put(storage, 'a.jpg', await drawJpg())
  await put(storage, 'mark.png', await square(RED).png().toBuffer())
  await storage.putStyle('photos', 'thumb', 'image/resize,w_20')
  return {
    app: server.app,
    storage,
    port: Number(new URL(listening.endpoint).port),
    close: async (grace = 1000) => {
      await listening.close(grace)
      await server.close()
    },
  }
}

export function put(storage: Storage, key: string, content: Buffer | string) {
  return storage.putObject('photos', key, body(content))
}

export const request = (target: string, more: readonly WireHeader[] = [], method = 'GET') => ({
  method,
  target,
  headers: [['Host', HOST], ...more] as const,
})

export type Ask = (target: string, more?: readonly WireHeader[], method?: string) => Promise<WireReply>

export const asking =
  ({ port }: Live): Ask =>
  (target, more, method) =>
    exchange(port, request(target, more, method))

const OF_THE_REQUEST: ReadonlySet<string> = new Set([
  'x-oss-request-id',
  'x-oss-server-time',
  'Server-Timing',
  'Date',
])

/** An answer without what each has of its own. */
export function common({ status, headers, body }: WireReply) {
  const kept = headers.map(([name, value]) => [name, OF_THE_REQUEST.has(name) ? '…' : value])
  return { status, headers: kept, body: body.toString('base64') }
}

/** The same without the id that is in the document of an error. */
export function commonError(reply: WireReply) {
  const body = reply.body.toString('latin1').replace(/(?<=<RequestId>)[\dA-F]{24}/, '')
  return { ...common(reply), body }
}

/** The code of an error document. */
export const codeOf = ({ body }: WireReply) => /<Code>(\w+)</.exec(body.toString())?.[1]

/** Asks, and tells whether the answer came past the app, which has a look at the store. */
export async function look({ storage }: Live, asks: () => Promise<WireReply>) {
  const looks = vi.spyOn(storage, 'headObject')
  try {
    const reply = await asks()
    return { reply, isDirect: looks.mock.calls.length === 0 }
  } finally {
    looks.mockRestore()
  }
}
