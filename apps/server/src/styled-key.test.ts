import { expect, it } from 'vitest'
import type { StyleDelimiter } from './storage/bucket-settings.ts'
import { splitStyledKey } from './styled-key.ts'

it.each<[string, StyleDelimiter[], { key: string; style: string } | undefined]>([
  ['example.jpg!thumb', ['!'], { key: 'example.jpg', style: 'thumb' }],
  ['example.jpg!thumb', ['-', '_'], undefined],
  ['example.jpg!thumb', [], undefined],
  ['a!b!thumb', ['!'], { key: 'a!b', style: 'thumb' }],
  ['a-b_c/d!e', ['-', '_', '/'], undefined],
  ['a-b_c/d', ['-', '_', '/', '!'], { key: 'a-b_c', style: 'd' }],
  ['a/b.jpg/thumb', ['/'], { key: 'a/b.jpg', style: 'thumb' }],
  ['!thumb', ['!'], undefined],
  ['example.jpg!', ['!'], undefined],
  ['example.jpg!中文', ['!'], undefined],
  [`example.jpg!${'s'.repeat(63)}`, ['!'], { key: 'example.jpg', style: 's'.repeat(63) }],
  [`example.jpg!${'s'.repeat(64)}`, ['!'], undefined],
])('%s with %j is %j', (key, delimiters, expected) => {
  expect(splitStyledKey(key, delimiters)).toEqual(expected)
})
