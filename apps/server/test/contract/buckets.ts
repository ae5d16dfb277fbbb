import { describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../src/storage/bucket-settings.ts'
import type { BucketAcl } from '../../src/storage/storage.ts'
import { body } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** Buckets, their ACLs and their names. */
export function describeBuckets(subject: Subject): void {
  describe('buckets', () => {
    it('creates a private bucket and tells when', async () => {
      const before = Math.floor(Date.now() / 1000) * 1000
      const bucket = await subject.storage.createBucket('fresh')
      expect(bucket).toEqual({
        name: 'fresh',
        acl: 'private',
        createdAt: expect.any(Date),
        settings: DEFAULT_SETTINGS,
      })
      expect(bucket.createdAt.getTime()).toBeGreaterThanOrEqual(before)
      expect(bucket.createdAt.getTime()).toBeLessThanOrEqual(Date.now())
      expect(bucket.createdAt.getMilliseconds()).toBe(0)
      expect(await subject.storage.getBucket('fresh')).toEqual(bucket)
    })

    it.each<BucketAcl>(['private', 'public-read', 'public-read-write'])(
      'creates and sets %s',
      async (acl) => {
        expect(await subject.storage.createBucket('made', { acl })).toMatchObject({ acl })
        await subject.storage.setBucketAcl('photos', acl)
        expect(await subject.storage.getBucket('photos')).toMatchObject({ name: 'photos', acl })
      },
    )

    it('keeps an existing bucket, its ACL and its objects', async () => {
      const first = await subject.storage.createBucket('twice', { acl: 'public-read' })
      await subject.storage.putObject('twice', 'a', body('a'))
      expect(await subject.storage.createBucket('twice')).toEqual(first)
      expect(await subject.content('a', 'twice')).toBe('a')
    })

    it('applies an ACL given to an existing bucket', async () => {
      expect(await subject.storage.createBucket('photos', { acl: 'public-read' })).toMatchObject({
        acl: 'public-read',
      })
      expect(await subject.storage.getBucket('photos')).toMatchObject({ acl: 'public-read' })
    })

    it('lists buckets in the order of their names', async () => {
      for (const bucket of ['zoo', 'a-1', 'a0', 'a']) await subject.storage.createBucket(bucket)
      const names = (await subject.storage.listBuckets()).map((bucket) => bucket.name)
      expect(names).toEqual(['a', 'a-1', 'a0', 'photos', 'zoo'])
    })

    it('deletes an empty bucket with its styles', async () => {
      await subject.storage.putStyle('photos', 'thumb', 'image/resize,w_100')
      await subject.storage.deleteBucket('photos')
      await expect(subject.storage.getBucket('photos')).rejects.toMatchObject({ code: 'NoSuchBucket' })
      await subject.storage.createBucket('photos')
      expect(await subject.storage.listStyles('photos')).toEqual([])
    })

    it('deletes a bucket only when its last object is gone', async () => {
      await subject.storage.putObject('photos', 'a', body('a'))
      await expect(subject.storage.deleteBucket('photos')).rejects.toMatchObject({
        code: 'BucketNotEmpty',
        fields: { BucketName: 'photos' },
      })
      await subject.storage.deleteObject('photos', 'a')
      await subject.storage.deleteBucket('photos')
    })

    it('deletes a bucket only when its last upload has ended', async () => {
      const upload = await subject.storage.createUpload('photos', 'a')
      await expect(subject.storage.deleteBucket('photos')).rejects.toMatchObject({ code: 'BucketNotEmpty' })
      await subject.storage.abortUpload(upload)
      await subject.storage.deleteBucket('photos')
    })

    it('counts what it holds', async () => {
      expect(await subject.storage.statBucket('photos')).toEqual({ objects: 0, bytes: 0, uploads: 0 })
      await subject.storage.createBucket('other')
      await subject.storage.putObject('other', 'a', body('elsewhere'))
      await subject.storage.putObject('photos', 'a', body('to be replaced'))
      await subject.storage.putObject('photos', 'a', body('four'))
      await subject.storage.putObject('photos', 'b', body('seven 7'))
      await subject.storage.putObject('photos', 'empty', body(''))
      const upload = await subject.storage.createUpload('photos', 'a')
      await subject.storage.createUpload('photos', 'a')
      await subject.storage.putPart(upload, 1, body('parts are no objects'))
      expect(await subject.storage.statBucket('photos')).toEqual({ objects: 3, bytes: 11, uploads: 2 })
      await subject.storage.completeUpload(upload, 'all')
      await subject.storage.deleteObject('photos', 'b')
      expect(await subject.storage.statBucket('photos')).toEqual({ objects: 2, bytes: 20, uploads: 1 })
    })

    it.each<[string, (bucket: string) => Promise<unknown>]>([
      ['getBucket', (bucket) => subject.storage.getBucket(bucket)],
      ['setBucketAcl', (bucket) => subject.storage.setBucketAcl(bucket, 'private')],
      ['deleteBucket', (bucket) => subject.storage.deleteBucket(bucket)],
      ['changeBucketSettings', (bucket) => subject.storage.changeBucketSettings(bucket, {})],
      ['statBucket', (bucket) => subject.storage.statBucket(bucket)],
      ['putObject', (bucket) => subject.storage.putObject(bucket, 'a', body('a'))],
      ['headObject', (bucket) => subject.storage.headObject(bucket, 'a')],
      ['openObject', (bucket) => subject.storage.openObject(bucket, 'a')],
      ['deleteObject', (bucket) => subject.storage.deleteObject(bucket, 'a')],
      ['listObjects', (bucket) => subject.storage.listObjects(bucket, { limit: 1 })],
      ['setObjectAcl', (bucket) => subject.storage.setObjectAcl(bucket, 'a', 'private')],
      ['appendObject', (bucket) => subject.storage.appendObject(bucket, 'a', 0, body('a'))],
      ['createUpload', (bucket) => subject.storage.createUpload(bucket, 'a')],
      ['putPart', (bucket) => subject.storage.putPart({ bucket, key: 'a', id: 'A' }, 1, body('a'))],
      ['listParts', (bucket) => subject.storage.listParts({ bucket, key: 'a', id: 'A' }, { limit: 1 })],
      ['completeUpload', (bucket) => subject.storage.completeUpload({ bucket, key: 'a', id: 'A' }, 'all')],
      ['abortUpload', (bucket) => subject.storage.abortUpload({ bucket, key: 'a', id: 'A' })],
      ['listUploads', (bucket) => subject.storage.listUploads(bucket, { limit: 1 })],
      ['putStyle', (bucket) => subject.storage.putStyle(bucket, 'thumb', 'image/info')],
      ['getStyle', (bucket) => subject.storage.getStyle(bucket, 'thumb')],
      ['listStyles', (bucket) => subject.storage.listStyles(bucket)],
      ['deleteStyle', (bucket) => subject.storage.deleteStyle(bucket, 'thumb')],
    ])('%s needs the bucket', async (_, call) => {
      await expect(call('missing')).rejects.toMatchObject({
        name: 'StorageError',
        code: 'NoSuchBucket',
        message: 'The specified bucket does not exist.',
        fields: { BucketName: 'missing' },
      })
    })

    it('keeps the buckets apart', async () => {
      await subject.storage.createBucket('other')
      await subject.storage.putObject('photos', 'a', body('in photos'))
      await subject.storage.putObject('other', 'a', body('in other'))
      await subject.storage.putStyle('other', 'thumb', 'image/info')
      await subject.storage.deleteObject('photos', 'a')
      expect(await subject.content('a', 'other')).toBe('in other')
      await expect(subject.storage.getStyle('photos', 'thumb')).rejects.toMatchObject({ code: 'NoSuchStyle' })
    })
  })
}
