import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseQuery } from './query.ts'

describe('parseQuery', () => {
  it.each([
    ['', []],
    ['acl', [['acl', '']]],
    ['acl=', [['acl', '']]],
    [
      'a=1&&b=2&',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1&a=2',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a=b=c', [['a', 'b=c']]],
    ['=1', [['', '1']]],
    ['a+b=c+d%2Be', [['a b', 'c d+e']]],
    ['k=image%2Fresize%2Cw_100', [['k', 'image/resize,w_100']]],
    ['%E7%85%A7=%e7%89%87', [['照', '片']]],
    ['k=%F0%9F%93%B7', [['k', '📷']]],
    ['k=照片', [['k', '照片']]],
    ['a%5Bb%5D=1', [['a[b]', '1']]],
    ['a[b]=1', [['a[b]', '1']]],
    ['__proto__=1', [['__proto__', '1']]],
    ['k=%EF%BB%BFx', [['k', '\ufeffx']]],
  ])('%j is %j', (rawQuery, pairs) => {
    expect(parseQuery(rawQuery)).toEqual(pairs)
  })

  it.each([
    ['%', '%'],
    ['100%', '100%'],
    ['%4', '%4'],
    ['%zz', '%zz'],
    ['%41%ff%42', 'A%ffB'],
    ['%E7%85', '%E7%85'],
    ['%E7%85A', '%E7%85A'],
    ['%E7%41%85', '%E7A%85'],
    ['%C0%AF', '%C0%AF'],
    ['%E0%80%AF', '%E0%80%AF'],
    ['%ED%A0%80', '%ED%A0%80'],
    ['%F4%90%80%80', '%F4%90%80%80'],
    ['%+%20', '%  '],
  ])('keeps what is malformed in %j: %j', (raw, value) => {
    expect(parseQuery(`k=${raw}`)).toEqual([['k', value]])
  })

  it('reads what URLSearchParams writes', () => {
    const text = fc.string({ unit: 'binary' })
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text)), (pairs) => {
        expect(parseQuery(new URLSearchParams(pairs).toString())).toEqual(pairs)
      }),
    )
  })

  it('never throws', () => {
    const unit = fc.constantFrom('%', 'E', '7', '8', '5', 'A', 'f', '+', '=', '&', 'é', '\ud800')
    fc.assert(
      fc.property(fc.string({ unit }), (rawQuery) => {
        expect(() => parseQuery(rawQuery)).not.toThrow()
      }),
    )
  })
})
