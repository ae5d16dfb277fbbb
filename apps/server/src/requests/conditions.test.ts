import { expect, it } from 'vitest'
import { type ConditionalHeaders, checkConditions, checkCopyConditions } from './conditions.ts'

const etag = '"5D41402ABC4B2A76B9719D911017C592"'
const lastModified = new Date('2026-01-15T08:30:00Z')
const BEFORE = 'Thu, 15 Jan 2026 08:29:59 GMT'
const EXACTLY = 'Thu, 15 Jan 2026 08:30:00 GMT'
const AFTER = 'Thu, 15 Jan 2026 08:30:01 GMT'

function outcome(headers: ConditionalHeaders, more: { alias?: string; dateDecides?: boolean } = {}): string {
  return verdict(() => checkConditions(headers, { etag, lastModified, ...more }))
}

function verdict(check: () => string): string {
  try {
    return check()
  } catch (error) {
    return error instanceof Error && 'fields' in error ? JSON.stringify(error.fields) : String(error)
  }
}

const FAILED = (condition: string) => `{"Condition":"${condition}"}`

it.each<[ConditionalHeaders, string]>([
  [{}, 'send'],
  [{ 'if-match': etag }, 'send'],
  [{ 'if-match': '5d41402abc4b2a76b9719d911017c592' }, 'send'],
  [{ 'if-match': `"other", W/${etag}` }, 'send'],
  [{ 'if-match': '*' }, 'send'],
  [{ 'if-match': '"other"' }, FAILED('If-Match')],
  [{ 'if-unmodified-since': BEFORE }, FAILED('If-Unmodified-Since')],
  [{ 'if-unmodified-since': EXACTLY }, 'send'],
  [{ 'if-unmodified-since': 'yesterday' }, 'send'],
  [{ 'if-match': etag, 'if-unmodified-since': BEFORE }, 'send'],
  [{ 'if-none-match': etag }, 'not-modified'],
  [{ 'if-none-match': `W/${etag}` }, 'not-modified'],
  [{ 'if-none-match': '*' }, 'not-modified'],
  [{ 'if-none-match': '"other"' }, 'send'],
  [{ 'if-modified-since': BEFORE }, 'send'],
  [{ 'if-modified-since': EXACTLY }, 'not-modified'],
  [{ 'if-modified-since': AFTER }, 'not-modified'],
  [{ 'if-modified-since': '1' }, 'send'],
  [{ 'if-modified-since': 'Thu, 99 Foo 2026 08:30:00 GMT' }, 'send'],
  [{ 'if-none-match': '"other"', 'if-modified-since': AFTER }, 'send'],
  [{ 'if-none-match': etag, 'if-modified-since': BEFORE }, 'not-modified'],
  [{ 'if-match': '"other"', 'if-none-match': etag }, FAILED('If-Match')],
])('%j: %s', (headers, expected) => {
  expect(outcome(headers)).toBe(expected)
})

it('accepts the alias for If-Match, not for If-None-Match', () => {
  expect(outcome({ 'if-match': '"SOURCE"' }, { alias: '"SOURCE"' })).toBe('send')
  expect(outcome({ 'if-none-match': '"SOURCE"' }, { alias: '"SOURCE"' })).toBe('send')
  expect(outcome({ 'if-match': '"OTHER"' }, { alias: '"SOURCE"' })).toBe(FAILED('If-Match'))
})

it('lets no date confirm what can change without the source', () => {
  expect(outcome({ 'if-modified-since': AFTER }, { dateDecides: false })).toBe('send')
})

it.each([
  [{}, 'send'],
  [{ 'x-oss-copy-source-if-match': etag }, 'send'],
  [{ 'x-oss-copy-source-if-match': '"other"' }, FAILED('x-oss-copy-source-if-match')],
  [{ 'x-oss-copy-source-if-unmodified-since': BEFORE }, FAILED('x-oss-copy-source-if-unmodified-since')],
  [{ 'x-oss-copy-source-if-unmodified-since': EXACTLY }, 'send'],
  [{ 'x-oss-copy-source-if-none-match': etag }, 'not-modified'],
  [{ 'x-oss-copy-source-if-none-match': '"other"' }, 'send'],
  [{ 'x-oss-copy-source-if-modified-since': EXACTLY }, 'not-modified'],
  [{ 'x-oss-copy-source-if-modified-since': BEFORE }, 'send'],
  [{ 'if-match': '"other"', 'if-none-match': etag }, 'send'],
])('of a copy, %j: %s', (headers, expected) => {
  expect(verdict(() => checkCopyConditions(headers, { etag, lastModified }))).toBe(expected)
})
