import { parseQuery } from '@ossimg/signer'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { continuationToken, readListRequest, readListRequestV2 } from './list-request.ts'

const v1 = (query: string) => readListRequest(parseQuery(query))
const v2 = (query: string) => readListRequestV2(parseQuery(query))
const common = { prefix: '', delimiter: '', maxKeys: 100, encoding: 'none' }

it('reads all that version 1 knows', () => {
  expect(v1('')).toEqual({ ...common, marker: '' })
  expect(v1('prefix=a%2F&delimiter=%2F&marker=a%2Fb&max-keys=7&encoding-type=url')).toEqual({
    prefix: 'a/',
    delimiter: '/',
    marker: 'a/b',
    maxKeys: 7,
    encoding: 'url',
  })
})

const empty = { ...common, startAfter: '', continuationToken: undefined, after: '', fetchOwner: false }

it.each([
  ['list-type=2', empty],
  ['list-type=2&continuation-token=&start-after=&fetch-owner=', empty],
  ['list-type=2&start-after=b', { ...empty, startAfter: 'b', after: 'b' }],
  ['list-type=2&continuation-token=Yg', { ...empty, continuationToken: 'Yg', after: 'b' }],
  [
    'list-type=2&continuation-token=Yg&start-after=a',
    { ...empty, continuationToken: 'Yg', startAfter: 'a', after: 'b' },
  ],
  ['list-type=2&fetch-owner=true', { ...empty, fetchOwner: true }],
  ['list-type=2&fetch-owner=True', { ...empty, fetchOwner: true }],
  ['list-type=2&fetch-owner=false', empty],
])('reads ?%s', (query, request) => {
  expect(v2(query)).toEqual(request)
})

it.each([
  ['list-type', 'list-type'],
  ['list-type', 'list-type=1'],
  ['list-type', 'list-type=22'],
  ['continuation-token', 'list-type=2&continuation-token=!'],
  ['continuation-token', 'list-type=2&continuation-token=Yg%3D%3D'],
  ['continuation-token', 'list-type=2&continuation-token=Y'],
  ['continuation-token', 'list-type=2&continuation-token=Yh'],
  ['continuation-token', 'list-type=2&continuation-token=_w'],
  ['continuation-token', 'list-type=2&continuation-token=Y%0Ag'],
  ['start-after', `list-type=2&start-after=${'a'.repeat(1024)}`],
  ['max-keys', 'list-type=2&max-keys=0'],
])('blames %s for ?%s', (name, query) => {
  expect(() => v2(query)).toThrow(
    expect.objectContaining({
      code: 'InvalidArgument',
      fields: expect.objectContaining({ ArgumentName: name }),
    }),
  )
})

it('gives tokens that come back through any way of decoding', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (entry) => {
      const token = continuationToken(entry)
      expect(token).toMatch(/^[\w-]+$/)
      expect(v2(`list-type=2&continuation-token=${token}`).after).toBe(entry)
    }),
  )
})
