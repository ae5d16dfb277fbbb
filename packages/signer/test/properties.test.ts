import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type SignableRequest, verify } from '../src/index.ts'
import { catchError } from './catch-error.ts'
import {
  credentials,
  date,
  LIFETIME,
  plainName,
  requests,
  type Scheme,
  schemes,
  text,
} from './signed-requests.ts'

const accepted = { find: (id: string) => (id === 'AK' ? credentials : undefined), now: date }

/** One change each to something every signature covers. The list must fit every request. */
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

function withParameter({ query, ...request }: SignableRequest, name: string, value: string): SignableRequest {
  const kept = query.filter(([present]) => present !== name)
  return { ...request, query: [...kept, [name, value]] }
}

/** A text in a request, and the request with another text in its place. */
type Place = readonly [text: string, put: (text: string) => SignableRequest]

/** Every text of a signed request that its signature covers or consists of, as far as it has characters. */
function placesToChange(
  { coversParameter, coversHeader }: Scheme,
  request: SignableRequest,
): readonly Place[] {
  const { query } = request
  const headers = Object.entries(request.headers)
  const inQuery = query.flatMap(([name, value], index): readonly Place[] =>
    coversParameter(name) || /^(?:OSSAccessKeyId|Expires|Signature)$/.test(name)
      ? [
          [name, (text) => ({ ...request, query: query.with(index, [text, value]) })],
          [value, (text) => ({ ...request, query: query.with(index, [name, text]) })],
        ]
      : [],
  )
  const inHeaders = headers.flatMap(([name, value], index): readonly Place[] => {
    const given = String(value)
    const put = (header: readonly [string, string]) => ({
      ...request,
      headers: Object.fromEntries(headers.with(index, [...header])),
    })
    const inValue: Place = [given, (text) => put([name, text])]
    if (name === 'authorization') return [inValue] // under another name it would be no credential
    // An empty Content-Type is to version 1 what none is.
    return coversHeader(name) && given.trim() !== '' ? [inValue, [name, (text) => put([text, given])]] : []
  })
  const places: readonly Place[] = [
    [request.method, (method) => ({ ...request, method })],
    [request.bucket, (bucket) => ({ ...request, bucket })],
    [request.key, (key) => ({ ...request, key })],
    ...inQuery,
    ...inHeaders,
  ]
  return places.filter(([text]) => text !== '')
}

function changeCharacter(text: string, index: number): string {
  const characters = [...text]
  const at = index % characters.length
  return characters.with(at, characters[at] === 'x' ? 'y' : 'x').join('')
}

describe.each(schemes)('version $version, signed in the $placement', (scheme) => {
  const { version, placement, sign, coversParameter, coversHeader } = scheme

  it('a request is accepted', () => {
    fc.assert(
      fc.property(requests, (request) => {
        expect(verify(sign(request), accepted)).toEqual({
          kind: 'signed',
          accessKeyId: 'AK',
          version,
          placement,
          ...(version === 4 ? { region: 'cn-hangzhou' } : {}),
        })
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

  it('not one character can be changed', () => {
    fc.assert(
      fc.property(requests, fc.nat(), fc.nat(), (request, which, index) => {
        const places = placesToChange(scheme, sign(request))
        const [place] = places.slice(which % places.length)
        if (!place) return expect.fail('nothing to change')
        const [text, put] = place
        return catchError(() => verify(put(changeCharacter(text, index)), accepted)) instanceof Error
      }),
      { numRuns: 300 },
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
        const permuted = { ...signed, query, headers: Object.fromEntries(headers) }
        expect(verify(permuted, accepted)).toMatchObject({ version, placement })
      }),
    )
  })

  it('what is not signed may change', () => {
    fc.assert(
      fc.property(requests, plainName, text, (request, name, value) => {
        const signed = sign(request)
        const headers = ['host', 'range', 'cache-control'].filter((header) => !coversHeader(header))
        const changed = {
          ...(coversParameter(name) ? signed : withParameter(signed, name, value)),
          headers: { ...signed.headers, ...Object.fromEntries(headers.map((header) => [header, value])) },
        }
        expect(verify(changed, accepted)).toMatchObject({ version, placement })
      }),
    )
  })

  it('a request cannot be sent again with another process', () => {
    fc.assert(
      fc.property(requests, text, text, (request, process, another) => {
        fc.pre(process !== another)
        const signed = sign(withParameter(request, 'x-oss-process', process))
        const replayed = withParameter(signed, 'x-oss-process', another)
        expect(catchError(() => verify(replayed, accepted)).code).toBe('SignatureDoesNotMatch')
      }),
    )
  })

  it('a late request is refused for its time, not for its signature', () => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 901, max: 1e9 }), (request, seconds) => {
        const now = new Date(date.getTime() + seconds * 1000)
        const tampered = { ...sign(request), key: `${request.key}x` }
        const error = catchError(() => verify(tampered, { find: () => undefined, now }))
        expect(error).toMatchObject(
          placement === 'url'
            ? { code: 'AccessDenied', stage: 'expiry' }
            : { code: 'RequestTimeTooSkewed', stage: 'date' },
        )
      }),
    )
  })
})

// A URL of version 1 does not say when it was signed.
const dated = schemes.filter(({ version, placement }) => version === 4 || placement === 'header')
it.each(dated)(
  'version $version, in the $placement: an early request is refused for its time',
  ({ sign }) => {
    fc.assert(
      fc.property(requests, fc.integer({ min: 901, max: 1e9 }), (request, seconds) => {
        const now = new Date(date.getTime() - seconds * 1000)
        const tampered = { ...sign(request), key: `${request.key}x` }
        const error = catchError(() => verify(tampered, { find: () => undefined, now }))
        expect(error).toMatchObject({ code: 'RequestTimeTooSkewed', stage: 'date' })
      }),
    )
  },
)

const inHeader = schemes.filter(({ placement }) => placement === 'header')
it.each(inHeader)('version $version: the date of a header cannot be changed', ({ version, sign }) => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 900 }), (request, seconds) => {
      const later = new Date(date.getTime() + seconds * 1000)
      const signed = sign(request)
      const text = version === 1 ? later.toUTCString() : later.toISOString().replace(/\.000|[-:]/g, '')
      const changed = { ...signed, headers: { ...signed.headers, 'x-oss-date': text } }
      expect(catchError(() => verify(changed, accepted)).code).toBe('SignatureDoesNotMatch')
    }),
  )
})

const inUrl = schemes.filter(({ placement }) => placement === 'url')
it.each(inUrl)('version $version: the expiry of a URL cannot be changed', ({ version, sign }) => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 1, max: 604_800 - LIFETIME }), (request, seconds) => {
      const [name, start] = version === 1 ? ['Expires', date.getTime() / 1000] : ['x-oss-expires', 0]
      const changed = withParameter(sign(request), name, String(start + LIFETIME + seconds))
      expect(catchError(() => verify(changed, accepted)).code).toBe('SignatureDoesNotMatch')
    }),
  )
})

it('version 4: the fields of the header may stand in any order, with spaces', () => {
  const signer = inHeader.find(({ version }) => version === 4)
  fc.assert(
    fc.property(
      requests,
      fc.func(fc.integer()),
      fc.constantFrom('', ' ', '  '),
      (request, weight, spaces) => {
        const signed = signer?.sign(request) ?? request
        const [algorithm, list = ''] = String(signed.headers.authorization).split(' ')
        const fields = list.split(',').sort((left, right) => weight(left) - weight(right))
        const authorization = `${algorithm} ${spaces}${fields.join(`${spaces},${spaces}`)}`
        const rewritten = { ...signed, headers: { ...signed.headers, authorization } }
        expect(verify(rewritten, accepted)).toMatchObject({ version: 4, placement: 'header' })
      },
    ),
  )
})
