import { describe, expect, it } from 'vitest'
import { presign, type SignableRequest, signHeaders, v1, verify } from '../src/index.ts'
import { catchError } from './catch-error.ts'
import { optionsOf, requestOf, v1Vectors as vectors } from './vectors.ts'

const inHeader = vectors.accepted.filter(({ placement }) => placement === 'header')
const inUrl = vectors.accepted.filter(({ placement }) => placement === 'url')

/** What signing adds to a URL; the rest of the query is what was signed. */
const CREDENTIAL_PARAMETERS = new Set(['OSSAccessKeyId', 'Expires', 'Signature', 'security-token'])

/** The value of `Expires` in a URL, undefined if the signature is in the header. */
function expiresOf(request: SignableRequest): string | undefined {
  return request.query.find(([name]) => name === 'Expires')?.[1]
}

describe('requests of the official SDKs', () => {
  it.each(vectors.accepted)('$id: the string to sign is the same', (vector) => {
    const request = requestOf(vector)
    expect(v1.stringToSign(request, { expires: expiresOf(request) })).toBe(vector.stringToSign)
  })

  it.each(vectors.accepted)('$id: the signature over it is the same', (vector) => {
    const { accessKeySecret } = vector.credentials
    expect(v1.computeSignature(vector.stringToSign, accessKeySecret)).toBe(vector.signature)
  })

  it.each(vectors.accepted)('$id is accepted: $description', (vector) => {
    expect(verify(requestOf(vector), optionsOf(vector))).toEqual({
      kind: 'signed',
      accessKeyId: vector.credentials.accessKeyId,
      version: 1,
      placement: vector.placement,
    })
  })

  it.each(inHeader)('$id: signHeaders gives the same headers', (vector) => {
    const request = requestOf(vector)
    const dateHeader = 'x-oss-date' in vector.request.headers ? 'x-oss-date' : 'date'
    const { [dateHeader]: _date, 'x-oss-security-token': _token, authorization: _, ...bare } = request.headers
    const added = signHeaders({ ...request, headers: bare }, vector.credentials, {
      date: new Date(vector.now * 1000),
      dateHeader,
    })
    expect({ ...bare, ...added }).toEqual(vector.request.headers)
  })

  it.each(inUrl)('$id: presign gives the same parameters', (vector) => {
    const request = requestOf(vector)
    const bare = request.query.filter(([name]) => !CREDENTIAL_PARAMETERS.has(name))
    const expires = Number(expiresOf(request))
    const added = presign({ ...request, query: bare }, vector.credentials, { expires })
    expect([...bare, ...added].sort()).toEqual([...request.query].sort())
  })
})

describe('requests to refuse', () => {
  it.each(vectors.refused)('$id: $code at $stage, $description', (vector) => {
    const error = catchError(() => verify(requestOf(vector), optionsOf(vector)))
    const { code, message, stage } = vector
    expect({ code: error.code, message: error.message, stage: error.stage }).toEqual({ code, message, stage })
  })
})

it('has every vector', () => {
  expect([inHeader.length, inUrl.length, vectors.refused.length]).toEqual([20, 10, 17])
})
