import { expect, it } from 'vitest'
import { decodeHeader, encodeHeader } from './header-text.ts'

it.each(['plain', '', 'déjà vu', '照片', '😀', '\u{feff}x'])('%j comes back from its bytes', (text) => {
  const bytes = encodeHeader(text)
  expect([...bytes].every((character) => character.charCodeAt(0) <= 0xff)).toBe(true)
  expect(decodeHeader(bytes)).toBe(text)
})

it.each([
  ['latin-1', 'd\xe9j\xe0 vu'],
  ['already text', '照片'],
])('leaves %s as it is', (_, value) => {
  expect(decodeHeader(value)).toBe(value)
})
