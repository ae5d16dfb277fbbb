import { expect, it } from 'vitest'
import { pointAt } from './point-at.ts'

it.each([
  ['the first character', 'image/resize', 0, 0],
  ['a character in the middle', 'image/resize,w_0', 15, 15],
  ['the place behind the end', 'image/', 6, 6],
  ['a character after Chinese ones, two columns each', 'style/缩略图|x', 9, 12],
  ['a character after a full-width comma', 'image，x', 6, 7],
  ['a character after half-width kana', 'ｱｲ,x', 3, 3],
  ['a character after an emoji of two code units', '😀,x', 3, 3],
  ['a character after a combining accent', 'e\u0301,x', 3, 2],
  ['a character after a zero-width space', 'a\u200b,x', 3, 2],
  ['a percent-encoded character', 'image%2Fresize,w_0', 17, 17],
])('points at %s', (_, text, index, column) => {
  expect(pointAt(text, index)).toBe(`${text}\n${' '.repeat(column)}^`)
})

it.each([
  ['a newline', 'a\nb', '␊'],
  ['an escape', 'a\u001bb', '␛'],
  ['a C1 control', 'a\u009bb', '\ufffd'],
])('draws %s as one visible character', (_, text, picture) => {
  expect(pointAt(text, 2)).toBe(`a${picture}b\n  ^`)
})
