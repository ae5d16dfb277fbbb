import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { signHeaders } from '@ossimg/signer'

/** The built command. */
export const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url))

/** The key of every server that is started here. */
export const KEY = { accessKeyId: 'TESTKEYID', accessKeySecret: 'test-secret' } as const

/** An answer, whole. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** What is sent. */
export interface Asked {
  readonly query?: readonly (readonly [name: string, value: string])[]
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Buffer | string
}

/** The command as operators run it, in a process of its own, with decoder processes and a cache on the disk. */
export interface BuiltServer {
  readonly endpoint: string
  readonly pid: number
  /** Lines of the log so far. */
  log(): readonly Readonly<Record<string, unknown>>[]
  /** Process ids of the decoders. */
  decoders(): readonly number[]
  anonymous(method: string, path: string, asked?: Asked): Promise<Answer>
  owner(method: string, path: string, asked?: Asked): Promise<Answer>
  /** Ends it in order and removes its data; its exit code. */
  close(): Promise<number | null>
}

/** Starts the built server on a free port of the loopback. */
export async function startBuiltServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<BuiltServer> {
  const folder = await mkdtemp(join(tmpdir(), 'built-'))
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      OSSIMG_PORT: '0',
      OSSIMG_HOST: '127.0.0.1',
      OSSIMG_LOG_LEVEL: 'warn',
      OSSIMG_ACCESS_KEY_ID: KEY.accessKeyId,
      OSSIMG_ACCESS_KEY_SECRET: KEY.accessKeySecret,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    printed += text
  })
  const exited = once(child, 'close').then(([code]) => code as number | null)
  const endpoint = await endpointOf(child, () => printed)
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const send = (
    method: string,
    path: string,
    { query = [], headers = {}, body }: Asked = {},
  ): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const options = { agent, method, headers: { ...headers } as Record<string, string> }
      if (body !== undefined) options.headers['content-length'] = String(Buffer.byteLength(body))
      const sent = httpRequest(endpoint + path + queryText(query), options, (response) => {
        buffer(response).then(
          (content) =>
            resolve({ status: response.statusCode ?? 0, headers: response.headers, body: content }),
          reject,
        )
      })
      sent.on('error', reject)
      sent.end(body)
    })
  const pid = child.pid ?? 0
  return {
    endpoint,
    pid,
    log: () =>
      printed
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line)),
    decoders: () => childrenOf(pid),
    anonymous: send,
    owner: (method, path, asked = {}) => {
      const { query = [], headers = {} } = asked
      const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? []
      const named = { method, bucket, key: decodeURIComponent(key), query, headers: { ...headers } }
      const added = signHeaders(named, KEY, { date: new Date() })
      return send(method, path, { ...asked, headers: { ...headers, ...added } })
    },
    async close() {
      agent.destroy()
      child.kill('SIGTERM')
      const code = await exited
      await rm(folder, { recursive: true, force: true })
      return code
    },
  }
}

/** The endpoint that a server prints when it listens. */
async function endpointOf(child: ChildProcess, printed: () => string): Promise<string> {
  for (;;) {
    const [, endpoint] = /answers at (http:\S+).*Worth opening/s.exec(printed()) ?? []
    if (endpoint !== undefined) return endpoint
    if (child.exitCode !== null) throw new Error(`The server ended at once: ${printed()}`)
    await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')])
  }
}

/** The processes that a process has started. Linux tells. */
export function childrenOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
  return text.split(' ').filter(Boolean).map(Number)
}

function queryText(query: NonNullable<Asked['query']>): string {
  if (query.length === 0) return ''
  const parts = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
  return `?${parts.join('&')}`
}
