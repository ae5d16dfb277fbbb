import type OSS from 'ali-oss'
import type { ListedObject } from 'ali-oss'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { body, etagOf } from '../bodies.ts'
import { type LiveServer, startServer } from '../live-server.ts'
import { connect, FORMS, refusal } from './ali-oss-clients.ts'

const BUCKET = 'listed-bucket'

/** In the order of their UTF-8 bytes. */
const KEYS = [
  'a b+c&d.txt',
  'img/1.jpg',
  'img/2 + 2.jpg',
  'img/sub/3.jpg',
  'img/sub/4.jpg',
  'last<>"\'%2F',
  'tab\tand\rreturn',
  '照片/一.jpg',
  '照片/二 二.jpg',
  '\uffee',
  '🖼️.png',
]
/** What XML has no way to write. */
const CONTROL = 'ctl/\u0001\u001f.txt'

let server: LiveServer
beforeAll(async () => {
  server = await startServer()
  await server.storage.createBucket(BUCKET)
  await server.storage.createBucket('empty-bucket')
  for (const key of [...KEYS, CONTROL]) await server.storage.putObject(BUCKET, key, body(key))
})
afterAll(() => server.close())

const names = (objects: readonly ListedObject[]) => objects.map(({ name }) => name)
describe.each(FORMS)('list, $name', (form) => {
  let client: OSS
  beforeAll(() => {
    client = connect(server, form, { bucket: BUCKET })
  })

  it('every key as it was put, and what there is to know of each', async () => {
    const { objects, prefixes, isTruncated, nextMarker } = await client.list({})
    expect(names(objects).filter((name) => !name.startsWith('ctl/'))).toEqual(KEYS)
    expect({ prefixes, isTruncated, nextMarker }).toEqual({
      prefixes: null,
      isTruncated: false,
      nextMarker: null,
    })
    const host = form.sldEnable ? `localhost:${server.port}/${BUCKET}` : `${BUCKET}.localhost:${server.port}`
    expect(objects[0]).toMatchObject({
      url: `http://${host}/a%20b%2Bc%26d.txt`,
      etag: `"${etagOf(KEYS[0] ?? '')}"`,
      lastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
      size: 11,
      type: 'Normal',
      storageClass: 'Standard',
      owner: { id: expect.stringMatching(/./), displayName: expect.stringMatching(/./) },
    })
  })

  it('a key with control characters, percent-encoded', async () => {
    const { objects } = await client.list({ prefix: 'ctl/', 'encoding-type': 'url' })
    expect(names(objects)).toEqual(['ctl%2F%01%1F.txt'])
    expect(decodeURIComponent(objects[0]?.name ?? '')).toBe(CONTROL)
    const v2 = await client.listV2({ prefix: 'ctl/', 'encoding-type': 'url' })
    expect(names(v2.objects)).toEqual(['ctl%2F%01%1F.txt'])
  })

  it.each([
    ['img/', ['img/1.jpg', 'img/2 + 2.jpg', 'img/sub/3.jpg', 'img/sub/4.jpg']],
    ['img/2 +', ['img/2 + 2.jpg']],
    ['a b+c&', ['a b+c&d.txt']],
    ['照', ['照片/一.jpg', '照片/二 二.jpg']],
    ['last<', ['last<>"\'%2F']],
    ['none', []],
    ['', KEYS],
  ])('prefix %j', async (prefix, expected) => {
    const v1 = await client.list({ prefix })
    const v2 = await client.listV2({ prefix })
    for (const { objects } of [v1, v2])
      expect(names(objects).filter((name) => !name.startsWith('ctl/'))).toEqual(expected)
  })

  it('a delimiter rolls up what is behind it', async () => {
    const asked = { prefix: 'img/', delimiter: '/' }
    for (const page of [await client.list(asked), await client.listV2({ ...asked })]) {
      expect(names(page.objects)).toEqual(['img/1.jpg', 'img/2 + 2.jpg'])
      expect(page.prefixes).toEqual(['img/sub/'])
    }
    const { prefixes, keyCount } = await client.listV2({ delimiter: '/' })
    expect(prefixes).toEqual(['ctl/', 'img/', '照片/'])
    expect(keyCount).toBe(8)
    expect((await client.list({ prefix: '照片/', delimiter: ' ' })).prefixes).toEqual(['照片/二 '])
  })

  it('list page by page', async () => {
    const seen: string[] = []
    let marker: string | null = ''
    let pages = 0
    do {
      const page = await client.list({ prefix: 'img/', marker, 'max-keys': 3 })
      expect(page.isTruncated).toBe(page.nextMarker !== null)
      seen.push(...names(page.objects))
      marker = page.nextMarker
      pages += 1
    } while (marker !== null && pages < 9)
    expect(seen).toEqual(['img/1.jpg', 'img/2 + 2.jpg', 'img/sub/3.jpg', 'img/sub/4.jpg'])
    expect(pages).toBe(2)
  })

  it('listV2 page by page, one entry a time, keys and prefixes together', async () => {
    const seen: string[] = []
    let token: string | undefined
    let pages = 0
    do {
      const asked = { delimiter: '/', 'max-keys': 1 }
      const page = await client.listV2(
        token === undefined ? asked : { ...asked, 'continuation-token': token },
      )
      expect(page.continuationToken ?? undefined).toBe(token)
      expect(page.keyCount).toBe(1)
      seen.push(...names(page.objects), ...(page.prefixes ?? []))
      token = page.nextContinuationToken ?? undefined
      expect(page.isTruncated).toBe(token !== undefined)
      pages += 1
    } while (token !== undefined && pages < 20)
    const rolled = ['ctl/', 'img/', '照片/', ...KEYS.filter((key) => !key.includes('/'))]
    expect(seen).toEqual(rolled.toSorted((one, two) => Buffer.compare(Buffer.from(one), Buffer.from(two))))
  })

  it('listV2 by its other name of the token', async () => {
    const first = await client.listV2({ prefix: '照片/', 'max-keys': '1' })
    const continuationToken = first.nextContinuationToken ?? ''
    const { objects } = await client.listV2({ prefix: '照片/', continuationToken })
    expect(names(objects)).toEqual(['照片/二 二.jpg'])
  })

  it.each(['img/2 + 2.jpg', 'img/2 + 2.jpg0', 'img/2 + 3'])('what is behind %s', async (entry) => {
    const v1 = await client.list({ prefix: 'img/', marker: entry })
    const v2 = await client.listV2({ prefix: 'img/', 'start-after': entry })
    for (const { objects } of [v1, v2]) expect(names(objects)).toEqual(['img/sub/3.jpg', 'img/sub/4.jpg'])
  })

  it('listV2 tells the owner when asked', async () => {
    const owners = async (fetch: string) =>
      (await client.listV2({ 'fetch-owner': fetch })).objects.map(({ owner }) => owner)
    expect((await owners('true')).every((owner) => owner !== null && owner.id !== '')).toBe(true)
    expect((await owners('false')).every((owner) => owner === null)).toBe(true)
  })

  it('a bucket without objects, one with one', async () => {
    const empty = connect(server, form, { bucket: 'empty-bucket' })
    const { objects, prefixes, isTruncated } = await empty.list({})
    expect({ objects, prefixes, isTruncated }).toEqual({ objects: [], prefixes: null, isTruncated: false })
    expect(await empty.listV2()).toMatchObject({ objects: [], keyCount: 0, nextContinuationToken: null })
    expect(names((await client.list({ prefix: 'img/1' })).objects)).toEqual(['img/1.jpg'])
    // The SDK's signature of no parameters at all.
    expect((await empty.list(null)).objects).toEqual([])
  })

  it.each([
    { 'max-keys': '0' },
    { 'max-keys': '-1' },
    { 'max-keys': '1001' },
    { 'max-keys': 'all' },
    { 'encoding-type': 'base64' },
  ])('%j is refused', async (query) => {
    const refused = { code: 'InvalidArgument', status: 400 }
    expect(await refusal(client.list({ ...query }))).toMatchObject(refused)
    expect(await refusal(client.listV2({ ...query }))).toMatchObject(refused)
  })

  it('a token that was never given out is refused', async () => {
    expect(await refusal(client.listV2({ 'continuation-token': 'img/1.jpg' }))).toMatchObject({
      code: 'InvalidArgument',
      status: 400,
    })
  })
})

it('a page has a hundred entries unless told otherwise, a thousand at most', async () => {
  const client = connect(server, { sldEnable: true, version: 1 }, { bucket: 'many-bucket' })
  await client.putBucket('many-bucket')
  for (let at = 0; at < 103; at += 1)
    await server.storage.putObject('many-bucket', `key-${String(at).padStart(4, '0')}`, body(''))
  const page = await client.list({})
  expect(page.objects).toHaveLength(100)
  expect(page).toMatchObject({ isTruncated: true, nextMarker: 'key-0099' })
  expect((await client.listV2({ 'max-keys': 1000 })).keyCount).toBe(103)
})
