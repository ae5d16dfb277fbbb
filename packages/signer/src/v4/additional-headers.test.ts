import { expect, it } from 'vitest'
import { additionalHeaderNames } from './additional-headers.ts'

it.each([
  [[], []],
  [
    ['Range', 'host'],
    ['host', 'range'],
  ],
  [['host', ' HOST '], ['host']],
  [['x-custom', 'Content-Type', 'content-md5', 'X-Oss-Date'], ['x-custom']],
  [['host', ''], ['host']],
])('%j is %j', (names, expected) => {
  expect(additionalHeaderNames(names)).toEqual(expected)
})
