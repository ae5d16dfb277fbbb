import { describe, expect, it } from 'vitest'
import { headersOf, queryValue, replaceHeaders, resourcePath, type SignableRequest } from './request.ts'

const bare: SignableRequest = { method: 'GET', bucket: '', key: '', query: [], headers: {} }

describe('headersOf', () => {
  it.each([
    ['lower-cases names', { 'X-OSS-Meta-A': '1' }, [['x-oss-meta-a', '1']]],
    ['trims values', { a: ' \t1 2\r\n ' }, [['a', '1 2']]],
    ['keeps what is no HTTP white space', { a: '\u00a01\u2003' }, [['a', '\u00a01\u2003']]],
    ['joins repeated headers', { a: [' 1 ', '2'] }, [['a', '1,2']]],
    ['joins names that differ in case', { A: '1', a: '2' }, [['a', '1,2']]],
    ['keeps an empty value', { a: '' }, [['a', '']]],
    ['leaves out absent ones', { a: undefined, b: [] }, []],
  ])('%s', (_, headers, entries) => {
    expect([...headersOf({ ...bare, headers })]).toEqual(entries)
  })
})

describe('replaceHeaders', () => {
  it('leaves one header of each name, in whatever case it was', () => {
    const headers = { 'X-Oss-Date': 'old', 'x-OSS-date': 'older', Range: 'bytes=0-9' }
    expect(replaceHeaders({ ...bare, headers }, { 'x-oss-date': 'new', host: 'h' }).headers).toEqual({
      Range: 'bytes=0-9',
      'x-oss-date': 'new',
      host: 'h',
    })
  })
})

describe('resourcePath', () => {
  it.each([
    ['', '', '/'],
    ['b', '', '/b/'],
    ['b', 'dir//照 1+2%.jpg', '/b/dir//照 1+2%.jpg'],
  ])('of bucket %j and key %j is %s', (bucket, key, path) => {
    expect(resourcePath({ ...bare, bucket, key })).toBe(path)
  })
})

describe('queryValue', () => {
  const request: SignableRequest = {
    ...bare,
    query: [
      ['a', '1'],
      ['a', '2'],
      ['b', ''],
    ],
  }

  it.each([
    ['a', '1'],
    ['b', ''],
    ['A', undefined],
  ])('%s is %j', (name, value) => {
    expect(queryValue(request, name)).toBe(value)
  })
})
