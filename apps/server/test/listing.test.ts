import { parseQuery } from '@ossimg/signer'
import fc from 'fast-check'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body } from './bodies.ts'
import { createBucket, errorOf, parseXml, startServer, type TestServer } from './server.ts'

let server: TestServer
beforeAll(async () => {
  server = await startServer()
  await createBucket(server, 'photos')
  await createBucket(server, 'shown', 'public-read')
  await createBucket(server, 'open', 'public-read-write')
  await fill('photos', ['b.txt', 'a b+c&d.txt', 'dir/1', 'dir/2', 'dir/sub/3', 'z/', '照片/😀'])
  await fill('shown', ['a'])
  await fill('open', ['a'])
})
afterAll(() => server.close())

async function fill(bucket: string, keys: readonly string[]): Promise<void> {
  for (const key of keys) await server.storage.putObject(bucket, key, body('hello'))
}

/** An object as it is listed. */
type Listed = Readonly<Record<string, string | Record<string, string>>>

/** A page of a listing. */
interface Page {
  readonly told: Readonly<Record<string, string>>
  readonly objects: readonly Listed[]
  readonly keys: readonly string[]
  readonly prefixes: readonly string[]
}

function pageOf(response: LightMyRequestResponse): Page {
  expect(response.statusCode, response.body).toBe(200)
  expect(response.headers['content-type']).toBe('application/xml')
  const root: Record<string, unknown> = parseXml(response.body).ListBucketResult ?? {}
  const { Contents, CommonPrefixes, ...told } = root
  const objects = several<Listed>(Contents)
  return {
    told: told as Page['told'],
    objects,
    keys: objects.map(({ Key }) => String(Key)),
    prefixes: several<{ Prefix: string }>(CommonPrefixes).map(({ Prefix }) => Prefix),
  }
}

/** The parser gives one child as it is and several as an array. */
function several<Child>(children: unknown): Child[] {
  if (children === undefined) return []
  return (Array.isArray(children) ? children : [children]) as Child[]
}

const list = async (query: string, bucket = 'photos') =>
  pageOf(await server.owner('GET', `/${bucket}`, { query: parseQuery(query) }))

const IN_ORDER = ['a b+c&d.txt', 'b.txt', 'dir/1', 'dir/2', 'dir/sub/3', 'z/', '照片/😀']

describe('a listing', () => {
  it('of version 1 tells all of every object', async () => {
    const { told, objects, keys, prefixes } = await list('')
    expect(told).toEqual({
      Name: 'photos',
      Prefix: '',
      Marker: '',
      MaxKeys: '100',
      Delimiter: '',
      IsTruncated: 'false',
    })
    expect(keys).toEqual(IN_ORDER)
    expect(prefixes).toEqual([])
    const { lastModified } = await server.storage.headObject('photos', 'b.txt')
    expect(objects[1]).toEqual({
      Key: 'b.txt',
      LastModified: lastModified.toISOString(),
      ETag: '"5D41402ABC4B2A76B9719D911017C592"',
      Type: 'Normal',
      Size: '5',
      StorageClass: 'Standard',
      Owner: { ID: '1000', DisplayName: '1000' },
    })
    expect(lastModified.toISOString()).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  })

  it('of version 2 counts, and names the owner only when asked', async () => {
    const { told, objects, keys } = await list('list-type=2&continuation-token=&start-after=')
    expect(told).toEqual({
      Name: 'photos',
      Prefix: '',
      MaxKeys: '100',
      Delimiter: '',
      KeyCount: '7',
      IsTruncated: 'false',
    })
    expect(keys).toEqual(IN_ORDER)
    for (const object of objects) expect(object).not.toHaveProperty('Owner')
    const withOwner = await list('list-type=2&fetch-owner=true')
    for (const object of withOwner.objects) expect(object.Owner).toEqual({ ID: '1000', DisplayName: '1000' })
  })

  it.each(['', 'list-type=2&'])('?%s of an empty bucket is empty', async (version) => {
    await server.storage.createBucket('void')
    expect(await list(version, 'void')).toMatchObject({
      keys: [],
      prefixes: [],
      told: { IsTruncated: 'false' },
    })
  })

  it.each([
    ['prefix=dir/', ['dir/1', 'dir/2', 'dir/sub/3'], []],
    ['delimiter=/', ['a b+c&d.txt', 'b.txt'], ['dir/', 'z/', '照片/']],
    ['prefix=dir/&delimiter=/', ['dir/1', 'dir/2'], ['dir/sub/']],
    ['prefix=z/&delimiter=/', ['z/'], []],
    ['prefix=dir&delimiter=/', [], ['dir/']],
    ['prefix=nothing', [], []],
    ['delimiter=ir/', ['a b+c&d.txt', 'b.txt', 'z/', '照片/😀'], ['dir/']],
    ['prefix=%E7%85%A7', ['照片/😀'], []],
  ])('?%s', async (query, keys, prefixes) => {
    for (const version of ['', 'list-type=2&'])
      expect(await list(version + query)).toMatchObject({ keys, prefixes })
  })

  it.each([
    ['marker=b.txt', ['dir/1', 'dir/2', 'dir/sub/3', 'z/', '照片/😀']],
    ['marker=c', ['dir/1', 'dir/2', 'dir/sub/3', 'z/', '照片/😀']],
    ['marker=dir/2&prefix=dir/', ['dir/sub/3']],
    ['marker=a&prefix=dir/', ['dir/1', 'dir/2', 'dir/sub/3']],
    ['marker=z&prefix=dir/', []],
    ['marker=dir/&delimiter=/', []],
  ])('behind ?%s, which need not exist', async (query, keys) => {
    expect((await list(query)).keys).toEqual(keys)
    const v2 = `list-type=2&${query.replace('marker', 'start-after')}`
    expect((await list(v2)).keys).toEqual(keys)
  })

  it('writes keys percent-encoded when asked, and escaped otherwise', async () => {
    const query = 'prefix=a%20b%2B&delimiter=%26&marker=%2B&max-keys=1&encoding-type=url'
    expect(await list(query)).toMatchObject({
      told: { Prefix: 'a%20b%2B', Delimiter: '%26', Marker: '%2B', EncodingType: 'url' },
      prefixes: ['a%20b%2Bc%26'],
    })
    const { keys } = await list('encoding-type=url')
    expect(keys).toContain('%E7%85%A7%E7%89%87%2F%F0%9F%98%80')
    expect(keys.map(decodeURIComponent)).toEqual(IN_ORDER)
    const plain = await server.owner('GET', '/photos', { query: [['prefix', 'a']] })
    expect(plain.body).toContain('<Key>a b+c&amp;d.txt</Key>')
    expect(plain.body).not.toContain('EncodingType')
  })

  it('is well-formed whatever the keys hold, and url carries them all', async () => {
    await server.storage.createBucket('odd')
    const key = 'a\u0000b\u0007\ufffe]]>\r\n'
    await fill('odd', [key])
    expect((await list('', 'odd')).keys).toHaveLength(1)
    expect((await list('encoding-type=url', 'odd')).keys.map(decodeURIComponent)).toEqual([key])
  })

  it.each([
    ['max-keys=0', 'max-keys'],
    ['max-keys=-1', 'max-keys'],
    ['max-keys=1001', 'max-keys'],
    ['max-keys=many', 'max-keys'],
    ['max-keys=', 'max-keys'],
    ['encoding-type=base64', 'encoding-type'],
    [`prefix=${'a'.repeat(1024)}`, 'prefix'],
    [`marker=${'a'.repeat(1024)}`, 'marker'],
    [`delimiter=${'a'.repeat(1024)}`, 'delimiter'],
    [`list-type=2&start-after=${'a'.repeat(1024)}`, 'start-after'],
    ['list-type=2&continuation-token=%00', 'continuation-token'],
    ['list-type=2&max-keys=0', 'max-keys'],
    ['list-type=1', 'list-type'],
    ['list-type', 'list-type'],
  ])('?%s is refused', async (query, name) => {
    const refused = await server.owner('GET', '/photos', { query: parseQuery(query) })
    expect(errorOf(refused)).toMatchObject({ Code: 'InvalidArgument', status: '400', ArgumentName: name })
  })
})

describe('pages', () => {
  it('of version 1 go on at the last entry, a prefix or a key', async () => {
    const first = await list('delimiter=/&max-keys=3')
    expect(first).toMatchObject({
      keys: ['a b+c&d.txt', 'b.txt'],
      prefixes: ['dir/'],
      told: { IsTruncated: 'true', NextMarker: 'dir/', MaxKeys: '3' },
    })
    const second = await list('delimiter=/&max-keys=3&marker=dir/')
    expect(second).toMatchObject({ keys: [], prefixes: ['z/', '照片/'], told: { IsTruncated: 'false' } })
    expect(second.told).not.toHaveProperty('NextMarker')
  })

  it('of version 2 go on at a token', async () => {
    const first = await list('list-type=2&max-keys=6&start-after=a')
    expect(first.told).toMatchObject({ KeyCount: '6', IsTruncated: 'true', StartAfter: 'a' })
    const token = first.told.NextContinuationToken ?? ''
    expect(token).toMatch(/^[\w-]+$/)
    const second = await list(`list-type=2&max-keys=6&start-after=a&continuation-token=${token}`)
    expect(second).toMatchObject({
      keys: ['照片/😀'],
      told: { KeyCount: '1', IsTruncated: 'false', ContinuationToken: token },
    })
    expect(second.told).not.toHaveProperty('NextContinuationToken')
  })

  it('may be as large as all that there is', async () => {
    expect((await list('max-keys=7')).told).toMatchObject({ IsTruncated: 'false' })
    expect((await list('max-keys=6')).told).toMatchObject({ IsTruncated: 'true', NextMarker: 'z/' })
  })

  /** All pages of a listing, one after the other. */
  async function walk(bucket: string, query: string, version: 1 | 2): Promise<string[]> {
    const entries: string[] = []
    let from = ''
    for (;;) {
      const page = await list(`encoding-type=url&${query}${from}`, bucket)
      // A page has keys before prefixes; between pages the order is one.
      const mixed = [...page.keys, ...page.prefixes].map(decodeURIComponent)
      entries.push(...mixed.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))))
      const { IsTruncated, NextMarker, NextContinuationToken, KeyCount } = page.told
      if (version === 2) expect(KeyCount).toBe(String(mixed.length))
      if (IsTruncated === 'false') return entries
      from = version === 1 ? `&marker=${NextMarker}` : `&continuation-token=${NextContinuationToken}`
      expect(mixed.length).toBeGreaterThan(0)
    }
  }

  /** What a listing has to give, told from the keys alone. */
  function expected(keys: readonly string[], prefix: string, delimiter: string): string[] {
    const entries = keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => {
        const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
        return at < 0 ? key : key.slice(0, at + delimiter.length)
      })
    return [...new Set(entries)].sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
  }

  it('together give every entry once, in order, whatever the keys, the delimiter and the size of a page', async () => {
    const piece = fc.constantFrom('a', 'b', '/', '//', '-', ' ', '+', '照', '😀', '\u0001', 'é', '~')
    const key = fc
      .array(piece, { minLength: 1, maxLength: 5 })
      .map((pieces) => pieces.join(''))
      .filter((text) => !text.startsWith('/'))
    let count = 0
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { minLength: 1, maxLength: 12 }),
        fc.oneof(fc.constant(''), piece),
        fc.oneof(fc.constant(''), piece),
        fc.integer({ min: 1, max: 5 }),
        async (keys, prefix, delimiter, size) => {
          const bucket = `walk-${count++}`
          await server.storage.createBucket(bucket)
          await fill(bucket, keys)
          const text = encodeURIComponent
          const query = `prefix=${text(prefix)}&delimiter=${text(delimiter)}&max-keys=${size}`
          const all = expected(keys, prefix, delimiter)
          expect(await walk(bucket, query, 1)).toEqual(all)
          expect(await walk(bucket, `list-type=2&${query}`, 2)).toEqual(all)
        },
      ),
      { numRuns: 25 },
    )
  }, 60_000)
})

describe('who may list', () => {
  const anonymous = (bucket: string, query = '') =>
    server.anonymous('GET', `/${bucket}`, { query: parseQuery(query) })

  it.each(['photos', 'shown', 'open'])('the owner alone, as long as %s says nothing else', async (bucket) => {
    for (const query of ['', 'list-type=2', 'max-keys=nonsense'])
      expect(errorOf(await anonymous(bucket, query))).toMatchObject({
        Code: 'AccessDenied',
        status: '403',
        Message: 'You have no right to access this object because of bucket acl.',
        EC: '0003-00000001',
      })
  })

  it.each([
    ['photos', 403],
    ['shown', 200],
    ['open', 200],
  ])('anyone, where %s allows it and anyone may read: %i', async (bucket, status) => {
    await server.storage.changeBucketSettings(bucket, { anonymousListing: true })
    for (const query of ['', 'list-type=2']) expect((await anonymous(bucket, query)).statusCode).toBe(status)
    await server.storage.changeBucketSettings(bucket, { anonymousListing: false })
  })

  it('of a bucket that is not there: nobody', async () => {
    for (const answer of [await anonymous('missing'), await server.owner('GET', '/missing')])
      expect(errorOf(answer)).toMatchObject({ Code: 'NoSuchBucket', status: '404', BucketName: 'missing' })
  })
})
