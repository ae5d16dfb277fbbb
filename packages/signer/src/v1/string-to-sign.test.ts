import { describe, expect, it } from 'vitest'
import type { SignableRequest } from '../request.ts'
import { stringToSign } from './string-to-sign.ts'

const request: SignableRequest = {
  method: 'put',
  bucket: 'b',
  key: 'k',
  query: [['acl', '']],
  headers: {
    'Content-Type': ' text/html; charset=utf-8 ',
    'Content-MD5': 'XUFAKrxLKna5cZ2REBfFkg==',
    Date: 'Thu, 15 Jan 2026 08:30:00 GMT',
  },
}

describe('stringToSign', () => {
  it('has a line for each part, the method in upper case', () => {
    expect(stringToSign(request).split('\n')).toEqual([
      'PUT',
      'XUFAKrxLKna5cZ2REBfFkg==',
      'text/html; charset=utf-8',
      'Thu, 15 Jan 2026 08:30:00 GMT',
      '/b/k?acl',
    ])
  })

  it('prefers x-oss-date to Date and also signs it as a header', () => {
    const headers = { ...request.headers, 'x-oss-date': '20260115T083000Z' }
    expect(
      stringToSign({ ...request, headers })
        .split('\n')
        .slice(3),
    ).toEqual(['20260115T083000Z', 'x-oss-date:20260115T083000Z', '/b/k?acl'])
  })

  it('has Expires in place of the date', () => {
    expect(stringToSign(request, { expires: '1768466400' }).split('\n')[3]).toBe('1768466400')
  })

  it('leaves the lines of absent headers empty', () => {
    expect(stringToSign({ ...request, headers: {} })).toBe('PUT\n\n\n\n/b/k?acl')
  })
})
