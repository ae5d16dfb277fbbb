import { describe, expect, it } from 'vitest'
import { catchError } from '../../test/catch-error.ts'
import type { SignableRequest } from '../request.ts'
import { presign } from './presign.ts'
import { signHeaders } from './sign.ts'
import { computeSignature } from './signature.ts'

const credentials = { accessKeyId: 'AK', accessKeySecret: 'secret' }
const temporary = { ...credentials, securityToken: 'token' }
const date = new Date('2026-01-15T08:30:00.999Z')
const request: SignableRequest = { method: 'GET', bucket: 'b', key: 'k', query: [], headers: {} }

const signature = (text: string) => computeSignature(text, 'secret')
const rfc1123 = 'Thu, 15 Jan 2026 08:30:00 GMT'

describe('signHeaders', () => {
  it('adds x-oss-date and authorization', () => {
    expect(signHeaders(request, credentials, { date })).toEqual({
      'x-oss-date': rfc1123,
      authorization: `OSS AK:${signature(`GET\n\n\n${rfc1123}\nx-oss-date:${rfc1123}\n/b/k`)}`,
    })
  })

  it('adds date instead on demand', () => {
    expect(signHeaders(request, credentials, { date, dateHeader: 'date' })).toEqual({
      date: rfc1123,
      authorization: `OSS AK:${signature(`GET\n\n\n${rfc1123}\n/b/k`)}`,
    })
  })

  it('adds the token of temporary credentials', () => {
    const text = `GET\n\n\n${rfc1123}\nx-oss-date:${rfc1123}\nx-oss-security-token:token\n/b/k`
    expect(signHeaders(request, temporary, { date })).toEqual({
      'x-oss-date': rfc1123,
      'x-oss-security-token': 'token',
      authorization: `OSS AK:${signature(text)}`,
    })
  })

  it('replaces what an earlier signing left, in whatever case', () => {
    const headers = { 'X-OSS-Date': 'old', 'X-Oss-Security-Token': 'old', Authorization: 'OSS AK:old' }
    expect(signHeaders({ ...request, headers }, temporary, { date })).toEqual(
      signHeaders(request, temporary, { date }),
    )
  })

  it('refuses a date that is none', () => {
    const error = catchError(() => signHeaders(request, credentials, { date: new Date('soon') }))
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'date' })
  })
})

describe('presign', () => {
  const expires = 1768466400

  it('gives the parameters to append', () => {
    expect(presign(request, credentials, { expires })).toEqual([
      ['OSSAccessKeyId', 'AK'],
      ['Expires', '1768466400'],
      ['Signature', signature('GET\n\n\n1768466400\n/b/k')],
    ])
  })

  it('signs the token of temporary credentials', () => {
    expect(presign(request, temporary, { expires })).toEqual([
      ['OSSAccessKeyId', 'AK'],
      ['Expires', '1768466400'],
      ['security-token', 'token'],
      ['Signature', signature('GET\n\n\n1768466400\n/b/k?security-token=token')],
    ])
  })

  it.each([1768466400.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])(
    'refuses to expire at %d',
    (wrong) => {
      const error = catchError(() => presign(request, credentials, { expires: wrong }))
      expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'expiry' })
    },
  )

  it.each(['OSSAccessKeyId', 'Expires', 'Signature', 'security-token'])('refuses a query with %s', (name) => {
    const error = catchError(() => presign({ ...request, query: [[name, '1']] }, temporary, { expires }))
    expect(error).toMatchObject({ code: 'InvalidArgument', stage: 'format', details: { ArgumentName: name } })
  })
})

it.each([
  ['an empty ID', { ...credentials, accessKeyId: '' }],
  ['an ID with a colon', { ...credentials, accessKeyId: 'a:b' }],
  ['an ID with a space', { ...credentials, accessKeyId: 'a ' }],
  ['an empty secret', { ...credentials, accessKeySecret: '' }],
])('neither signs with %s', (_, incomplete) => {
  const failure = { code: 'InvalidArgument', stage: 'key' }
  expect(catchError(() => signHeaders(request, incomplete, { date }))).toMatchObject(failure)
  expect(catchError(() => presign(request, incomplete, { expires: 1 }))).toMatchObject(failure)
})
