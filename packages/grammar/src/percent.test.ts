import { describe, expect, it } from 'vitest'
import { from, percentDecoded, split } from './percent.ts'

describe('percentDecoded', () => {
  it.each([
    ['image/resize,w_1', 'image/resize,w_1'],
    ['image%2Fresize%2cw_1', 'image/resize,w_1'],
    ['a+b%2Bc', 'a+b+c'],
    ['%2541', '%41'], // once
    ['%E5%9B%BE%F0%9F%98%80', '图😀'],
    ['%EF%BB%BFa', '\uFEFFa'],
    ['%EF%BF%BD', '\uFFFD'],
    ['%', '%'],
    ['%4', '%4'],
    ['%zz%41', '%zzA'],
    ['%%41', '%A'],
    ['%FF%41', '%FFA'], // no UTF-8 has FF
    ['%E5%9B', '%E5%9B'], // cut short
    ['%E5%9B%41', '%E5%9BA'],
    ['%C0%AF', '%C0%AF'], // overlong
    ['%ED%A0%80', '%ED%A0%80'], // half a surrogate pair
    ['%F4%90%80%80', '%F4%90%80%80'], // beyond Unicode
    ['%BE%E5%9B%BE', '%BE图'],
    ['%00', '\0'],
    ['\ud800%41', '\ud800A'],
  ])('%j is %j', (text, plain) => {
    expect(percentDecoded(text).text).toBe(plain)
  })

  it.each([
    ['plain', 'n', 4],
    ['a%2Cb', 'b', 4],
    ['%E5%9B%BE%2Cb', ',', 9],
    ['%E5%9B%BE%2Cb', 'b', 12],
    ['%F0%9F%98%80x', 'x', 12],
    ['%F0%9F%98%80x', '\ude00', 0], // the second half stands where its escapes begin
    ['%FF%2C%41', '%', 0],
    ['%FF%2C%41', ',', 3],
    ['😀%41b', 'b', 5],
  ])('in %j, %j stands at %i', (text, character, index) => {
    const slice = percentDecoded(text)
    expect(slice.at(slice.text.indexOf(character))).toBe(index)
  })

  it.each(['', 'abc', 'a%41', '%41', '%E5%9B%BE'])('ends %j at its end', (text) => {
    const slice = percentDecoded(text)
    expect(slice.at(slice.text.length)).toBe(text.length)
  })
})

describe('split and from', () => {
  it('keep the places of what they cut', () => {
    const [, second] = split(percentDecoded('a%2Cb/c,d'), '/')
    expect(second?.text).toBe('c,d')
    const places = split(second ?? percentDecoded(''), ',').map((part) => [part.text, part.at(0)])
    expect(places).toEqual([
      ['c', 6],
      ['d', 8],
    ])
    const rest = from(percentDecoded('w_%31%32'), 2)
    expect([rest.text, rest.at(0), rest.at(1), rest.at(2)]).toEqual(['12', 2, 5, 8])
  })
})
