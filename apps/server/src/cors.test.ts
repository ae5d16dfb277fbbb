import { expect, it } from 'vitest'
import { corsHeaders, matchingRule } from './cors.ts'
import type { CorsRule } from './storage/bucket-settings.ts'

const rule = (changes: Partial<CorsRule>): CorsRule => ({
  allowedOrigins: ['https://example.com'],
  allowedMethods: ['GET'],
  allowedHeaders: [],
  exposeHeaders: [],
  maxAgeSeconds: undefined,
  ...changes,
})

it.each<[string, Partial<CorsRule>, origin: string, method: string, headers: string[], boolean]>([
  ['the very origin', {}, 'https://example.com', 'GET', [], true],
  ['another origin', {}, 'https://example.org', 'GET', [], false],
  ['another scheme', {}, 'http://example.com', 'GET', [], false],
  ['another port', {}, 'https://example.com:444', 'GET', [], false],
  ['another method', {}, 'https://example.com', 'PUT', [], false],
  ['any origin', { allowedOrigins: ['*'] }, 'null', 'GET', [], true],
  ['a star in the middle', { allowedOrigins: ['https://*.com'] }, 'https://a.b.com', 'GET', [], true],
  ['the star for nothing', { allowedOrigins: ['https://*.com'] }, 'https://.com', 'GET', [], true],
  ['ends that overlap', { allowedOrigins: ['ab*ba'] }, 'aba', 'GET', [], false],
  ['not what a pattern says', { allowedOrigins: ['https://a.com*'] }, 'https://b.com', 'GET', [], false],
  ['the second origin', { allowedOrigins: ['http://a', 'http://b'] }, 'http://b', 'GET', [], true],
  ['a header that is not allowed', {}, 'https://example.com', 'GET', ['x-oss-date'], false],
  [
    'a header in any case',
    { allowedHeaders: ['x-oss-*'] },
    'https://example.com',
    'GET',
    ['X-OSS-Date'],
    true,
  ],
  [
    'one header of two',
    { allowedHeaders: ['range'] },
    'https://example.com',
    'GET',
    ['range', 'etag'],
    false,
  ],
  ['all headers', { allowedHeaders: ['*'] }, 'https://example.com', 'GET', ['range', 'etag'], true],
])('%s', (_, changes, origin, method, headers, expected) => {
  expect(matchingRule([rule(changes)], { origin, method, headers }) !== undefined).toBe(expected)
})

it('takes the first rule that fits', () => {
  const rules = [
    rule({ allowedMethods: ['PUT'], maxAgeSeconds: 1 }),
    rule({ maxAgeSeconds: 2 }),
    rule({ maxAgeSeconds: 3 }),
  ]
  const request = { origin: 'https://example.com', method: 'GET', headers: [] }
  expect(matchingRule(rules, request)?.maxAgeSeconds).toBe(2)
})

it('tells what a rule allows', () => {
  const full = rule({
    allowedMethods: ['GET', 'PUT'],
    exposeHeaders: ['ETag', 'x-oss-request-id'],
    maxAgeSeconds: 60,
  })
  expect(corsHeaders(full, { origin: 'https://example.com', method: 'PUT', headers: ['Range'] })).toEqual({
    'access-control-allow-origin': 'https://example.com',
    'access-control-allow-methods': 'GET, PUT',
    'access-control-allow-headers': 'Range',
    'access-control-expose-headers': 'ETag, x-oss-request-id',
    'access-control-max-age': '60',
  })
  const any = rule({ allowedOrigins: ['*'] })
  expect(corsHeaders(any, { origin: 'null', method: 'GET', headers: [] })).toEqual({
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET',
  })
})
