import { describe, expect, it } from 'vitest'
import {
  identify,
  presign,
  type SignableRequest,
  signHeaders,
  type V4Claim,
  v4,
  verify,
} from '../src/index.ts'
import { catchError } from './catch-error.ts'
import { optionsOf, requestOf, v4Vectors as vectors } from './vectors.ts'

const inHeader = vectors.accepted.filter(({ placement }) => placement === 'header')
const inUrl = vectors.accepted.filter(({ placement }) => placement === 'url')
/** What this package writes as the SDK did: an empty value without its equals sign. */
const ours = <Row extends object>(rows: readonly Row[]) => rows.filter((row) => !('emptyValues' in row))

/** What signing adds; the rest is what was signed. */
const CREDENTIAL_PARAMETERS =
  /^x-oss-(?:signature(?:-version)?|credential|date|expires|additional-headers|security-token)$/
const CREDENTIAL_HEADERS = /^(?:authorization|x-oss-(?:date|content-sha256|security-token))$/

function claimOf(request: SignableRequest): V4Claim {
  const claim = identify(request)
  if (claim.kind === 'anonymous' || claim.version !== 4) return expect.fail('not signed with version 4')
  return claim
}

describe('requests of the official SDKs', () => {
  it.each(vectors.accepted)('$id: the canonical request is the same', (vector) => {
    const request = requestOf(vector)
    const { additionalHeaders } = claimOf(request)
    const { emptyValues } = vector
    expect(v4.canonicalRequest(request, { additionalHeaders, emptyValues })).toBe(vector.canonicalRequest)
  })

  it.each(vectors.accepted)('$id: the string to sign is the same', (vector) => {
    const { scope } = claimOf(requestOf(vector))
    expect(v4.stringToSign(vector.canonicalRequest, '20260115T083000Z', scope)).toBe(vector.stringToSign)
  })

  it.each(vectors.accepted)('$id: the signature over it is the same', (vector) => {
    const { scope } = claimOf(requestOf(vector))
    const key = v4.signingKey(vector.credentials.accessKeySecret, scope)
    expect(v4.computeSignature(vector.stringToSign, key)).toBe(vector.signature)
  })

  it.each(vectors.accepted)('$id is accepted, its region enforced or not: $description', (vector) => {
    for (const region of [undefined, 'cn-hangzhou']) {
      expect(verify(requestOf(vector), { ...optionsOf(vector), region })).toEqual({
        kind: 'signed',
        accessKeyId: vector.credentials.accessKeyId,
        version: 4,
        placement: vector.placement,
        region: 'cn-hangzhou',
      })
    }
  })

  it.each(ours(inHeader))('$id: signHeaders gives the same headers', (vector) => {
    const request = requestOf(vector)
    const bare = Object.fromEntries(
      Object.entries(vector.request.headers).filter(([name]) => !CREDENTIAL_HEADERS.test(name)),
    )
    const added = signHeaders({ ...request, headers: bare }, vector.credentials, {
      version: 4,
      date: new Date(vector.now * 1000),
      region: 'cn-hangzhou',
      additionalHeaders: claimOf(request).additionalHeaders,
    })
    const { authorization, ...headers } = { ...bare, ...added }
    const { authorization: _, ...expected } = vector.request.headers
    expect(headers).toEqual(expected)
    // SDKs differ in the spaces and the order of its fields.
    expect(claimOf({ ...request, headers: { ...headers, authorization } })).toEqual(claimOf(request))
  })

  it.each(ours(inUrl))('$id: presign gives the same parameters', (vector) => {
    const request = requestOf(vector)
    const bare = request.query.filter(([name]) => !CREDENTIAL_PARAMETERS.test(name))
    const added = presign({ ...request, query: bare }, vector.credentials, {
      version: 4,
      date: new Date(vector.now * 1000),
      region: 'cn-hangzhou',
      expires: 600,
      additionalHeaders: claimOf(request).additionalHeaders,
    })
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
  expect([inHeader.length, inUrl.length, vectors.refused.length]).toEqual([10, 7, 6])
})
