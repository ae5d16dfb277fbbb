import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { presign, type SignableRequest, signHeaders, verify } from '../src/index.ts'
import { catchError } from './catch-error.ts'

const credentials = { accessKeyId: 'AK', accessKeySecret: 'secret' }
const date = new Date('2026-01-15T08:30:00Z')
const expires = date.getTime() / 1000 + 600
const accepted = { find: () => credentials, now: date }

const text = fc.string({ unit: 'binary', maxLength: 8 })
const printable = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', ' ', ',', ':', '=', 'é', '照'),
  maxLength: 8,
})
const signedName = fc.constantFrom('acl', 'style', 'x-oss-process', 'x-oss-a', 'response-expires', 'uploadId')
const unsignedName = fc.constantFrom('prefix', 'max-keys', 'marker', 'a', 'X-OSS-process')
const headerName = fc.constantFrom(
  'x-oss-object-acl',
  'x-oss-meta-a',
  'x-oss-meta-ab',
  'content-type',
  'content-md5',
)

/** Requests with at least one signed parameter, without repeated names, and not yet signed. */
const requests: fc.Arbitrary<SignableRequest> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'),
  bucket: fc.stringMatching(/^[a-z0-9]{3,6}$/),
  key: text,
  query: fc
    .tuple(signedName, fc.uniqueArray(fc.oneof(signedName, unsignedName)))
    .chain(([first, others]) => pairs([...new Set([first, ...others])])),
  headers: fc.dictionary(headerName, printable),
})

function pairs(names: readonly string[]): fc.Arbitrary<[string, string][]> {
  return fc
    .tuple(...names.map(() => text))
    .map((values) => names.map((name, index) => [name, values[index] ?? '']))
}

function signInHeader(request: SignableRequest): SignableRequest {
  return { ...request, headers: { ...request.headers, ...signHeaders(request, credentials, { date }) } }
}

function signInUrl(request: SignableRequest): SignableRequest {
  return { ...request, query: [...request.query, ...presign(request, credentials, { expires })] }
}

const placements = [
  ['header', signInHeader],
  ['url', signInUrl],
] as const

/** One change each to something a signature covers. The list must fit every request. */
const tampering: readonly (readonly [string, (request: SignableRequest) => SignableRequest])[] = [
  ['the method', (request) => ({ ...request, method: request.method === 'GET' ? 'PUT' : 'GET' })],
  ['the bucket', (request) => ({ ...request, bucket: `${request.bucket}x` })],
  ['the key', (request) => ({ ...request, key: `${request.key}x` })],
  [
    'a signed parameter',
    ({ query: [first, ...rest], ...request }) => {
      const [name = '', value = ''] = first ?? []
      return { ...request, query: [[name, `${value}x`], ...rest] }
    },
  ],
  ['a signed parameter left out', ({ query, ...request }) => ({ ...request, query: query.slice(1) })],
  ['a signed parameter added', (request) => ({ ...request, query: [...request.query, ['versionId', '1']] })],
  ['an x-oss- header', (request) => changeHeader(request, 'x-oss-meta-a')],
  ['Content-Type', (request) => changeHeader(request, 'content-type')],
  ['Content-MD5', (request) => changeHeader(request, 'content-md5')],
]

function changeHeader(request: SignableRequest, name: string): SignableRequest {
  return { ...request, headers: { ...request.headers, [name]: `${request.headers[name] ?? ''}x` } }
}

describe.each(placements)('signed in the %s', (placement, sign) => {
  it('a request is accepted', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const identity = { kind: 'signed', accessKeyId: 'AK', version: 1, placement }
        expect(verify(sign(request), accepted)).toEqual(identity)
      }),
    )
  })

  it.each(tampering)('%s cannot be changed', (_, tamper) => {
    fc.assert(
      fc.property(requests, (request) => {
        const error = catchError(() => verify(tamper(sign(request)), accepted))
        expect(error.code).toBe('SignatureDoesNotMatch')
      }),
    )
  })

  it('a request is accepted only with the secret it was signed with', () => {
    fc.assert(
      fc.property(requests, fc.string({ minLength: 1 }), (request, accessKeySecret) => {
        fc.pre(accessKeySecret !== credentials.accessKeySecret)
        const find = () => ({ ...credentials, accessKeySecret })
        const error = catchError(() => verify(sign(request), { ...accepted, find }))
        expect(error.code).toBe('SignatureDoesNotMatch')
      }),
    )
  })

  it('the order of parameters and headers and the case of header names may change', () => {
    fc.assert(
      fc.property(requests, fc.func(fc.integer()), (request, weight) => {
        const signed = sign(request)
        const query = [...signed.query].sort(([left], [right]) => weight(left) - weight(right))
        const headers = Object.entries(signed.headers)
          .sort(([left], [right]) => weight(left) - weight(right))
          .map(([name, value]) => [weight(name) % 2 === 0 ? name.toUpperCase() : name, value])
        expect(verify({ ...signed, query, headers: Object.fromEntries(headers) }, accepted)).toMatchObject({
          placement,
        })
      }),
    )
  })

  it('what is not signed may change', () => {
    fc.assert(
      fc.property(requests, unsignedName, text, (request, name, value) => {
        const signed = sign(request)
        const query = [...signed.query.filter(([present]) => present !== name), [name, value] as const]
        const headers = { ...signed.headers, host: value, range: value }
        expect(verify({ ...signed, query, headers }, accepted)).toMatchObject({ placement })
      }),
    )
  })

  it('a late request is refused for its time, not for its signature', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 901, max: 1e9 }), (request, seconds) => {
        const now = new Date(date.getTime() + seconds * 1000)
        const tampered = { ...sign(request), key: `${request.key}x` }
        const error = catchError(() => verify(tampered, { find: () => undefined, now }))
        expect(error.stage).toBe(placement === 'url' ? 'expiry' : 'date')
      }),
    )
  })
})

it('the date of a header cannot be changed', () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 900 }), (request, seconds) => {
      const later = new Date(date.getTime() + seconds * 1000).toUTCString()
      const { query, headers, ...rest } = signInHeader(request)
      const changed = { ...rest, query, headers: { ...headers, 'x-oss-date': later } }
      expect(catchError(() => verify(changed, accepted)).code).toBe('SignatureDoesNotMatch')
    }),
  )
})

it('the expiry of a URL cannot be changed', () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 1e9 }), (request, seconds) => {
      const signed = signInUrl(request)
      const query = signed.query.map(([name, value]): [string, string] =>
        name === 'Expires' ? [name, String(expires + seconds)] : [name, value],
      )
      expect(catchError(() => verify({ ...signed, query }, accepted)).code).toBe('SignatureDoesNotMatch')
    }),
  )
})
