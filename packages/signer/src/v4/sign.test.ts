import { describe, expect, it } from 'vitest'
import { catchError } from '../../test/catch-error.ts'
import type { SignableRequest } from '../request.ts'
import { presign } from './presign.ts'
import { signHeaders } from './sign.ts'
import { computeSignature } from './signature.ts'
import { signingKey } from './signing-key.ts'
import { stringToSign } from './string-to-sign.ts'

const credentials = { accessKeyId: 'AK', accessKeySecret: 'secret' }
const temporary = { ...credentials, securityToken: 'token' }
const request: SignableRequest = { method: 'GET', bucket: 'b', key: 'k', query: [], headers: {} }
const options = { version: 4, date: new Date('2026-01-15T08:30:00.999Z'), region: 'cn-hangzhou' } as const
const scope = { day: '20260115', region: 'cn-hangzhou', product: 'oss' } as const
const credential = 'AK/20260115/cn-hangzhou/oss/aliyun_v4_request'

const signature = (canonical: string) =>
  computeSignature(stringToSign(canonical, '20260115T083000Z', scope), signingKey('secret', scope))

describe('signHeaders', () => {
  const unsigned = 'x-oss-content-sha256:UNSIGNED-PAYLOAD\nx-oss-date:20260115T083000Z\n'

  it('adds x-oss-date, x-oss-content-sha256 and authorization', () => {
    const made = signature(`GET\n/b/k\n\n${unsigned}\n\nUNSIGNED-PAYLOAD`)
    expect(signHeaders(request, credentials, options)).toEqual({
      'x-oss-date': '20260115T083000Z',
      'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
      authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${made}`,
    })
  })

  it('adds the token of temporary credentials', () => {
    const made = signature(`GET\n/b/k\n\n${unsigned}x-oss-security-token:token\n\n\nUNSIGNED-PAYLOAD`)
    expect(signHeaders(request, temporary, options)).toMatchObject({
      'x-oss-security-token': 'token',
      authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${made}`,
    })
  })

  it('signs additional headers, and leaves out those that are signed anyway', () => {
    const headers = { Range: 'bytes=0-9', 'X-Custom': ' v1 ' }
    const additionalHeaders = ['x-custom', 'RANGE', 'x-custom', 'Content-Type', 'x-oss-date']
    const made = signature(
      `GET\n/b/k\n\nrange:bytes=0-9\nx-custom:v1\n${unsigned}\nrange;x-custom\nUNSIGNED-PAYLOAD`,
    )
    expect(
      signHeaders({ ...request, headers }, credentials, { ...options, additionalHeaders }),
    ).toMatchObject({
      authorization: `OSS4-HMAC-SHA256 Credential=${credential},AdditionalHeaders=range;x-custom,Signature=${made}`,
    })
  })

  it('keeps the hash of a payload that the request has', () => {
    const headers = { 'X-Oss-Content-Sha256': 'ab12' }
    const canonical = 'GET\n/b/k\n\nx-oss-content-sha256:ab12\nx-oss-date:20260115T083000Z\n\n\nab12'
    expect(signHeaders({ ...request, headers }, credentials, options)).toMatchObject({
      'x-oss-content-sha256': 'ab12',
      authorization: `OSS4-HMAC-SHA256 Credential=${credential},Signature=${signature(canonical)}`,
    })
  })

  it('replaces what an earlier signing left, in whatever case', () => {
    const headers = { 'X-OSS-Date': 'old', 'X-Oss-Security-Token': 'old', Authorization: 'OSS AK:old' }
    expect(signHeaders({ ...request, headers }, temporary, options)).toEqual(
      signHeaders(request, temporary, options),
    )
  })
})

describe('presign', () => {
  it('gives the parameters to append', () => {
    const encoded = 'AK%2F20260115%2Fcn-hangzhou%2Foss%2Faliyun_v4_request'
    const query = `x-oss-credential=${encoded}&x-oss-date=20260115T083000Z&x-oss-expires=600&x-oss-signature-version=OSS4-HMAC-SHA256`
    expect(presign(request, credentials, { ...options, expires: 600 })).toEqual([
      ['x-oss-signature-version', 'OSS4-HMAC-SHA256'],
      ['x-oss-credential', credential],
      ['x-oss-date', '20260115T083000Z'],
      ['x-oss-expires', '600'],
      ['x-oss-signature', signature(`GET\n/b/k\n${query}\n\n\nUNSIGNED-PAYLOAD`)],
    ])
  })

  it('signs additional headers and the token of temporary credentials', () => {
    const signed = { ...request, headers: { host: 'h' } }
    const added = presign(signed, temporary, { ...options, expires: 600, additionalHeaders: ['Host'] })
    expect(added.slice(4, 6)).toEqual([
      ['x-oss-additional-headers', 'host'],
      ['x-oss-security-token', 'token'],
    ])
  })

  it.each([1, 604800])('can be good for %i s', (expires) => {
    expect(presign(request, credentials, { ...options, expires })).toContainEqual([
      'x-oss-expires',
      String(expires),
    ])
  })

  it.each([0, -1, 0.5, 604801, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses to be good for %d s',
    (expires) => {
      const error = catchError(() => presign(request, credentials, { ...options, expires }))
      expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'expiry' })
      expect(error.message).toBe('x-oss-expires must be an integer between 1 and 604800.')
    },
  )

  it.each([
    'x-oss-signature-version',
    'x-oss-credential',
    'x-oss-date',
    'x-oss-expires',
    'x-oss-additional-headers',
    'x-oss-security-token',
    'x-oss-signature',
  ])('refuses a query with %s', (name) => {
    const signed = { ...request, query: [[name, '1']] as const }
    const error = catchError(() => presign(signed, credentials, { ...options, expires: 1 }))
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format', details: { ArgumentName: name } })
  })
})

describe.each([
  [
    'signHeaders',
    (given: typeof credentials, more: object) => signHeaders(request, given, { ...options, ...more }),
  ],
  [
    'presign',
    (given: typeof credentials, more: object) => presign(request, given, { ...options, ...more, expires: 1 }),
  ],
])('%s', (_, sign) => {
  it.each([
    ['an empty ID', { ...credentials, accessKeyId: '' }],
    ['an ID with a comma', { ...credentials, accessKeyId: 'a,b' }],
    ['an ID with a space', { ...credentials, accessKeyId: 'a ' }],
    ['an empty secret', { ...credentials, accessKeySecret: '' }],
  ])('refuses %s', (_case, incomplete) => {
    const error = catchError(() => sign(incomplete, {}))
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'key' })
  })

  it.each([new Date('soon'), new Date('+010000-01-01T00:00:00Z')])('refuses the date %s', (date) => {
    expect(catchError(() => sign(credentials, { date }))).toMatchObject({
      code: 'InvalidArgument',
      stage: 'date',
    })
  })

  it.each([undefined, '', 'cn/hangzhou', 'cn hangzhou', 'cn,hangzhou'])('refuses the region %j', (region) => {
    const error = catchError(() => sign(credentials, { region }))
    expect(error).toMatchObject({
      code: 'InvalidArgument',
      stage: 'region',
      details: { ArgumentName: 'region' },
    })
  })

  it('refuses an additional header that the request does not have', () => {
    const error = catchError(() => sign(credentials, { additionalHeaders: ['Host'] }))
    expect(error).toMatchObject({
      code: 'InvalidArgument',
      stage: 'format',
      details: { ArgumentName: 'additionalHeaders', ArgumentValue: 'host' },
    })
  })
})
