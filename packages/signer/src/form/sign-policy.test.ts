import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { catchError } from '../../test/catch-error.ts'
import { encodePolicy } from './policy.ts'
import { signPolicy } from './sign-policy.ts'

const credentials = { accessKeyId: 'AK', accessKeySecret: 'secret' }
const temporary = { ...credentials, securityToken: 'token' }
const policy = {
  expiration: new Date('2026-01-15T09:00:00Z'),
  conditions: [{ bucket: 'photos' }, ['starts-with', '$key', '图/'], ['content-length-range', 0, 10]],
} as const
const v4 = { version: 4, date: new Date('2026-01-15T08:30:00.999Z'), region: 'cn-hangzhou' } as const
const credential = 'AK/20260115/cn-hangzhou/oss/aliyun_v4_request'

const decoded = (encoded = '') => JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'))

it('encodes the policy as JSON in UTF-8 and base64', () => {
  expect(decoded(encodePolicy(policy))).toEqual({
    expiration: '2026-01-15T09:00:00.000Z',
    conditions: [{ bucket: 'photos' }, ['starts-with', '$key', '图/'], ['content-length-range', 0, 10]],
  })
})

describe('version 1', () => {
  it('signs the encoded policy', () => {
    const encoded = encodePolicy(policy)
    expect(signPolicy(policy, credentials)).toEqual([
      ['policy', encoded],
      ['OSSAccessKeyId', 'AK'],
      ['Signature', createHmac('sha1', 'secret').update(encoded).digest('base64')],
    ])
  })

  it('adds the token of temporary credentials', () => {
    expect(signPolicy(policy, temporary, { version: 1 })).toContainEqual(['x-oss-security-token', 'token'])
  })
})

describe('version 4', () => {
  const signed = (given = credentials) => new Map(signPolicy(policy, given, v4))

  it('signs the encoded policy with the key of its scope', () => {
    const fields = signed()
    const key = ['20260115', 'cn-hangzhou', 'oss', 'aliyun_v4_request'].reduce<Buffer | string>(
      (secret, part) => createHmac('sha256', secret).update(part).digest(),
      'aliyun_v4secret',
    )
    const made = createHmac('sha256', key).update(fields.get('policy') ?? '')
    expect([...fields].slice(1)).toEqual([
      ['x-oss-signature-version', 'OSS4-HMAC-SHA256'],
      ['x-oss-credential', credential],
      ['x-oss-date', '20260115T083000Z'],
      ['x-oss-signature', made.digest('hex')],
    ])
  })

  it('has conditions on its own fields in the policy', () => {
    expect(decoded(signed(temporary).get('policy')).conditions.slice(3)).toEqual([
      { 'x-oss-signature-version': 'OSS4-HMAC-SHA256' },
      { 'x-oss-credential': credential },
      { 'x-oss-date': '20260115T083000Z' },
      { 'x-oss-security-token': 'token' },
    ])
  })
})

describe.each([
  ['version 1', {}],
  ['version 4', v4],
] as const)('%s', (_, options) => {
  it.each([
    ['an empty ID', { ...credentials, accessKeyId: '' }],
    ['an ID with a space', { ...credentials, accessKeyId: 'a ' }],
    ['an empty secret', { ...credentials, accessKeySecret: '' }],
  ])('refuses %s', (_case, incomplete) => {
    const error = catchError(() => signPolicy(policy, incomplete, options))
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'key' })
  })

  it('refuses an expiration that is no date', () => {
    const error = catchError(() =>
      signPolicy({ ...policy, expiration: new Date('soon') }, credentials, options),
    )
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'expiry' })
  })
})

it.each([
  [{ ...v4, date: new Date('soon') }, 'date'],
  [{ ...v4, region: '' }, 'region'],
])('refuses %j', (options, stage) => {
  expect(catchError(() => signPolicy(policy, credentials, options))).toMatchObject({
    code: 'InvalidArgument',
    stage,
  })
})
