import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { declareBuckets, readDeclaredBuckets } from '../src/configuration/declared-buckets.ts'
import { JsonError, problemText } from '../src/configuration/json-document.ts'
import { DEFAULT_SETTINGS } from '../src/storage/bucket-settings.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import type { Storage } from '../src/storage/storage.ts'

let directory: string
let storage: Storage
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'declared-'))
  storage = await openDiskStorage({ directory })
})
afterEach(async () => {
  vi.useRealTimers()
  await storage.close()
  rmSync(directory, { recursive: true })
})

const domains = { baseHosts: ['localhost'], cnames: {} }

const declare = (buckets: unknown) =>
  declareBuckets(storage, readDeclaredBuckets(JSON.stringify({ buckets }), domains))

/** All there is to see of the buckets and their styles. */
async function everything() {
  const buckets = await storage.listBuckets()
  return Promise.all(
    buckets.map(async (bucket) => ({ ...bucket, styles: await storage.listStyles(bucket.name) })),
  )
}

const FULL = {
  photos: {
    acl: 'public-read',
    styles: { thumb: 'image/resize,w_100', 'small.v2': 'image/resize,w_300' },
    styleDelimiters: ['!'],
    sourceProtection: {
      rules: [{ prefix: 'originals/', suffix: '.jpg', ignoreCase: true }],
      extensions: ['jpg'],
    },
    anonymousListing: true,
    domains: ['img.example.com'],
    cors: [
      {
        allowedOrigins: ['*'],
        allowedMethods: ['GET'],
        allowedHeaders: ['*'],
        exposeHeaders: ['ETag'],
        maxAgeSeconds: 600,
      },
    ],
  },
  logos: {},
}

it('makes buckets, and of each what is declared', async () => {
  await declare(FULL)
  const { acl, styles, ...settings } = FULL.photos
  expect(await everything()).toMatchObject([
    { name: 'logos', acl: 'private', settings: DEFAULT_SETTINGS, styles: [] },
    {
      name: 'photos',
      acl,
      settings,
      styles: [
        { name: 'small.v2', content: 'image/resize,w_300' },
        { name: 'thumb', content: 'image/resize,w_100' },
      ],
    },
  ])
  expect(await storage.bucketOfDomain('img.example.com')).toBe('photos')
})

it('changes nothing the second time', async () => {
  await declare(FULL)
  const before = await everything()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 })
  await declare(FULL)
  expect(await everything()).toEqual(before)
  await declare({ photos: { styles: { thumb: 'image/resize,w_200' } } })
  const [, photos] = await everything()
  const [, thumb] = photos?.styles ?? []
  expect(thumb?.content).toBe('image/resize,w_200')
  expect(thumb?.modifiedAt).not.toEqual(thumb?.createdAt)
})

it('leaves what is not declared', async () => {
  await declare(FULL)
  await storage.putStyle('photos', 'own', 'image/info')
  await storage.createBucket('others', { acl: 'public-read-write' })
  await declare({
    photos: { anonymousListing: false, sourceProtection: null, styles: {} },
    logos: { acl: 'public-read' },
  })
  const { acl, styles: _, ...settings } = FULL.photos
  expect(await everything()).toMatchObject([
    { name: 'logos', acl: 'public-read' },
    { name: 'others', acl: 'public-read-write' },
    {
      name: 'photos',
      acl,
      settings: { ...settings, anonymousListing: false, sourceProtection: undefined },
      styles: [{ name: 'own' }, { name: 'small.v2' }, { name: 'thumb' }],
    },
  ])
})

it('moves a domain from one bucket to another, in either order', async () => {
  await declare({ photos: { domains: ['img.example.com', 'a.example.com'] } })
  await declare({ logos: { domains: ['img.example.com'] }, photos: { domains: ['a.example.com'] } })
  expect(await storage.bucketOfDomain('img.example.com')).toBe('logos')
  await declare({ logos: { domains: [] }, photos: { domains: ['img.example.com'] } })
  expect(await storage.bucketOfDomain('img.example.com')).toBe('photos')
  expect(await storage.bucketOfDomain('a.example.com')).toBeUndefined()
})

describe('refuses, and changes nothing', () => {
  /** What is told of a declaration, line by line. */
  async function problemsOf(buckets: unknown): Promise<readonly string[]> {
    try {
      await declare(buckets)
    } catch (error) {
      if (error instanceof JsonError) return error.problems.map(problemText)
      throw error
    }
    return []
  }

  it('a domain of a bucket that is not declared, or that keeps it', async () => {
    await storage.createBucket('old')
    await storage.changeBucketSettings('old', { domains: ['a.example.com', 'b.example.com'] })
    const before = await everything()
    const photos = { domains: ['c.example.com', 'a.example.com'] }
    const problem =
      'buckets.photos.domains[1]: expected a domain that stands for no other bucket than old, received "a.example.com"'
    expect(await problemsOf({ photos })).toEqual([problem])
    expect(await problemsOf({ photos, old: { acl: 'public-read' } })).toEqual([problem])
    expect(await everything()).toEqual(before)
  })

  it('more styles than a bucket has room for', async () => {
    await storage.createBucket('photos')
    for (let number = 0; number < 48; number += 1)
      await storage.putStyle('photos', `s${number}`, 'image/info')
    const styles = { s1: 'image/info', a: 'image/info', b: 'image/info', c: 'image/info' }
    expect(await problemsOf({ photos: { styles, acl: 'public-read' } })).toEqual([
      'buckets.photos.styles: expected at most 2 styles beside those that the bucket has, received 3',
    ])
    expect((await storage.getBucket('photos')).acl).toBe('private')
    expect(
      await problemsOf({ photos: { styles: { s1: 'image/info', a: 'image/info', b: 'image/info' } } }),
    ).toEqual([])
  })
})
