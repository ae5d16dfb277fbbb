import { describe, expect, it } from 'vitest'
import { catchError } from '../test/catch-error.ts'
import { identify } from './identify.ts'
import { parseQuery } from './query.ts'
import type { SignableRequest } from './request.ts'

const CREDENTIAL = 'AK/20260115/cn-hangzhou/oss/aliyun_v4_request'

function request(rawQuery: string, headers: SignableRequest['headers'] = {}): SignableRequest {
  return { method: 'GET', bucket: 'b', key: 'k', query: parseQuery(rawQuery), headers }
}

describe('identify, version 1', () => {
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
  ])('refuses an Authorization header of either version together with %s', (rawQuery) => {
    for (const authorization of ['OSS AK:sig', `OSS4-HMAC-SHA256 Credential=${CREDENTIAL},Signature=00`]) {
      const error = catchError(() => identify(request(rawQuery, { authorization })))
      expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format', ec: '0002-00000039' })
    }
  })

  it.each(['OSS2', 'OSS', ''])('refuses x-oss-signature-version=%s', (version) => {
    const rawQuery = `x-oss-signature-version=${version}&x-oss-signature=s&OSSAccessKeyId=AK&Signature=s`
    expect(catchError(() => identify(request(rawQuery)))).toMatchObject({
      code: 'InvalidArgument',
      details: { ArgumentName: 'x-oss-signature-version', ArgumentValue: version },
    })
  })
})

describe('identify, version 4', () => {
  const scope = { day: '20260115', region: 'cn-hangzhou', product: 'oss' }
  const inHeader = (fields: string) => request('', { authorization: `OSS4-HMAC-SHA256 ${fields}` })

  it.each([
    ['as Node, PHP and Go write it', `Credential=${CREDENTIAL},AdditionalHeaders=host;range,Signature=ab12`],
    ['as Python writes it', `Credential=${CREDENTIAL}, Signature=ab12, AdditionalHeaders=host;range`],
    ['in another order', `Signature=ab12,AdditionalHeaders=host;range,Credential=${CREDENTIAL}`],
    ['with spaces', `  Credential = ${CREDENTIAL} , AdditionalHeaders = host ; range , Signature = ab12`],
    [
      'with names to put right',
      `Credential=${CREDENTIAL},AdditionalHeaders=Range;x-oss-date;;HOST,Signature=ab12`,
    ],
  ])('reads the header %s', (_, fields) => {
    expect(identify(inHeader(fields))).toEqual({
      kind: 'signed',
      version: 4,
      placement: 'header',
      accessKeyId: 'AK',
      scope,
      signature: 'ab12',
      securityToken: undefined,
      additionalHeaders: ['host', 'range'],
    })
  })

  it('reads the token of a header', () => {
    const headers = {
      authorization: `OSS4-HMAC-SHA256 Credential=${CREDENTIAL},Signature=ab12`,
      'X-Oss-Security-Token': 'token',
    }
    expect(identify(request('', headers))).toMatchObject({ securityToken: 'token', additionalHeaders: [] })
  })

  it.each([
    ['an ID with slashes', 'a/b/c/20260115/r/oss/aliyun_v4_request', 'a/b/c', { region: 'r' }],
    ['an ID like a scope', `${CREDENTIAL}/20260115/r/oss/aliyun_v4_request`, CREDENTIAL, { region: 'r' }],
    [
      'a CloudBox',
      'AK/20260115/r/oss-cloudbox/aliyun_v4_request',
      'AK',
      { region: 'r', product: 'oss-cloudbox' },
    ],
  ])('reads a credential from the right: %s', (_, credential, accessKeyId, differences) => {
    const claim = identify(inHeader(`Credential=${credential},Signature=00`))
    expect(claim).toMatchObject({ accessKeyId, scope: { ...scope, ...differences } })
  })

  const parameters = {
    'x-oss-signature-version': 'OSS4-HMAC-SHA256',
    'x-oss-credential': CREDENTIAL,
    'x-oss-date': '20260115T083000Z',
    'x-oss-expires': '600',
    'x-oss-signature': 'ab12',
  }
  const inUrl = (differences: Readonly<Record<string, string | undefined>>) => {
    const pairs = Object.entries({ ...parameters, ...differences })
    return request(
      pairs.flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`)).join('&'),
    )
  }

  it('reads the URL, first parameter first', () => {
    const signed = inUrl({ 'x-oss-additional-headers': 'range;Host', 'x-oss-security-token': 'token' })
    const repeated = {
      ...signed,
      query: [...signed.query, ['x-oss-expires', '1'], ['x-oss-signature', 'x']] as const,
    }
    expect(identify(repeated)).toEqual({
      kind: 'signed',
      version: 4,
      placement: 'url',
      accessKeyId: 'AK',
      scope,
      signature: 'ab12',
      securityToken: 'token',
      additionalHeaders: ['host', 'range'],
      date: '20260115T083000Z',
      expires: 600,
    })
  })

  it.each([
    ['the version that is named', { OSSAccessKeyId: 'AK', Signature: 's', Expires: '1' }],
    ['no additional headers', { 'x-oss-additional-headers': '' }],
  ])('reads a URL with %s', (_, differences) => {
    expect(identify(inUrl(differences))).toMatchObject({
      version: 4,
      accessKeyId: 'AK',
      additionalHeaders: [],
    })
  })

  it.each([
    ['nothing behind the version', 'OSS4-HMAC-SHA256', '0002-00000202'],
    ['no space', `OSS4-HMAC-SHA256,Credential=${CREDENTIAL},Signature=00`, '0002-00000202'],
    ['another version', `OSS4-HMAC-SHA512 Credential=${CREDENTIAL},Signature=00`, '0002-00000061'],
    ['no equals sign', `OSS4-HMAC-SHA256 Credential${CREDENTIAL},Signature=00`, '0002-00000203'],
    ['an unknown field', `OSS4-HMAC-SHA256 Credential=${CREDENTIAL},Signature=00,Date=1`, '0002-00000204'],
    ['a field twice', `OSS4-HMAC-SHA256 Credential=${CREDENTIAL},Signature=00,Signature=11`, '0002-00000204'],
    ['no credential', 'OSS4-HMAC-SHA256 Signature=00', '0002-00000205'],
    ['no signature', `OSS4-HMAC-SHA256 Credential=${CREDENTIAL}`, undefined],
    ['an empty signature', `OSS4-HMAC-SHA256 Credential=${CREDENTIAL},Signature=`, '0002-00000208'],
    [
      'empty additional headers',
      `OSS4-HMAC-SHA256 Credential=${CREDENTIAL},AdditionalHeaders=,Signature=00`,
      '0002-00000209',
    ],
  ])('refuses an Authorization with %s', (_, authorization, ec) => {
    expect(catchError(() => identify(request('', { authorization })))).toMatchObject({
      code: 'InvalidArgument',
      stage: 'format',
      message: 'Authorization header is invalid.',
      details: { ArgumentName: 'Authorization' },
      ec,
    })
  })

  it('refuses two Authorization headers', () => {
    const authorization = `OSS4-HMAC-SHA256 Credential=${CREDENTIAL},Signature=00`
    const error = catchError(() => identify(request('', { authorization: [authorization, authorization] })))
    expect(error).toMatchObject({ code: 'InvalidArgument', ec: '0002-00000204' })
  })

  it.each([
    ['nothing', '', 'is invalid', '13', '24'],
    ['no ID', '20260115/r/oss/aliyun_v4_request', 'is invalid', '13', '24'],
    ['an empty ID', '/20260115/r/oss/aliyun_v4_request', 'is invalid', '13', '24'],
    ['no region', 'AK/20260115//oss/aliyun_v4_request', 'is invalid', '13', '24'],
    ['another end', 'AK/20260115/r/oss/aws4_request', 'is invalid', '13', '24'],
    ['a slash too many', 'AK/20260115/r/oss/aliyun_v4_request/', 'is invalid', '13', '24'],
    ['a space in the ID', 'A K/20260115/r/oss/aliyun_v4_request', 'is invalid', '06', '22'],
    ['a day with hyphens', 'AK/2026-01-15/r/oss/aliyun_v4_request', 'date', '12', '23'],
    ['a day and a time', 'AK/20260115T083000Z/r/oss/aliyun_v4_request', 'date', '12', '23'],
    ['no day', 'AK//r/oss/aliyun_v4_request', 'date', '12', '23'],
    ['another product', 'AK/20260115/r/s3/aliyun_v4_request', 'product', '27', undefined],
  ])('refuses a credential with %s', (_, credential, fault, headerCode, urlCode) => {
    const places = [
      ['Authorization', inHeader(`Credential=${credential},Signature=00`), headerCode],
      ['x-oss-credential', inUrl({ 'x-oss-credential': credential || 'AK' }), urlCode],
    ] as const
    for (const [name, signed, code] of places) {
      const error = catchError(() => identify(signed))
      expect(error).toMatchObject({
        code: 'InvalidArgument',
        stage: 'format',
        details: { ArgumentName: name },
      })
      expect(error.message).toContain(fault)
      expect(error.message).toContain(name)
      expect(error.ec).toBe(code && `0002-000002${code}`)
    }
  })

  it.each([
    ['x-oss-signature-version', undefined],
    ['x-oss-credential', '0002-00000217'],
    ['x-oss-date', undefined],
    ['x-oss-expires', '0002-00000215'],
    ['x-oss-signature', undefined],
  ])('refuses a URL without %s', (name, ec) => {
    const error = catchError(() => identify(inUrl({ [name]: undefined })))
    expect(error).toMatchObject({ code: 'AccessDenied', stage: 'format', ec })
    expect(error.message).toMatch(
      /^Query-string authentication requires the parameters x-oss-signature-version, /,
    )
  })

  it.each(['x-oss-credential', 'x-oss-date', 'x-oss-expires', 'x-oss-signature'])(
    'refuses a URL with an empty %s',
    (name) => {
      expect(catchError(() => identify(inUrl({ [name]: '' })))).toMatchObject({ code: 'AccessDenied' })
    },
  )

  it.each(['0', '604801', '-1', '1.5', '1e2', '0x10', 'abc', '%20600', '99999999999999999999'])(
    'refuses x-oss-expires=%s',
    (expires) => {
      const error = catchError(() => identify(inUrl({ 'x-oss-expires': expires })))
      expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format', ec: '0002-00000232' })
      expect(error.details).toEqual({
        ArgumentName: 'x-oss-expires',
        ArgumentValue: decodeURIComponent(expires),
      })
    },
  )
})
