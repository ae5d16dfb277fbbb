import { describe, expect, it } from 'vitest'
import { catchError } from '../test/catch-error.ts'
import { identify } from './identify.ts'
import { parseQuery } from './query.ts'
import type { SignableRequest } from './request.ts'

function request(rawQuery: string, headers: SignableRequest['headers'] = {}): SignableRequest {
  return { method: 'GET', bucket: 'b', key: 'k', query: parseQuery(rawQuery), headers }
}

describe('identify', () => {
  it.each(['', 'Expires=1768466400', 'security-token=t', 'x-oss-process=image/info', 'signature=s'])(
    '%j is anonymous',
    (rawQuery) => {
      expect(identify(request(rawQuery))).toEqual({ kind: 'anonymous' })
    },
  )

  it('reads the header', () => {
    const headers = { Authorization: ' OSS AK:c2ln/+= ', 'X-Oss-Security-Token': 'token' }
    expect(identify(request('', headers))).toEqual({
      kind: 'signed',
      version: 1,
      placement: 'header',
      accessKeyId: 'AK',
      signature: 'c2ln/+=',
      securityToken: 'token',
    })
  })

  it('reads the URL, first parameter first, and mends a plus that was not encoded', () => {
    const rawQuery =
      'Signature=a+b%2Bc%3D&Expires=17&OSSAccessKeyId=AK&Signature=x&Expires=x&OSSAccessKeyId=x'
    expect(identify(request(rawQuery))).toEqual({
      kind: 'signed',
      version: 1,
      placement: 'url',
      accessKeyId: 'AK',
      signature: 'a+b+c=',
      securityToken: undefined,
      expires: '17',
    })
  })

  it.each([
    ['another scheme', 'Basic dXNlcjpwYXNz', '0002-00000061'],
    ['version 2', 'OSS2 AccessKeyId:AK,Signature:sig', '0002-00000061'],
    ['a lower-case scheme', 'oss AK:sig', '0002-00000061'],
    ['nothing', '', '0002-00000061'],
    ['no colon', 'OSS AK', '0002-00000062'],
    ['no key', 'OSS :sig', '0002-00000063'],
    ['no key, two spaces', 'OSS  :sig', '0002-00000063'],
    ['no signature', 'OSS AK:', '0002-00000065'],
    ['two spaces', 'OSS  AK:sig', undefined],
    ['two headers', ['OSS AK:sig', 'OSS AK:sig'], undefined],
  ])('refuses an Authorization with %s', (_, authorization, ec) => {
    const error = catchError(() => identify(request('', { authorization })))
    expect(error).toMatchObject({
      code: 'InvalidArgument',
      stage: 'format',
      message: 'Authorization header is invalid.',
      details: { ArgumentName: 'Authorization' },
      ec,
    })
  })

  it.each([
    ['OSSAccessKeyId', 'Expires=1&Signature=s', '0002-00000071'],
    ['OSSAccessKeyId', 'OSSAccessKeyId=&Expires=1&Signature=s', undefined],
    ['Expires', 'OSSAccessKeyId=AK&Signature=s', '0002-00000067'],
    ['Expires', 'OSSAccessKeyId=AK&Expires=&Signature=s', '0002-00000068'],
    ['Signature', 'OSSAccessKeyId=AK&Expires=1', undefined],
    ['Signature', 'OSSAccessKeyId=AK&Expires=1&Signature=', '0002-00000075'],
  ])('refuses a URL without %s: %s', (_, rawQuery, ec) => {
    const error = catchError(() => identify(request(rawQuery)))
    expect(error).toMatchObject({ code: 'AccessDenied', stage: 'format', ec })
    expect(error.message).toMatch(/^Query-string authentication requires/)
  })

  it.each(['abc', '1.5', '1e9', '0x10', ' 17', '17s', '99999999999999999999'])(
    'refuses Expires %j',
    (expires) => {
      const rawQuery = `OSSAccessKeyId=AK&Signature=s&Expires=${encodeURIComponent(expires)}`
      expect(catchError(() => identify(request(rawQuery)))).toMatchObject({
        code: 'AccessDenied',
        stage: 'format',
        message: 'Invalid date (should be seconds since epoch)',
        ec: '0002-00000070',
      })
    },
  )

  it.each([
    'OSSAccessKeyId=AK',
    'Signature=',
    'x-oss-signature=s',
    'x-oss-signature-version=OSS4-HMAC-SHA256',
  ])('refuses an Authorization header together with %s', (rawQuery) => {
    const error = catchError(() => identify(request(rawQuery, { authorization: 'OSS AK:sig' })))
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format', ec: '0002-00000039' })
  })

  it.each([
    [
      'header',
      '',
      { authorization: 'OSS4-HMAC-SHA256 Credential=AK/20260115/cn-hangzhou/oss/aliyun_v4_request' },
    ],
    ['x-oss-signature-version', 'x-oss-signature-version=OSS4-HMAC-SHA256&OSSAccessKeyId=AK', {}],
    ['x-oss-signature', 'x-oss-signature=00', {}],
  ])('names version 4 as unsupported: %s', (_, rawQuery, headers) => {
    const error = catchError(() => identify(request(rawQuery, headers)))
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format' })
    expect(error.message).toMatch(/^Version 4 signatures .* are not supported/)
  })

  it.each(['OSS2', 'OSS', ''])('refuses x-oss-signature-version=%s', (version) => {
    const rawQuery = `x-oss-signature-version=${version}&x-oss-signature=s&OSSAccessKeyId=AK&Signature=s`
    expect(catchError(() => identify(request(rawQuery)))).toMatchObject({
      code: 'InvalidArgument',
      details: { ArgumentName: 'x-oss-signature-version', ArgumentValue: version },
    })
  })
})
