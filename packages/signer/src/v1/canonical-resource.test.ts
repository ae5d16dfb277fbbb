import { describe, expect, it } from 'vitest'
import { parseQuery } from '../query.ts'
import type { SignableRequest } from '../request.ts'
import { canonicalResource } from './canonical-resource.ts'

function request(rawQuery: string, bucket = 'b', key = 'k'): SignableRequest {
  return { method: 'GET', bucket, key, query: parseQuery(rawQuery), headers: {} }
}

describe('canonicalResource', () => {
  it.each([
    ['', '', '/'],
    ['b', '', '/b/'],
    ['b', 'dir/照片 1+2%.jpg', '/b/dir/照片 1+2%.jpg'],
  ])('bucket %j and key %j: %s', (bucket, key, expected) => {
    expect(canonicalResource(request('', bucket, key))).toBe(expected)
  })

  it.each([
    ['prefix=a&max-keys=1&list-type=2', '/b/k'],
    ['OSSAccessKeyId=a&Expires=1&Signature=s', '/b/k'],
    ['acl', '/b/k?acl'],
    ['acl=', '/b/k?acl'],
    ['ACL', '/b/k'],
    ['uploads&acl', '/b/k?acl&uploads'],
    ['x-oss-anything=1', '/b/k?x-oss-anything=1'],
    ['x-oss-process=a&x-oss-process=b', '/b/k?x-oss-process=a'],
    ['x-oss-process=&x-oss-process=b', '/b/k?x-oss-process'],
    ['response-content-type=text%2Fplain%3B+a%3D%22b%22', '/b/k?response-content-type=text/plain; a="b"'],
    ['x-oss-%F0%9F%98%80&x-oss-%EF%BF%BF', '/b/k?x-oss-\uffff&x-oss-😀'],
  ])('%s: %s', (rawQuery, expected) => {
    expect(canonicalResource(request(rawQuery))).toBe(expected)
  })

  it('writes empty values with an equals sign on demand', () => {
    const resource = canonicalResource(request('acl&x-oss-process=&style=a'), 'equals')
    expect(resource).toBe('/b/k?acl=&style=a&x-oss-process=')
  })
})
