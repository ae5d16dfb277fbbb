import { createHash } from 'node:crypto'
import { parseQuery, presign, signHeaders } from '@ossimg/signer'
import { KEY } from '../live-server.ts'
import type { WireHeader, WireRequest } from '../raw-http.ts'

/** What a program asks its SDK for. */
export interface Call {
  readonly method: string
  readonly bucket: string
  /** Default: none, a call on the bucket. */
  readonly key?: string
  /** Undefined values are those of bare names, such as `acl`. */
  readonly query?: readonly (readonly [name: string, value: string | undefined])[]
  /** Headers that the program, or the SDK for this very call, adds. */
  readonly headers?: readonly WireHeader[]
  readonly body?: Buffer | string
}

/** How an SDK puts a call on the wire. */
interface Dialect {
  encodeKey(key: string): string
  encodeQuery(value: string): string
  /** What stands between a bare name and the next parameter. */
  readonly bare: '' | '='
  /** The name of the header that carries the signature, in its case. */
  readonly names: { readonly date: string; readonly authorization: string }
  /** Headers of every request. */
  headers(origin: string, target: string, call: Call): readonly WireHeader[]
}

/** The SDKs of the pages on image processing that are not here to run. */
export const DIALECTS = {
  python: {
    encodeKey: percentEncode,
    encodeQuery: (value) => percentEncode(value).replaceAll('%20', '+'),
    bare: '=',
    names: { date: 'date', authorization: 'authorization' },
    headers: (_origin, _target, { body }) => [
      ['User-Agent', 'aliyun-sdk-python/2.19.1(Linux/6.1.0/x86_64;3.11.2)'],
      ['Accept', '*/*'],
      ['Connection', 'keep-alive'],
      ...(body === undefined ? [] : [lengthOf(body)]),
    ],
  },
  php: {
    encodeKey: encodeSegments,
    encodeQuery: percentEncode,
    bare: '',
    names: { date: 'Date', authorization: 'Authorization' },
    headers: (origin, target, { body, headers = [] }) => [
      ['Accept-Encoding', 'deflate, gzip, br, zstd'],
      ['User-Agent', 'aliyun-sdk-php/2.7.3 (Linux/6.1.0/x86_64;8.2.7)'],
      ['Accept', '*/*'],
      ['Referer', `${origin}${target}`],
      ...(headers.some(([name]) => name === 'Content-Type')
        ? []
        : [['Content-Type', 'application/octet-stream'] as const]),
      ...(body === undefined ? [] : [['Content-MD5', md5(body)] as const]),
      lengthOf(body ?? ''),
    ],
  },
  dotnet: {
    encodeKey: encodeSegments,
    encodeQuery: percentEncode,
    bare: '',
    names: { date: 'Date', authorization: 'Authorization' },
    headers: (_origin, _target, { body }) => [
      ['User-Agent', 'aliyun-sdk-dotnet/2.14.0.0(Linux 6.1/6.1/x86_64;8.0.1)'],
      ...(body === undefined ? [] : [lengthOf(body)]),
    ],
  },
} as const satisfies Record<string, Dialect>

/** The name of an SDK. */
export type Sdk = keyof typeof DIALECTS

/** A call as the SDK sends it with its credentials in the header. */
export function sdkRequest(sdk: Sdk, port: number, call: Call): WireRequest {
  const dialect: Dialect = DIALECTS[sdk]
  const { method, bucket, key = '', query = [], body } = call
  const rawQuery = query.map(([name, value]) => parameter(dialect, name, value)).join('&')
  const target = `/${bucket}/${dialect.encodeKey(key)}${rawQuery === '' ? '' : `?${rawQuery}`}`
  const host = `127.0.0.1:${port}`
  const headers: readonly WireHeader[] = [
    ['Host', host],
    ...dialect.headers(`http://${host}`, target, call),
    ...(call.headers ?? []),
  ]
  const signed = signHeaders(
    { method, bucket, key, query: parseQuery(rawQuery), headers: Object.fromEntries(headers) },
    KEY,
    { date: new Date(), dateHeader: 'date' },
  )
  const { date, authorization } = dialect.names
  const proof: readonly WireHeader[] = [
    [date, signed.date ?? ''],
    [authorization, signed.authorization ?? ''],
  ]
  return { method, target, headers: [...headers, ...proof], ...(body === undefined ? {} : { body }) }
}

/** The target of a URL that the SDK signs, good for ten minutes. */
export function sdkUrl(sdk: Sdk, { method, bucket, key = '', query = [] }: Call): string {
  const dialect: Dialect = DIALECTS[sdk]
  const plain = query.map(([name, value = '']) => [name, value] as const)
  const expires = Math.floor(Date.now() / 1000) + 600
  const proof = presign({ method, bucket, key, query: plain, headers: {} }, KEY, { expires })
  const all = [...plain, ...proof]
  // PHP sorts by name.
  const ordered = sdk === 'php' ? all.sort(([one], [other]) => (one < other ? -1 : 1)) : all
  const rawQuery = ordered.map(([name, value]) => `${percentEncode(name)}=${percentEncode(value)}`).join('&')
  return `/${bucket}/${dialect.encodeKey(key)}?${rawQuery}`
}

/** All but letters, digits and `-_.~` as percent sequences. */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
  })
}

/** The header Content-MD5 of a body. */
export function md5(body: Buffer | string): string {
  return createHash('md5').update(body).digest('base64')
}

function encodeSegments(key: string): string {
  return key.split('/').map(percentEncode).join('/')
}

function lengthOf(body: Buffer | string): WireHeader {
  return ['Content-Length', String(Buffer.byteLength(body))]
}

function parameter({ encodeQuery, bare }: Dialect, name: string, value: string | undefined): string {
  return value === undefined ? `${name}${bare}` : `${name}=${encodeQuery(value)}`
}
