import { describe, expect, it } from 'vitest'
import { type BucketSettings, DEFAULT_SETTINGS } from '../storage/bucket-settings.ts'
import { settingsJson, someSettings } from './bucket-settings-json.ts'
import { JsonError, problemText, readJson } from './json-document.ts'

const domains = { baseHosts: ['localhost', 'oss.example.com'], cnames: { 'static.example.com': 'logos' } }

const read = (settings: unknown) => readJson(JSON.stringify(settings), someSettings(domains))

/** What is told of settings, line by line. */
function problemsOf(settings: unknown): readonly string[] {
  try {
    read(settings)
    return []
  } catch (error) {
    if (error instanceof JsonError) return error.problems.map(problemText)
    throw error
  }
}

it('reads all of them, in the forms that are compared', () => {
  expect(
    read({
      styleDelimiters: ['!', '-', '_', '/'],
      sourceProtection: {
        rules: [{ prefix: 'originals/', suffix: '.jpg', ignoreCase: true }, { suffix: '.RAW' }],
        extensions: ['JPG', 'png'],
      },
      anonymousListing: true,
      domains: ['Img.Example.com', 'photos.localhost'],
      cors: [
        {
          allowedOrigins: ['*', 'https://*.example.com'],
          allowedMethods: ['GET', 'HEAD'],
          allowedHeaders: ['X-Oss-*'],
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 600,
        },
        { allowedOrigins: ['null'], allowedMethods: ['PUT'] },
      ],
    }),
  ).toEqual({
    styleDelimiters: ['!', '-', '_', '/'],
    sourceProtection: {
      rules: [
        { prefix: 'originals/', suffix: '.jpg', ignoreCase: true },
        { prefix: '', suffix: '.RAW', ignoreCase: false },
      ],
      extensions: ['jpg', 'png'],
    },
    anonymousListing: true,
    domains: ['img.example.com', 'photos.localhost'],
    cors: [
      {
        allowedOrigins: ['*', 'https://*.example.com'],
        allowedMethods: ['GET', 'HEAD'],
        allowedHeaders: ['x-oss-*'],
        exposeHeaders: ['ETag'],
        maxAgeSeconds: 600,
      },
      {
        allowedOrigins: ['null'],
        allowedMethods: ['PUT'],
        allowedHeaders: [],
        exposeHeaders: [],
        maxAgeSeconds: undefined,
      },
    ],
  })
})

it('leaves out what is not there, and takes null for the default', () => {
  expect(Object.keys(read({}))).toEqual([])
  expect(Object.keys(read({ domains: [] }))).toEqual(['domains'])
  const nothing = Object.fromEntries(Object.keys(DEFAULT_SETTINGS).map((name) => [name, null]))
  expect(read(nothing)).toEqual(DEFAULT_SETTINGS)
  expect(Object.hasOwn(read({ sourceProtection: null }), 'sourceProtection')).toBe(true)
})

it.each([
  ['nothing set', DEFAULT_SETTINGS],
  [
    'everything set',
    {
      cors: [
        {
          allowedOrigins: ['*'],
          allowedMethods: ['GET'],
          allowedHeaders: [],
          exposeHeaders: [],
          maxAgeSeconds: undefined,
        },
      ],
      styleDelimiters: ['!'],
      sourceProtection: { rules: [{ prefix: 'a', suffix: '', ignoreCase: false }], extensions: [] },
      anonymousListing: true,
      domains: ['img.example.com'],
    },
  ],
] satisfies [string, BucketSettings][])('writes what it reads, with %s', (_, settings) => {
  expect(readJson(settingsJson(settings), someSettings(domains))).toEqual(settings)
})

describe('refuses', () => {
  const rule = { allowedOrigins: ['*'], allowedMethods: ['GET'] }

  it.each([
    [[], 'expected an object, received a list'],
    [{ acl: 'private' }, /^acl: not known here; known are /],
    [{ styleDelimiters: '!' }, 'styleDelimiters: expected a list, received a text'],
    [{ styleDelimiters: ['!', '.'] }, 'styleDelimiters[1]: expected one of -, _, /, !, received "."'],
    [{ anonymousListing: 1 }, 'anonymousListing: expected true or false, received 1'],
    [{ sourceProtection: [] }, 'sourceProtection: expected an object, received a list'],
    [
      { sourceProtection: { rules: [{}] } },
      'sourceProtection.rules[0].prefix: expected a prefix or a suffix, received an empty text',
    ],
    [
      { sourceProtection: { rules: [{ prefix: '', ignoreCase: true }] } },
      'sourceProtection.rules[0].prefix: expected a prefix or a suffix, received an empty text',
    ],
    [
      { sourceProtection: { rules: [{ prefix: 1 }] } },
      'sourceProtection.rules[0].prefix: expected a text, received a number',
    ],
    [
      { sourceProtection: { rules: Array(11).fill({ prefix: 'a' }) } },
      'sourceProtection.rules: expected at most 10 items, received 11',
    ],
    [
      { sourceProtection: { extensions: ['.jpg'] } },
      'sourceProtection.extensions[0]: expected an extension without its dot, received ".jpg"',
    ],
    [
      { sourceProtection: { extension: ['jpg'] } },
      'sourceProtection.extension: not known here; known are rules, extensions',
    ],
    [
      { cors: [{ ...rule, allowedOrigins: [] }] },
      'cors[0].allowedOrigins: expected at least one item, received 0',
    ],
    [{ cors: [{ allowedMethods: ['GET'] }] }, 'cors[0].allowedOrigins: missing'],
    [
      { cors: [{ ...rule, allowedOrigins: ['*.*'] }] },
      'cors[0].allowedOrigins[0]: expected an origin with at most one *, received "*.*"',
    ],
    [
      { cors: [{ ...rule, allowedMethods: ['get'] }] },
      'cors[0].allowedMethods[0]: expected one of GET, PUT, DELETE, POST, HEAD, received "get"',
    ],
    [
      { cors: [{ ...rule, allowedHeaders: ['x y'] }] },
      'cors[0].allowedHeaders[0]: expected a header name with at most one *, received "x y"',
    ],
    [
      { cors: [{ ...rule, exposeHeaders: ['x-oss-meta:'] }] },
      'cors[0].exposeHeaders[0]: expected a header name, received "x-oss-meta:"',
    ],
    [
      { cors: [{ ...rule, maxAgeSeconds: -1 }] },
      'cors[0].maxAgeSeconds: expected a whole number from 0 to 999999999, received -1',
    ],
    [{ cors: Array(21).fill(rule) }, 'cors: expected at most 20 items, received 21'],
  ])('%j', (settings, problem) => {
    expect(problemsOf(settings)).toEqual([
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    ])
  })

  it.each([
    '127.0.0.1',
    '::1',
    '[::1]',
    'localhost',
    'OSS.example.com',
    'static.example.com',
    'img.example.com:9000',
    'https://img.example.com',
    'img_1.example.com',
    '*.example.com',
    '.example.com',
    'example.com.',
    '',
    'a'.repeat(64),
  ])('the domain %j', (domain) => {
    const received = domain === '' ? 'an empty text' : JSON.stringify(domain)
    expect(problemsOf({ domains: [domain] })).toEqual([
      `domains[0]: expected a host name that is no address and none of the server, received ${received}`,
    ])
  })
})
