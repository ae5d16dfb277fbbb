import { describe, expect, it } from 'vitest'
import { parseQuery } from '../query.ts'
import type { SignableRequest } from '../request.ts'
import { canonicalHeaders } from './canonical-headers.ts'
import { canonicalQuery } from './canonical-query.ts'
import { canonicalRequest } from './canonical-request.ts'
import { canonicalUri } from './canonical-uri.ts'

const bare: SignableRequest = { method: 'GET', bucket: 'b', key: 'k', query: [], headers: {} }

describe('canonicalUri', () => {
  it.each([
    ['', '', '/'],
    ['b', '', '/b/'],
    ['b', 'dir//照 1+2.jpg', '/b/dir//%E7%85%A7%201%2B2.jpg'],
    ['b', '%2F', '/b/%252F'],
    ['b', "a~b-c_d.(e)'!*", '/b/a~b-c_d.%28e%29%27%21%2A'],
  ])('bucket %j and key %j: %s', (bucket, key, expected) => {
    expect(canonicalUri({ ...bare, bucket, key })).toBe(expected)
  })
})

describe('canonicalQuery', () => {
  it.each([
    ['', ''],
    ['prefix=a&acl', 'acl&prefix=a'],
    ['acl=&uploads', 'acl&uploads'],
    ['x-oss-process=image/resize,w_1|style/a', 'x-oss-process=image%2Fresize%2Cw_1%7Cstyle%2Fa'],
    ['a=b+c%2B%7E', 'a=b%20c%2B~'],
    [
      'x-oss-signature=1&x-oss-signature=2&Signature=3&x-oss-signature-version=4',
      'Signature=3&x-oss-signature-version=4',
    ],
    ['b=1&B=2&a-b=3&a=4', 'B=2&a=4&a-b=3&b=1'],
    // By the encoded names: decoded, `*` would stand before `-`, and a letter of more bytes behind `~`.
    ['-=1&*=2&%7E=3&%E7%85%A7=4', '%2A=2&%E7%85%A7=4&-=1&~=3'],
    ['a=2&b=0&a=1', 'a=2&a=1&b=0'],
  ])('%s: %s', (rawQuery, expected) => {
    expect(canonicalQuery({ ...bare, query: parseQuery(rawQuery) })).toBe(expected)
  })

  it('writes empty values with an equals sign on demand', () => {
    expect(canonicalQuery({ ...bare, query: parseQuery('prefix=&acl&a=b') }, 'equals')).toBe(
      'a=b&acl=&prefix=',
    )
  })

  it('asks of each name how to write it', () => {
    const query = parseQuery('a/b=&acl=&c=d')
    const bareOnly = (bare: string) => (name: string) => (name === bare ? 'bare' : 'equals')
    expect(canonicalQuery({ ...bare, query }, bareOnly('a/b'))).toBe('a%2Fb&acl=&c=d')
    expect(canonicalQuery({ ...bare, query }, bareOnly('c'))).toBe('a%2Fb=&acl=&c=d')
  })
})

describe('canonicalHeaders', () => {
  const headers = {
    'X-Oss-Meta-B': ' 2 ',
    'x-oss-meta-a': ['1', ' 1'],
    'Content-Type': 'image/png',
    'Content-MD5': '',
    Range: 'bytes=0-9',
    Host: 'h:80',
    Date: 'd',
  }

  it.each([
    ['those that always are', [], 'content-md5:\ncontent-type:image/png\nx-oss-meta-a:1,1\nx-oss-meta-b:2\n'],
    [
      'additional ones',
      ['RANGE', 'host'],
      'content-md5:\ncontent-type:image/png\nhost:h:80\nrange:bytes=0-9\nx-oss-meta-a:1,1\nx-oss-meta-b:2\n',
    ],
    [
      'none that the request has not',
      ['x-custom'],
      'content-md5:\ncontent-type:image/png\nx-oss-meta-a:1,1\nx-oss-meta-b:2\n',
    ],
  ])('has %s', (_, additionalHeaders, expected) => {
    expect(canonicalHeaders({ ...bare, headers }, additionalHeaders)).toBe(expected)
  })
})

describe('canonicalRequest', () => {
  it('has a line for each part, the method in upper case', () => {
    const request = {
      ...bare,
      method: 'put',
      query: parseQuery('acl'),
      headers: { 'x-oss-a': '1', host: 'h' },
    }
    expect(canonicalRequest(request, { additionalHeaders: ['Host', 'content-type'] }).split('\n')).toEqual([
      'PUT',
      '/b/k',
      'acl',
      'host:h',
      'x-oss-a:1',
      '',
      'host',
      'UNSIGNED-PAYLOAD',
    ])
  })

  it('keeps the lines of absent parts', () => {
    expect(canonicalRequest(bare)).toBe('GET\n/b/k\n\n\n\nUNSIGNED-PAYLOAD')
  })

  it.each([
    ['ab12', 'ab12'],
    ['', 'UNSIGNED-PAYLOAD'],
  ])('takes the hash of the payload from its header: %j', (value, hash) => {
    const headers = { 'X-Oss-Content-Sha256': value }
    expect(
      canonicalRequest({ ...bare, headers })
        .split('\n')
        .at(-1),
    ).toBe(hash)
  })
})
