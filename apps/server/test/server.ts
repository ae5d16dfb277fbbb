import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { presign, signHeaders } from '@ossimg/signer'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import type { FastifyInstance, LightMyRequestResponse } from 'fastify'
import sharp from 'sharp'
import { expect } from 'vitest'
import { type AppOptions, buildApp } from '../src/app.ts'
import { keyRing, ownerKey } from '../src/configuration/key-ring.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { BucketAcl, Storage } from '../src/storage/storage.ts'

/** The one key pair of the servers under test. */
export const KEYS = {
  accessKeyId: 'FAKEAKID00000000TEST',
  accessKeySecret: 'FAKE-secret-do-not-use-000000000',
}

export const HOST = '127.0.0.1:9000'

/** What is sent, in path style. */
export interface Sent {
  readonly query?: readonly (readonly [name: string, value: string])[]
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer | Readable
}

/** A server on a store of its own. */
export interface TestServer {
  readonly app: FastifyInstance
  readonly storage: Storage
  /** Sends without credentials. */
  anonymous(method: string, path: string, sent?: Sent): Promise<LightMyRequestResponse>
  /** Sends with the owner's signature in the header. */
  owner(method: string, path: string, sent?: Sent): Promise<LightMyRequestResponse>
  close(): Promise<void>
}

export async function startServer(options: Partial<AppOptions> = {}): Promise<TestServer> {
  const directory = mkdtempSync(join(tmpdir(), 'server-'))
  const storage = await openDiskStorage({ directory })
  const app = buildApp({
    storage,
    keys: keyRing([ownerKey(KEYS)]),
    region: 'cn-hangzhou',
    baseHosts: ['localhost'],
    cnames: {},
    resampling: 'auto',
    processedEtag: 'derived',
    ...options,
  })
  const send = (method: string, path: string, { query, headers, body }: Sent = {}) =>
    app.inject({
      method: method as 'GET',
      url: path + queryText(query),
      headers: { host: HOST, ...headers },
      ...(body === undefined ? {} : { payload: body }),
    })
  return {
    app,
    storage,
    anonymous: send,
    owner: (method, path, sent = {}) =>
      send(method, path, { ...sent, headers: { ...sent.headers, ...signed(method, path, sent) } }),
    close: async () => {
      await app.close()
      await storage.close()
      await rm(directory, { recursive: true })
    },
  }
}

/** The headers that make a path-style request the owner's. */
export function signed(
  method: string,
  path: string,
  { query = [], headers = {} }: Sent = {},
  credentials = KEYS,
) {
  // Signatures are over text, requests are made of bytes.
  const texts = Object.entries(headers).map(([name, value]) => [
    name,
    Buffer.from(value, 'latin1').toString(),
  ])
  const request = { method, ...named(path), query, headers: Object.fromEntries(texts) }
  return signHeaders(request, credentials, { date: new Date() })
}

/** A path with a query that makes it the owner's until `expires`, Unix seconds. */
export function signedUrl(
  method: string,
  path: string,
  { query = [], headers = {} }: Sent = {},
  expires = Math.floor(Date.now() / 1000) + 60,
): string {
  const added = presign({ method, ...named(path), query, headers }, KEYS, { expires })
  return path + queryText([...query, ...added])
}

function named(path: string): { bucket: string; key: string } {
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/.exec(path) ?? []
  return { bucket, key: decodeURIComponent(key) }
}

function queryText(query: Sent['query'] = []): string {
  if (query.length === 0) return ''
  const parts = query.map(([name, value]) =>
    value === '' ? name : `${encodeURIComponent(name)}=${encodeURIComponent(value)}`,
  )
  return `?${parts.join('&')}`
}

export async function createBucket({ storage }: TestServer, name: string, acl: BucketAcl = 'private') {
  await storage.createBucket(name, { acl })
}

/** A jpg of one colour, 400 × 267 unless said otherwise. */
export function drawJpg(width = 400, height = 267): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background: '#3366cc' } })
    .jpeg()
    .toBuffer()
}

const parser = new XMLParser({ parseTagValue: false, trimValues: false })

/** The root of a well-formed XML document, as an object. */
export function parseXml(text: string): Readonly<Record<string, Record<string, string>>> {
  expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>')).toBe(true)
  expect(text).not.toContain('xmlns')
  expect(XMLValidator.validate(text)).toBe(true)
  return parser.parse(text)
}

/** The elements of an error document, checked against the headers it came with. */
export function errorOf(response: LightMyRequestResponse): Record<string, string> {
  const inHeader = response.headers['x-oss-err']
  const text = typeof inHeader === 'string' ? Buffer.from(inHeader, 'base64').toString() : response.body
  if (typeof inHeader === 'string') expect(response.body).toBe('')
  else expect(response.headers['content-type']).toBe('application/xml')
  const error = parseXml(text).Error ?? {}
  expect(error.RequestId).toMatch(/^[\dA-F]{24}$/)
  expect(error.RequestId).toBe(response.headers['x-oss-request-id'])
  expect(error.EC).toBe(response.headers['x-oss-ec'])
  expect(response.headers.server).toBe('AliyunOSS')
  return { status: String(response.statusCode), ...error }
}
