import { describe, expect, it } from 'vitest'
import { headersOf, queryValue, type SignableRequest } from './request.ts'

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
