import { Agent, type IncomingHttpHeaders, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'

/** Resolves every name to the loopback: not every machine knows that `bucket.localhost` is itself. */
export const lookup: LookupFunction = (_name, options, callback) => {
  if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
  else callback(null, '127.0.0.1', 4)
}

/** Makes connections to the loopback, whatever the name. */
export const loopbackAgent = new Agent({ keepAlive: false, lookup })

/** The same for HTTPS, trusting whom `ca` signed, PEM, and nobody else. */
export function loopbackHttpsAgent(ca: string): HttpsAgent {
  return new HttpsAgent({ keepAlive: false, lookup, ca })
}

/** What came back. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What is sent beside the URL. */
export interface SendOptions {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: Buffer | string
  /** The authority that vouches for an `https` URL's server, PEM. */
  readonly ca?: string | undefined
}

/** Fetches a URL, its target exactly as written and its host as the Host header. */
export function send(url: string, options: SendOptions = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, body, ca = '' } = options
  const [, scheme, host = '', target = '/'] = /^(https?):\/\/([^/]+)(\/.*)?$/.exec(url) ?? []
  const [hostname, port] = host.split(':')
  const secure = scheme === 'https'
  const request = secure ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: hostname,
      port: Number(port ?? (secure ? 443 : 80)),
      path: target,
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
      agent: secure ? loopbackHttpsAgent(ca) : loopbackAgent,
    })
    outgoing.on('error', reject)
    outgoing.on('response', async (incoming) => {
      const chunks: Uint8Array[] = []
      for await (const chunk of incoming) chunks.push(chunk as Uint8Array)
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: Buffer.concat(chunks) })
    })
    outgoing.end(body)
  })
}
