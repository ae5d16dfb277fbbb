import { describe, expect, it } from 'vitest'
import { catchError } from '../../test/catch-error.ts'
import type { StoredCredentials } from '../credentials.ts'
import type { FormFields } from './fields.ts'
import { signPolicy } from './sign-policy.ts'
import { verifyPolicy } from './verify-policy.ts'

const longTerm: StoredCredentials = { accessKeyId: 'AK', accessKeySecret: 'secret' }
const temporary: StoredCredentials = { ...longTerm, accessKeyId: 'STS.AK', securityToken: 'token' }
const policy = { expiration: new Date('2026-02-01T00:00:00Z'), conditions: [{ bucket: 'b' }] }
const signedAt = new Date('2026-01-15T08:30:00Z')
const v4 = { version: 4, date: signedAt, region: 'cn-hangzhou' } as const

const inV1 = (credentials = longTerm): FormFields => signPolicy(policy, credentials)
const inV4 = (credentials = longTerm): FormFields => signPolicy(policy, credentials, v4)
const signed = [
  [1, inV1()],
  [4, inV4()],
] as const

const after = (seconds: number) => new Date(signedAt.getTime() + seconds * 1000)
const options = (stored: StoredCredentials | undefined = longTerm, now = signedAt) => ({
  find: () => stored,
  now,
})
const unknown = { find: () => undefined, now: signedAt }

/** The fields with one of them changed, or left out. */
function changed(fields: FormFields, name: string, value?: string): FormFields {
  const others = fields.filter(([candidate]) => candidate !== name)
  return value === undefined ? others : [...others, [name, value]]
}

it('knows who signed', () => {
  expect(verifyPolicy(inV1(), options())).toEqual({
    kind: 'signed',
    version: 1,
    placement: 'form',
    accessKeyId: 'AK',
  })
  expect(verifyPolicy(inV4(), options())).toEqual({
    kind: 'signed',
    version: 4,
    placement: 'form',
    accessKeyId: 'AK',
    region: 'cn-hangzhou',
  })
})

it.each([
  ['no fields', []],
  ['other fields', [['key', 'a'] as const]],
  ['fields without a value', [['policy', ''] as const, ['Signature', ''] as const]],
  [
    'a date and a token',
    [['x-oss-date', '20260115T083000Z'] as const, ['x-oss-security-token', 't'] as const],
  ],
])('%s: anonymous', (_, fields) => {
  expect(verifyPolicy(fields, unknown)).toEqual({ kind: 'anonymous' })
})

it.each(signed)('reads names of version %i in any case, the first of a name', (version, fields) => {
  const upper = fields.map(([name, value]) => [name.toUpperCase(), value] as const)
  expect(verifyPolicy([...upper, ['policy', 'another']], options())).toMatchObject({ version })
})

describe('fields that are not all there', () => {
  it.each([
    [inV1(), 'policy', '0002-00000702', '0006-00000205'],
    [inV1(), 'OSSAccessKeyId', undefined, undefined],
    [inV1(), 'Signature', '0002-00000703', '0002-00000704'],
    [inV4(), 'policy', '0002-00000702', '0006-00000205'],
    [inV4(), 'x-oss-signature-version', undefined, undefined],
    [inV4(), 'x-oss-credential', undefined, undefined],
    [inV4(), 'x-oss-date', undefined, undefined],
    [inV4(), 'x-oss-signature', '0002-00000703', '0002-00000704'],
  ])('%j without %s', (fields, name, missing, empty) => {
    for (const [value, ec] of [
      [undefined, missing],
      ['', empty],
    ] as const) {
      const error = catchError(() => verifyPolicy(changed(fields, name, value), options()))
      expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format', ec })
      expect(error.details).toEqual({ ArgumentName: name })
      expect(error.message).toBe(
        `Bucket POST must contain a field named '${name}'. If it is specified, please check the order of the fields.`,
      )
    }
  })

  it('a policy alone', () => {
    const error = catchError(() => verifyPolicy([['policy', 'e30=']], options()))
    expect(error).toMatchObject({ code: 'InvalidArgument', details: { ArgumentName: 'OSSAccessKeyId' } })
  })
})

it('refuses a form signed with both versions', () => {
  const error = catchError(() => verifyPolicy([...inV4(), ['Signature', 'x']], options()))
  expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format' })
})

it.each(['OSS2', 'AWS4-HMAC-SHA256'])('refuses the version %s', (version) => {
  const fields = changed(inV4(), 'x-oss-signature-version', version)
  expect(catchError(() => verifyPolicy(fields, options()))).toMatchObject({
    code: 'InvalidArgument',
    stage: 'format',
    details: { ArgumentName: 'x-oss-signature-version', ArgumentValue: version },
  })
})

it.each([
  ['AK', '0002-00000710'],
  ['AK/20260115/cn-hangzhou/oss/aws4_request', '0002-00000710'],
  ['AK/2026011/cn-hangzhou/oss/aliyun_v4_request', '0002-00000709'],
  ['AK/20260115/cn-hangzhou/s3/aliyun_v4_request', undefined],
])('refuses the credential %s', (credential, ec) => {
  const error = catchError(() => verifyPolicy(changed(inV4(), 'x-oss-credential', credential), options()))
  expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format', ec })
  expect(error.details).toEqual({ ArgumentName: 'x-oss-credential' })
})

it('insists on a region', () => {
  const elsewhere = { ...options(), region: 'cn-beijing' }
  const error = catchError(() => verifyPolicy(inV4(), elsewhere))
  expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'region' })
  expect(verifyPolicy(inV4(), { ...options(), region: 'cn-hangzhou' })).toMatchObject({ version: 4 })
  expect(verifyPolicy(inV1(), elsewhere)).toMatchObject({ version: 1 })
})

describe('the date of version 4', () => {
  it.each([-900, 0, 604_800])('is good %d s later', (seconds) => {
    expect(verifyPolicy(inV4(), options(longTerm, after(seconds)))).toMatchObject({ version: 4 })
  })

  it.each([
    [-901, 'RequestTimeTooSkewed', 'date'],
    [604_801, 'AccessDenied', 'expiry'],
  ])('is no good %d s later', (seconds, code, stage) => {
    const error = catchError(() => verifyPolicy(inV4(), options(longTerm, after(seconds))))
    expect(error).toMatchObject({ code, stage })
  })

  it.each([
    ['yesterday', 'AccessDenied', '0002-00000503'],
    ['20260116T083000Z', 'InvalidArgument', '0002-00000709'],
  ])('cannot be %s', (date, code, ec) => {
    const error = catchError(() => verifyPolicy(changed(inV4(), 'x-oss-date', date), options()))
    expect(error).toMatchObject({ code, stage: 'date', ec })
  })

  it('there is none in version 1', () => {
    expect(verifyPolicy(inV1(), options(longTerm, after(1e9)))).toMatchObject({ version: 1 })
  })
})

describe.each(signed)('version %i', (version, fields) => {
  it('asks for the key by the ID that was sent', () => {
    const asked: string[] = []
    const find = (accessKeyId: string) => {
      asked.push(accessKeyId)
      return longTerm
    }
    verifyPolicy(fields, { find, now: signedAt })
    expect(asked).toEqual(['AK'])
  })

  it('refuses an unknown key, a disabled one and one without a secret', () => {
    for (const stored of [undefined, { ...longTerm, disabled: true }, { ...longTerm, accessKeySecret: '' }]) {
      const error = catchError(() => verifyPolicy(fields, { find: () => stored, now: signedAt }))
      expect(error).toMatchObject({ code: 'InvalidAccessKeyId', details: { OSSAccessKeyId: 'AK' } })
    }
  })

  it('refuses another secret, and shows what is to be signed', () => {
    const error = catchError(() => verifyPolicy(fields, options({ ...longTerm, accessKeySecret: 'other' })))
    expect(error).toMatchObject({ code: 'SignatureDoesNotMatch', stage: 'signature', ec: '0002-00000040' })
    expect(error.details.StringToSign).toBe(fields.find(([name]) => name === 'policy')?.[1])
    expect(JSON.stringify(error.details)).not.toContain('other')
  })

  it('refuses another policy', () => {
    const fields2 = changed(fields, 'policy', 'eyJleHBpcmF0aW9uIjoiIn0=')
    expect(catchError(() => verifyPolicy(fields2, options()))).toMatchObject({
      code: 'SignatureDoesNotMatch',
    })
  })

  it('takes the token of a temporary key under either name, and no other', () => {
    const ofSts = version === 1 ? inV1(temporary) : inV4(temporary)
    const without = changed(ofSts, 'x-oss-security-token')
    const now = options(temporary)
    expect(verifyPolicy(ofSts, now)).toMatchObject({ accessKeyId: 'STS.AK' })
    expect(verifyPolicy([...without, ['security-token', 'token']], now)).toMatchObject({ version })
    for (const [given, code] of [
      [without, 'InvalidAccessKeyId'],
      [[...without, ['x-oss-security-token', 'wrong'] as const], 'InvalidSecurityToken'],
    ] as const)
      expect(catchError(() => verifyPolicy(given, now))).toMatchObject({ code, stage: 'token' })
    const expired = options({ ...temporary, expiration: after(-1) })
    expect(catchError(() => verifyPolicy(ofSts, expired))).toMatchObject({ code: 'SecurityTokenExpired' })
    const long = catchError(() => verifyPolicy([...fields, ['x-oss-security-token', 'token']], options()))
    expect(long).toMatchObject({ code: 'InvalidSecurityToken' })
  })
})
