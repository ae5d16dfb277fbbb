import fc from 'fast-check'
import { presign, type SignableRequest, signHeaders } from '../src/index.ts'

export const credentials = { accessKeyId: 'AK', accessKeySecret: 'secret' }
export const date = new Date('2026-01-15T08:30:00Z')
/** How long the signed URLs work, in seconds. */
export const LIFETIME = 600

export const text = fc.string({ unit: 'binary', maxLength: 8 })
const printable = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', ',', ':', '=', 'é', '照'),
  maxLength: 8,
})
/** Parameters that both versions sign. */
const signedName = fc.constantFrom('acl', 'style', 'x-oss-process', 'x-oss-a', 'response-expires', 'uploadId')
/** Parameters that version 1 does not sign. */
export const plainName = fc.constantFrom('prefix', 'max-keys', 'marker', 'a', 'X-OSS-process')
const headerName = fc.constantFrom(
  'x-oss-object-acl',
  'x-oss-meta-a',
  'x-oss-meta-ab',
  'content-type',
  'content-md5',
)

/**
 * Requests whose first parameter is one that both versions sign, with a Range header that version 4 is told to
 * sign, without repeated names, and not yet signed.
 */
export const requests: fc.Arbitrary<SignableRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'),
  bucket: fc.stringMatching(/^[a-z0-9]{3,6}$/),
  key: text,
  query: fc
    .tuple(signedName, fc.uniqueArray(fc.oneof(signedName, plainName)))
    .chain(([first, others]) => pairs([...new Set([first, ...others])])),
  headers: fc
    .tuple(fc.dictionary(headerName, printable), printable)
    .map(([headers, range]) => ({ ...headers, range })),
})

function pairs(names: readonly string[]): fc.Arbitrary<[string, string][]> {
  return fc
    .tuple(...names.map(() => text))
    .map((values) => names.map((name, index) => [name, values[index] ?? '']))
}

/** A way to sign, and what it covers beside method, bucket and key. */
export interface Scheme {
  readonly version: 1 | 4
  readonly placement: 'header' | 'url'
  readonly sign: (request: SignableRequest) => SignableRequest
  readonly coversParameter: (name: string) => boolean
  readonly coversHeader: (name: string) => boolean
}

const V1 = {
  version: 1,
  coversParameter: (name: string) => /^(?:acl|style|x-oss-.*|response-.*|uploadId)$/.test(name),
  coversHeader: (name: string) => /^(?:content-|x-oss-)/.test(name),
} as const
const V4 = {
  version: 4,
  coversParameter: () => true,
  coversHeader: (name: string) => /^(?:content-|x-oss-|range$)/.test(name),
} as const
const v4Options = { version: 4, date, region: 'cn-hangzhou', additionalHeaders: ['Range'] } as const

export const schemes: readonly Scheme[] = [
  { ...V1, placement: 'header', sign: inHeader((request) => signHeaders(request, credentials, { date })) },
  {
    ...V1,
    placement: 'url',
    sign: inUrl((request) => presign(request, credentials, { expires: date.getTime() / 1000 + LIFETIME })),
  },
  { ...V4, placement: 'header', sign: inHeader((request) => signHeaders(request, credentials, v4Options)) },
  {
    ...V4,
    placement: 'url',
    sign: inUrl((request) => presign(request, credentials, { ...v4Options, expires: LIFETIME })),
  },
]

function inHeader(sign: (request: SignableRequest) => Record<string, string>): Scheme['sign'] {
  return (request) => ({ ...request, headers: { ...request.headers, ...sign(request) } })
}

function inUrl(sign: (request: SignableRequest) => [string, string][]): Scheme['sign'] {
  return (request) => ({ ...request, query: [...request.query, ...sign(request)] })
}
