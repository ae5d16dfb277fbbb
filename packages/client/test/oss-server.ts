import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { type Credentials, parseQuery, type SignableRequest, SignerError, verify } from '@ossimg/signer'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { Client, type ClientOptions, type SigningOptions } from '../src/index.ts'

export const BUCKET = 'demo'
/** The only one that version 4 may be signed for. */
export const REGION = 'cn-hangzhou'
export const NOW = new Date('2026-01-15T08:30:00Z')
export const REQUEST_ID = '65A4F2B87B8B5A3DA4222901'
export const credentials: Credentials = { accessKeyId: 'EXAMPLEKEYID', accessKeySecret: 'example-secret' }
export const temporary: Credentials = {
  accessKeyId: 'STS.EXAMPLE',
  accessKeySecret: 'example-temporary-secret',
  securityToken: 'example/token+with=signs==',
}

/** A request as it arrived. */
export interface Received extends SignableRequest {
  /** Path and query, as they stood in the first line. */
  readonly target: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
  /** Who signed it; undefined for an anonymous request. */
  readonly signedBy: string | undefined
  readonly signatureVersion: 1 | 4 | undefined
}

export interface Answer {
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

/**
 * A server on loopback that reads path-style requests, verifies signature and Content-MD5 as OSS does, and
 * gives the answers that a test queued, in order. It lives as long as the test file.
 */
export function useOssServer({ now = () => NOW }: { readonly now?: () => Date } = {}) {
  const answers: Answer[] = []
  const received: Received[] = []
  const server = createServer(async (message, response) => {
    const { status = 200, headers = {}, body = '' } = await answerTo(message).catch(errorAnswer)
    const length = body.length === 0 ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    response.writeHead(status, { 'x-oss-request-id': REQUEST_ID, ...length, ...headers }).end(body)
  })

  async function answerTo(message: IncomingMessage): Promise<Answer> {
    const request = await read(message)
    const identity = verify(request, { find, now: now(), region: REGION })
    const { accessKeyId, version } = { accessKeyId: undefined, version: undefined, ...identity }
    received.push({ ...request, signedBy: accessKeyId, signatureVersion: version })
    const digest = request.headers['content-md5']
    if (digest !== undefined) expect(digest).toBe(createHash('md5').update(request.body).digest('base64'))
    const answer = answers.shift()
    if (answer) return answer
    throw new Error(`no answer was queued for ${request.method} ${request.target}`)
  }

  beforeAll(async () => {
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  afterEach(() => {
    expect(answers.splice(0), 'answers left over').toEqual([])
    received.length = 0
  })
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })

  const endpoint = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    endpoint,
    /** A client of this server, with `credentials` and the server's clock. */
    clientWith: (options: Partial<Omit<ClientOptions, keyof SigningOptions>> & SigningOptions = {}) =>
      new Client({ endpoint: endpoint(), bucket: BUCKET, credentials, clock: now, ...options }),
    answer: (...more: readonly Answer[]) => void answers.push(...more),
    /** The only request of the test. */
    get request(): Received {
      const [request, ...others] = received
      if (!request || others.length > 0) throw new Error(`${received.length} requests arrived`)
      return request
    },
    received: received as readonly Received[],
  }
}

/** An answer with an XML document. */
export function xml(body: string, answer: Answer = {}): Answer {
  const headers = { 'content-type': 'application/xml', ...answer.headers }
  return { ...answer, headers, body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}` }
}

function find(accessKeyId: string): Credentials | undefined {
  return [credentials, temporary].find((known) => known.accessKeyId === accessKeyId)
}

async function read(message: IncomingMessage): Promise<Omit<Received, 'signedBy' | 'signatureVersion'>> {
  const { method = '', url: target = '' } = message
  const [path = '', rawQuery = ''] = target.split(/\?(.*)/)
  const [, bucket = '', rawKey = ''] = /^\/([^/]*)\/(.*)$/.exec(path) ?? []
  const headers = Object.fromEntries(
    Object.entries(message.headersDistinct).map(([name, values = []]) => [
      name,
      Buffer.from(values.join(','), 'latin1').toString(),
    ]),
  )
  const key = decodeURIComponent(rawKey)
  return { method, target, bucket, key, query: parseQuery(rawQuery), headers, body: await buffer(message) }
}

function errorAnswer(error: unknown): Answer {
  const [status, code] = error instanceof SignerError ? [403, error.code] : [500, 'InternalError']
  return xml(`<Error><Code>${code}</Code><Message>${String(error)}</Message></Error>`, { status })
}
