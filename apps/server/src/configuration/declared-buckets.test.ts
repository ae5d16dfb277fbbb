import { describe, expect, it } from 'vitest'
import { readDeclaredBuckets } from './declared-buckets.ts'
import { JsonError, problemText } from './json-document.ts'

const domains = { baseHosts: ['localhost'], cnames: {} }

const read = (buckets: unknown) => readDeclaredBuckets(JSON.stringify({ buckets }), domains)

/** What is told of a document, line by line. */
function problemsOf(document: unknown): readonly string[] {
  try {
    readDeclaredBuckets(typeof document === 'string' ? document : JSON.stringify(document), domains)
    return []
  } catch (error) {
    if (error instanceof JsonError) return error.problems.map(problemText)
    throw error
  }
}

it('reads what is declared and nothing else', () => {
  const declared = read({
    photos: {
      acl: 'public-read',
      styles: { thumb: 'image/resize,w_100', 'a.b': 'image/info' },
      domains: ['A.example.com'],
    },
    logos: {},
  })
  expect([...declared]).toEqual([
    [
      'photos',
      {
        acl: 'public-read',
        styles: new Map([
          ['thumb', 'image/resize,w_100'],
          ['a.b', 'image/info'],
        ]),
        domains: ['a.example.com'],
      },
    ],
    ['logos', {}],
  ])
  expect(readDeclaredBuckets('{}', domains).size).toBe(0)
})

describe('refuses', () => {
  it.each([
    ['{"buckets": {}', 'no JSON from line 1, column 15 on'],
    ['[]', 'expected an object, received a list'],
    [{ bucket: {} }, 'bucket: not known here; known are buckets'],
    [{ buckets: [] }, 'buckets: expected an object, received a list'],
    [{ buckets: { photos: null } }, 'buckets.photos: expected an object, received null'],
    [{ buckets: { Photos: {} } }, 'buckets.Photos: expected a bucket name, received "Photos"'],
    [{ buckets: { 'a.b': {} } }, 'buckets["a.b"]: expected a bucket name, received "a.b"'],
    [
      { buckets: { photos: { acl: 'default' } } },
      'buckets.photos.acl: expected one of private, public-read, public-read-write, received "default"',
    ],
    [
      { buckets: { photos: { ACL: 'private' } } },
      /^buckets\.photos\.ACL: not known here; known are acl, styles, cors, /,
    ],
    [
      { buckets: { photos: { styles: { 'a b': 'image/info' } } } },
      'buckets.photos.styles["a b"]: expected a style name, received "a b"',
    ],
    [
      { buckets: { photos: { styles: { a: 'image/resize; w_1' } } } },
      'buckets.photos.styles.a: expected the content of a style, received "image/resize; w_1"',
    ],
    [
      { buckets: { photos: { styles: { a: '' } } } },
      'buckets.photos.styles.a: expected the content of a style, received an empty text',
    ],
    [
      {
        buckets: {
          photos: {
            styles: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`s${n}`, 'image/info'])),
          },
        },
      },
      'buckets.photos.styles: expected at most 50 members, received 51',
    ],
    [{ buckets: { photos: { cors: [{}] } } }, 'buckets.photos.cors[0].allowedOrigins: missing'],
  ])('%j', (document, problem) => {
    expect(problemsOf(document)[0]).toEqual(
      typeof problem === 'string' ? problem : expect.stringMatching(problem),
    )
  })

  it('a domain of two buckets', () => {
    const buckets = {
      photos: { domains: ['img.example.com', 'IMG.example.com'] },
      logos: { domains: ['a.example.com', 'Img.example.com'] },
    }
    expect(problemsOf({ buckets })).toEqual([
      'buckets.logos.domains[1]: expected a domain that stands for no other bucket than photos, received "img.example.com"',
    ])
  })
})
