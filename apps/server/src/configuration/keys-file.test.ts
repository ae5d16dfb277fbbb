import { describe, expect, it } from 'vitest'
import { JsonError, problemText } from './json-document.ts'
import { ownerKey } from './key-ring.ts'
import { readKeys } from './keys-file.ts'

const key = { name: 'ci', accessKeyId: 'CI', accessKeySecret: 'hush' }

function read(...keys: readonly object[]) {
  return readKeys(JSON.stringify({ keys }))
}

/** What is told of a document, line by line. */
function problemsOf(document: unknown, others?: Parameters<typeof readKeys>[1]): readonly string[] {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  try {
    readKeys(text, others)
    return []
  } catch (error) {
    if (error instanceof JsonError) return error.problems.map(problemText)
    throw error
  }
}

it('needs no more than name, id and secret', () => {
  expect(read(key)).toEqual([
    {
      accessKeyId: 'CI',
      accessKeySecret: 'hush',
      disabled: false,
      holder: { name: 'ci', readOnly: false, buckets: undefined },
    },
  ])
})

it('reads what else there is', () => {
  const temporary = {
    name: 'build 7',
    accessKeyId: 'STS.7',
    accessKeySecret: 's',
    enabled: false,
    access: 'read-only',
    buckets: ['photos', 'logos'],
    securityToken: 'CAIS',
    expiration: '2026-12-01T00:00:00Z',
  }
  expect(read(temporary)).toEqual([
    {
      accessKeyId: 'STS.7',
      accessKeySecret: 's',
      securityToken: 'CAIS',
      expiration: new Date('2026-12-01T00:00:00Z'),
      disabled: true,
      holder: { name: 'build 7', readOnly: true, buckets: ['photos', 'logos'] },
    },
  ])
  expect(read({ ...key, enabled: true, access: 'read-write' })[0]).toMatchObject({
    disabled: false,
    holder: { readOnly: false },
  })
})

it('may hold no key', () => {
  expect(read()).toEqual([])
})

describe('refuses', () => {
  it.each([
    ['{}', 'keys: missing'],
    ['[]', 'expected an object, received a list'],
    ['"hush"', 'expected an object, received a text'],
    ['{"keys": hush}', 'no JSON from line 1, column 10 on'],
    ['{"keys": {}}', 'keys: expected a list, received an object'],
    ['{"keys": ["CI:hush"]}', 'keys[0]: expected an object, received a text'],
    ['{"keys": [], "key": []}', 'key: not known here; known are keys'],
  ])('%s', (document, problem) => {
    expect(problemsOf(document)).toEqual([problem])
  })

  it.each([
    [{ name: '' }, 'name: expected a name other than anonymous, received an empty text'],
    [{ name: ' ' }, 'name: expected a name other than anonymous, received " "'],
    [{ name: 'anonymous' }, 'name: expected a name other than anonymous, received "anonymous"'],
    [{ name: undefined }, 'name: missing'],
    [{ accessKeyId: 'a b' }, 'accessKeyId: expected an id without spaces, colons and commas, received "a b"'],
    [{ accessKeyId: 'a,b' }, 'accessKeyId: expected an id without spaces, colons and commas, received "a,b"'],
    [{ accessKeyId: undefined }, 'accessKeyId: missing'],
    [{ accessKeySecret: undefined }, 'accessKeySecret: missing'],
    [{ accessKeySecret: '' }, 'accessKeySecret: expected a secret, received an empty text'],
    [{ accessKeySecret: 4711 }, 'accessKeySecret: expected a secret, received a number'],
    [{ enabled: 'yes' }, 'enabled: expected true or false, received "yes"'],
    [{ access: 'read' }, 'access: expected one of read-write, read-only, received "read"'],
    [{ buckets: 'photos' }, 'buckets: expected a list, received a text'],
    [{ buckets: [] }, 'buckets: expected at least one item, received 0'],
    [{ buckets: ['Photos'] }, 'buckets[0]: expected a bucket name, received "Photos"'],
    [{ securityToken: 4711 }, 'securityToken: expected a security token, received a number'],
    [
      { expiration: '2026-12-01T00:00:00Z' },
      'securityToken: expected a security token beside expiration, received nothing',
    ],
    [
      { securitytoken: 'x' },
      'securitytoken: not known here; known are name, accessKeyId, accessKeySecret, enabled, access, buckets, securityToken, expiration',
    ],
  ])('a key with %j', (change, problem) => {
    expect(problemsOf({ keys: [{ ...key, ...change }] })).toEqual([`keys[0].${problem}`])
  })

  it.each([
    '2026-12-01',
    '2026-12-01T00:00:00',
    '2026-12-01T00:00:00+08:00',
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    'soon',
  ])('the time %s', (expiration) => {
    expect(problemsOf({ keys: [{ ...key, securityToken: 't', expiration }] })).toEqual([
      `keys[0].expiration: expected a time such as 2026-12-01T00:00:00Z, received "${expiration}"`,
    ])
  })

  it('names and ids twice, also those of the environment', () => {
    const keys = [
      key,
      { ...key, name: 'cd' },
      { ...key, accessKeyId: 'CD' },
      { ...key, name: 'owner', accessKeyId: 'ROOT' },
    ]
    expect(problemsOf({ keys }, [ownerKey({ accessKeyId: 'ROOT', accessKeySecret: 's' })])).toEqual([
      'keys[1].accessKeyId: expected an id that no other key has, received "CI"',
      'keys[2].name: expected a name that no other key has, received "ci"',
      'keys[3].name: expected a name that no other key has, received "owner"',
      'keys[3].accessKeyId: expected an id that no other key has, received "ROOT"',
    ])
    expect(problemsOf({ keys: [{ ...key, name: 'owner', accessKeyId: 'ROOT' }] })).toEqual([])
  })

  it('everything at once, and shows no secret', () => {
    const keys = [
      { ...key, buckets: ['ok1', 'NO', 3], enabled: 1 },
      { ...key, accessKeySecret: ['hush'], securityToken: { token: 'hush' } },
    ]
    const problems = problemsOf({ keys, key: 'hush' })
    expect(problems).toEqual([
      'keys[0].enabled: expected true or false, received 1',
      'keys[0].buckets[1]: expected a bucket name, received "NO"',
      'keys[0].buckets[2]: expected a bucket name, received a number',
      'keys[1].name: expected a name that no other key has, received "ci"',
      'keys[1].accessKeyId: expected an id that no other key has, received "CI"',
      'keys[1].accessKeySecret: expected a secret, received a list',
      'keys[1].securityToken: expected a security token, received an object',
      'key: not known here; known are keys',
    ])
    expect(problems.join()).not.toContain('hush')
  })
})
