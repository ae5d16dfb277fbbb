import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../src/storage/bucket-settings.ts'
import { openDiskStorage } from '../src/storage/disk.ts'
import { body, etagOf } from './bodies.ts'

/** The tables as the first release made them. */
const SCHEMA_1 = `
  CREATE TABLE buckets (
    name TEXT PRIMARY KEY, acl TEXT NOT NULL, created_at INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE objects (
    bucket TEXT NOT NULL REFERENCES buckets (name), key BLOB NOT NULL, version TEXT NOT NULL,
    size INTEGER NOT NULL, etag TEXT NOT NULL, crc64 TEXT NOT NULL, content_type TEXT NOT NULL,
    headers TEXT NOT NULL, user_metadata TEXT NOT NULL, acl TEXT NOT NULL, type TEXT NOT NULL,
    storage_class TEXT NOT NULL, last_modified INTEGER NOT NULL, PRIMARY KEY (bucket, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX objects_by_version ON objects (version);
  CREATE TABLE styles (
    bucket TEXT NOT NULL REFERENCES buckets (name) ON DELETE CASCADE, name TEXT NOT NULL,
    content BLOB NOT NULL, created_at INTEGER NOT NULL, modified_at INTEGER NOT NULL,
    PRIMARY KEY (bucket, name)
  ) STRICT, WITHOUT ROWID;
  PRAGMA user_version = 1`

const VERSION = 'ab'.repeat(16)
const TIME = Date.parse('2026-01-15T08:30:00Z')

let directory: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ossimg-storage-'))
})

afterEach(() => rm(directory, { recursive: true }))

it('opens a store of schema 1 and keeps all that it holds', async () => {
  await mkdir(join(directory, 'blobs', 'ab'), { recursive: true })
  await writeFile(join(directory, 'blobs', 'ab', VERSION), 'hello')
  change((database) => {
    database.exec(SCHEMA_1)
    database.prepare('INSERT INTO buckets VALUES (?, ?, ?)').run('photos', 'public-read', TIME)
    database
      .prepare('INSERT INTO objects VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
      .run(
        ...['photos', Buffer.from('a/图.jpg'), VERSION, 5, etagOf('hello'), '11177612005948864433'],
        ...[
          'image/jpeg',
          '{"cache-control":"no-cache"}',
          '{"author":"张三"}',
          'private',
          'Normal',
          'IA',
          TIME,
        ],
      )
    database
      .prepare('INSERT INTO styles VALUES (?, ?, ?, ?, ?)')
      .run('photos', 'thumb', Buffer.from('image/info'), TIME, TIME)
  })
  const storage = await openDiskStorage({ directory })
  const bucket = {
    name: 'photos',
    acl: 'public-read',
    createdAt: new Date(TIME),
    settings: DEFAULT_SETTINGS,
  }
  expect(await storage.listBuckets()).toEqual([bucket])
  const { objects } = await storage.listObjects('photos', { limit: 2 })
  expect(objects).toEqual([
    {
      bucket: 'photos',
      key: 'a/图.jpg',
      version: VERSION,
      size: 5,
      etag: etagOf('hello'),
      crc64: '11177612005948864433',
      contentType: 'image/jpeg',
      headers: { 'cache-control': 'no-cache' },
      userMetadata: { author: '张三' },
      acl: 'private',
      type: 'Normal',
      storageClass: 'IA',
      lastModified: new Date(TIME),
    },
  ])
  const reader = await storage.openObject('photos', 'a/图.jpg')
  expect((await reader.bytes()).toString()).toBe('hello')
  await reader.close()
  expect(await storage.listStyles('photos')).toMatchObject([{ name: 'thumb', content: 'image/info' }])

  await storage.changeBucketSettings('photos', { domains: ['img.example.com'], anonymousListing: true })
  const upload = await storage.createUpload('photos', 'b')
  await storage.putPart(upload, 1, body('part'))
  await storage.close()
  const again = await openDiskStorage({ directory })
  const settings = { ...DEFAULT_SETTINGS, domains: ['img.example.com'], anonymousListing: true }
  expect(await again.getBucket('photos')).toEqual({ ...bucket, settings })
  expect(await again.statBucket('photos')).toEqual({ objects: 1, bytes: 5, uploads: 1 })
  await again.close()
})

it('has defaults for settings that an earlier release did not know', async () => {
  const storage = await openDiskStorage({ directory })
  await storage.createBucket('photos')
  await storage.close()
  change((database) => {
    database.exec(`UPDATE buckets SET settings = '{"styleDelimiters":["!"]}'`)
  })
  const again = await openDiskStorage({ directory })
  expect((await again.getBucket('photos')).settings).toEqual({ ...DEFAULT_SETTINGS, styleDelimiters: ['!'] })
  await again.changeBucketSettings('photos', { anonymousListing: true })
  expect((await again.getBucket('photos')).settings).toEqual({
    ...DEFAULT_SETTINGS,
    styleDelimiters: ['!'],
    anonymousListing: true,
  })
  await again.close()
})

function change(work: (database: Database.Database) => void): void {
  const database = new Database(join(directory, 'metadata.db'))
  try {
    work(database)
  } finally {
    database.close()
  }
}
