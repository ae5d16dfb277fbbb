import { Agent, type IncomingHttpHeaders, request } from 'node:http'

/** Resolves every name to the loopback: not every machine knows that `bucket.localhost` is itself. */
export const loopbackAgent = new Agent({
  keepAlive: false,
  lookup: (_name, options, callback) => {
    if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }])
    else callback(null, '127.0.0.1', 4)
  },
})

/** What came back. */
export interface Reply {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Fetches a URL by plain HTTP, its target exactly as written and its host as the Host header. */
export function send(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer | string } = {},
): Promise<Reply> {
  const { method = 'GET', headers = {}, body } = options
  const [, host = '', target = '/'] = /^http:\/\/([^/]+)(\/.*)?$/.exec(url) ?? []
  const [hostname, port = '80'] = host.split(':')
  return new Promise((resolve, reject) => {
    const outgoing = request({
      host: hostname,
      port: Number(port),
      path: target,
      method,
      headers: {
        ...headers,
        ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }),
      },
      agent: loopbackAgent,
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
