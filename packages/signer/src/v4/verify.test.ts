import { describe, expect, it } from 'vitest'
import { catchError } from '../../test/catch-error.ts'
import type { StoredCredentials } from '../credentials.ts'
import { presign } from '../presign.ts'
import { parseQuery } from '../query.ts'
import type { SignableRequest } from '../request.ts'
import { signHeaders } from '../sign.ts'
import { verify } from '../verify.ts'
import { canonicalRequest } from './canonical-request.ts'
import { computeSignature } from './signature.ts'
import { signingKey } from './signing-key.ts'
import { stringToSign } from './string-to-sign.ts'

const longTerm: StoredCredentials = { accessKeyId: 'AK', accessKeySecret: 'secret' }
const signedAt = new Date('2026-01-15T08:30:00Z')
const how = { version: 4, date: signedAt, region: 'cn-hangzhou' } as const
const scope = { day: '20260115', region: 'cn-hangzhou', product: 'oss' } as const

const plain: SignableRequest = { method: 'GET', bucket: 'b', key: 'k', query: [], headers: {} }

function inHeader(): SignableRequest {
  return { ...plain, headers: signHeaders(plain, longTerm, how) }
}

function inUrl(request = plain): SignableRequest {
  return { ...request, query: [...request.query, ...presign(request, longTerm, { ...how, expires: 600 })] }
}

function signatureOf(canonical: string, accessKeySecret = 'secret'): string {
  return computeSignature(
    stringToSign(canonical, '20260115T083000Z', scope),
    signingKey(accessKeySecret, scope),
  )
}

function after(seconds: number): Date {
  return new Date(signedAt.getTime() + seconds * 1000)
}

function options(stored: StoredCredentials | undefined, now = signedAt) {
  return { find: () => stored, now }
}

describe('the date', () => {
  const { authorization = '', ...others } = signHeaders(plain, longTerm, how)
  const verifyHeaders = (headers: SignableRequest['headers']) => () =>
    verify({ ...plain, headers }, options(longTerm))

  it.each([
    ['is missing', {}],
    ['is in RFC 1123', { 'x-oss-date': signedAt.toUTCString() }],
    ['is none, even if Date is right', { 'x-oss-date': '', date: signedAt.toUTCString() }],
    ['is a day that is none', { 'x-oss-date': '20260231T083000Z' }],
    ['stands in Date in basic ISO 8601', { date: '20260115T083000Z' }],
  ])('is refused if it %s', (_, date) => {
    const { 'x-oss-date': _signed, ...headers } = others
    expect(catchError(verifyHeaders({ ...headers, ...date, authorization }))).toMatchObject({
      code: 'AccessDenied',
      stage: 'date',
      message: 'OSS authentication requires a valid Date.',
      ec: '0002-00000503',
    })
  })

  it('may stand in Date, and is signed in basic ISO 8601', () => {
    const canonical = 'GET\n/b/k\n\n\n\nUNSIGNED-PAYLOAD'
    const signature = signatureOf(canonical)
    const credential = 'AK/20260115/cn-hangzhou/oss/aliyun_v4_request'
    const headers = {
      date: signedAt.toUTCString(),
      authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${signature}`,
    }
    expect(verifyHeaders(headers)()).toMatchObject({ version: 4, accessKeyId: 'AK' })
  })

  it('must be of the day of the credential', () => {
    const headers = { ...others, authorization: authorization.replace('20260115', '20260114') }
    expect(catchError(verifyHeaders(headers))).toMatchObject({
      code: 'InvalidArgument',
      stage: 'date',
      message: 'Invalid signing date in Authorization header.',
      ec: '0002-00000212',
    })
  })

  it.each([
    ['20260114T083000Z', 'InvalidArgument', 'Invalid signing date in x-oss-credential.'],
    ['yesterday', 'AccessDenied', 'OSS authentication requires a valid Date.'],
  ])('of a URL cannot be %s', (date, code, message) => {
    const request = inUrl()
    const query = request.query.map(([name, value]) => [name, name === 'x-oss-date' ? date : value] as const)
    const error = catchError(() => verify({ ...request, query }, options(longTerm)))
    expect(error).toMatchObject({ code, stage: 'date', message })
  })
})

describe('the time of a URL', () => {
  it.each([-900, 0, 600])('is %d s after its date: accepted', (seconds) => {
    expect(verify(inUrl(), options(longTerm, after(seconds)))).toMatchObject({ placement: 'url' })
  })

  it.each([600.001, 1e9])('is %d s after its date, and so past its end: refused', (seconds) => {
    const error = catchError(() => verify(inUrl(), options(longTerm, after(seconds))))
    expect(error).toMatchObject({ code: 'AccessDenied', stage: 'expiry', ec: '0002-00000236' })
    expect(error.message).toBe('Request has expired.')
  })

  it.each([-900.001, -1e9])('is %d s after its date: refused', (seconds) => {
    const now = after(seconds)
    const error = catchError(() => verify(inUrl(), options(longTerm, now)))
    expect(error).toMatchObject({ code: 'RequestTimeTooSkewed', stage: 'date', ec: '0002-00000235' })
    expect(error.details).toMatchObject({
      RequestTime: '2026-01-15T08:30:00.000Z',
      ServerTime: now.toISOString(),
    })
  })
})

describe('the region', () => {
  const anywhere = (region: string) => ({
    ...plain,
    headers: signHeaders(plain, longTerm, { ...how, region }),
  })

  it.each(['cn-hangzhou', 'oss-cn-hangzhou', 'home'])('may be %s if none is enforced', (region) => {
    expect(verify(anywhere(region), options(longTerm))).toMatchObject({ version: 4, region })
  })

  it.each(['oss-cn-hangzhou', 'cn-beijing', 'CN-hangzhou'])(
    'cannot be %s if another is enforced',
    (region) => {
      const enforcing = { ...options(undefined, after(1e9)), region: 'cn-hangzhou' }
      expect(catchError(() => verify(anywhere(region), enforcing))).toMatchObject({
        code: 'InvalidArgument',
        stage: 'region',
        message: 'Invalid signing region in Authorization header.',
        details: { ArgumentName: 'Authorization' },
        ec: '0002-00000226',
      })
    },
  )

  it('of a URL is enforced, too', () => {
    const error = catchError(() => verify(inUrl(), { ...options(longTerm), region: 'cn-beijing' }))
    expect(error).toMatchObject({
      code: 'InvalidArgument',
      stage: 'region',
      message: 'Invalid signing region in x-oss-credential.',
      details: { ArgumentName: 'x-oss-credential' },
    })
  })

  it('cannot be changed afterwards', () => {
    const { authorization = '', ...others } = signHeaders(plain, longTerm, how)
    const headers = { ...others, authorization: authorization.replace('cn-hangzhou', 'cn-beijing') }
    const error = catchError(() => verify({ ...plain, headers }, options(longTerm)))
    expect(error.code).toBe('SignatureDoesNotMatch')
  })

  it('is of no effect on version 1', () => {
    const headers = signHeaders(plain, longTerm, { date: signedAt })
    const enforcing = { ...options(longTerm), region: 'cn-beijing' }
    expect(verify({ ...plain, headers }, enforcing)).toMatchObject({ version: 1 })
  })
})

describe('the signature', () => {
  it('is refused with our canonical request and string to sign, never with our signature or the secret', () => {
    const request = inHeader()
    const error = catchError(() => verify(request, options({ ...longTerm, accessKeySecret: 'hidden' })))
    const canonical =
      'GET\n/b/k\n\nx-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20260115T083000Z\n\n\nUNSIGNED-PAYLOAD'
    const text = stringToSign(canonical, '20260115T083000Z', scope)
    expect(error).toMatchObject({ code: 'SignatureDoesNotMatch', stage: 'signature', ec: '0002-00000040' })
    expect(Object.entries(error.details)).toEqual([
      ['OSSAccessKeyId', 'AK'],
      ['SignatureProvided', signatureOf(canonical)],
      ['StringToSign', text],
      [
        'StringToSignBytes',
        Buffer.from(text)
          .toString('hex')
          .replace(/..(?=.)/g, '$& '),
      ],
      ['CanonicalRequest', canonical],
    ])
    expect(JSON.stringify(error)).not.toContain('hidden')
    expect(JSON.stringify(error)).not.toContain(signatureOf(canonical, 'hidden'))
  })

  it('is lower-case hex', () => {
    const request = inUrl()
    const query = request.query.map(([name, value]) =>
      name === 'x-oss-signature' ? ([name, value.toUpperCase()] as const) : ([name, value] as const),
    )
    expect(catchError(() => verify({ ...request, query }, options(longTerm))).code).toBe(
      'SignatureDoesNotMatch',
    )
  })

  it.each([
    ['without their equals sign', 'bare'],
    ['with it, as the Node SDK does', 'equals'],
  ] as const)('may cover empty parameters %s', (_, emptyValues) => {
    const signed = inUrl({ ...plain, query: parseQuery('prefix=&delimiter=') })
    const signature = signatureOf(canonicalRequest(signed, { emptyValues }))
    const query = signed.query.map(
      ([name, value]) => [name, name === 'x-oss-signature' ? signature : value] as const,
    )
    expect(verify({ ...signed, query }, options(longTerm))).toMatchObject({ version: 4 })
  })

  it.each([
    ['uploads=&prefix=&key-marker=', 'key-marker=&prefix=&uploads'],
    ['uploads&prefix', 'prefix=&uploads'],
    ['prefix=&versions=', 'prefix=&versions'],
    ['encoding-type=&uploadId=ID', 'encoding-type=&uploadId=ID'],
    ['foo=&x-oss-process=', 'foo=&x-oss-process'],
    ['acl=&prefix=', 'acl=&prefix='],
  ])('may cover %s as %s', (rawQuery, written) => {
    const headers = signHeaders(plain, longTerm, how)
    const request = { ...plain, headers, query: parseQuery(rawQuery) }
    const [method, uri, , ...rest] = canonicalRequest(request).split('\n')
    const signed = (query: string) => {
      const signature = signatureOf([method, uri, query, ...rest].join('\n'))
      const authorization = headers.authorization?.replace(/[0-9a-f]{64}$/, signature)
      return { ...request, headers: { ...headers, authorization } }
    }
    expect(verify(signed(written), options(longTerm))).toMatchObject({ version: 4 })
    const error = catchError(() => verify(signed(`${written}&a`), options(longTerm)))
    expect(error.code).toBe('SignatureDoesNotMatch')
  })

  it('covers no header that did not arrive', () => {
    const additionalHeaders = ['range']
    const signed = signHeaders({ ...plain, headers: { range: '' } }, longTerm, { ...how, additionalHeaders })
    const verifyWith = (headers: SignableRequest['headers']) => () =>
      verify({ ...plain, headers: { ...signed, ...headers } }, options(longTerm))
    expect(verifyWith({ range: '' })()).toMatchObject({ version: 4 })
    expect(catchError(verifyWith({})).code).toBe('SignatureDoesNotMatch')

    // Signed as absent, as no SDK does.
    const signature = signatureOf(canonicalRequest({ ...plain, headers: signed }, { additionalHeaders }))
    const authorization = signed.authorization?.replace(/[0-9a-f]{64}$/, signature)
    expect(catchError(verifyWith({ authorization })).code).toBe('SignatureDoesNotMatch')
  })

  it('of a GET is no signature for HEAD', () => {
    const error = catchError(() => verify({ ...inUrl(), method: 'HEAD' }, options(longTerm)))
    expect(error.code).toBe('SignatureDoesNotMatch')
  })
})
