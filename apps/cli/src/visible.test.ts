import { expect, it } from 'vitest'
import { visible } from './visible.ts'

it.each([
  ['a text', 'Größe 图片 😀', 'Größe 图片 😀'],
  ['an escape sequence', 'a\u001b[2J', 'a␛[2J'],
  ['a newline and a zero', '\n\0', '␊␀'],
  ['a delete', '\u007f', '\ufffd'],
  ['a C1 control', '\u009b2J', '\ufffd2J'],
])('shows %s', (_, text, shown) => {
  expect(visible(text)).toBe(shown)
})
