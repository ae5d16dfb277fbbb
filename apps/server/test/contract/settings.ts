import { describe, expect, it } from 'vitest'
import { type BucketSettings, DEFAULT_SETTINGS } from '../../src/storage/bucket-settings.ts'
import type { Subject } from './subject.ts'

/** What an owner decides about a bucket, and the domains that stand for it. */
export function describeSettings(subject: Subject): void {
  describe('bucket settings', () => {
    const settings: BucketSettings = {
      cors: [
        {
          allowedOrigins: ['https://*.example.com', 'http://localhost'],
          allowedMethods: ['GET', 'HEAD'],
          allowedHeaders: ['*'],
          exposeHeaders: ['ETag'],
          maxAgeSeconds: 600,
        },
        {
          allowedOrigins: ['*'],
          allowedMethods: ['GET'],
          allowedHeaders: [],
          exposeHeaders: [],
          maxAgeSeconds: undefined,
        },
      ],
      styleDelimiters: ['!', '-'],
      sourceProtection: {
        rules: [{ prefix: '原图/', suffix: '.jpg', ignoreCase: true }],
        extensions: ['png'],
      },
      anonymousListing: true,
      domains: ['img.example.com', 'cdn.example.com'],
    }

    async function present(bucket = 'photos'): Promise<BucketSettings> {
      return (await subject.storage.getBucket(bucket)).settings
    }

    it('keeps them as they were given', async () => {
      await subject.storage.changeBucketSettings('photos', settings)
      expect(await present()).toEqual(settings)
      const listed = await subject.storage.listBuckets()
      expect(listed.map((bucket) => bucket.settings)).toEqual([settings])
    })

    it.each([
      [{ cors: [] }],
      [{ styleDelimiters: ['_'] }],
      [{ sourceProtection: undefined }],
      [{ anonymousListing: false }],
      [{ domains: ['other.example.com', 'img.example.com'] }],
      [{ domains: [] }],
      [{}],
    ] as const)('changes %j and nothing else', async (changes) => {
      await subject.storage.changeBucketSettings('photos', settings)
      await subject.storage.changeBucketSettings('photos', changes)
      expect(await present()).toEqual({ ...settings, ...changes })
    })

    it('keeps them through changes of the ACL and a second creation', async () => {
      await subject.storage.changeBucketSettings('photos', settings)
      await subject.storage.setBucketAcl('photos', 'public-read')
      expect((await subject.storage.createBucket('photos')).settings).toEqual(settings)
    })

    it('finds the bucket of a domain', async () => {
      await subject.storage.createBucket('other')
      await subject.storage.changeBucketSettings('photos', { domains: ['a.example', 'b.example'] })
      await subject.storage.changeBucketSettings('other', { domains: ['c.example'] })
      expect(await subject.storage.bucketOfDomain('a.example')).toBe('photos')
      expect(await subject.storage.bucketOfDomain('b.example')).toBe('photos')
      expect(await subject.storage.bucketOfDomain('c.example')).toBe('other')
      expect(await subject.storage.bucketOfDomain('d.example')).toBeUndefined()
      expect(await subject.storage.bucketOfDomain('')).toBeUndefined()
      await subject.storage.changeBucketSettings('photos', { domains: ['b.example'] })
      expect(await subject.storage.bucketOfDomain('a.example')).toBeUndefined()
      expect(await subject.storage.bucketOfDomain('b.example')).toBe('photos')
    })

    it('lets a domain stand for one bucket', async () => {
      await subject.storage.createBucket('other')
      await subject.storage.changeBucketSettings('photos', settings)
      await subject.storage.changeBucketSettings('other', { domains: ['c.example'], styleDelimiters: ['/'] })
      const before = await present('other')
      await expect(
        subject.storage.changeBucketSettings('other', {
          domains: ['d.example', 'img.example.com'],
          styleDelimiters: [],
        }),
      ).rejects.toMatchObject({
        code: 'InvalidArgument',
        message: 'The domain img.example.com stands for another bucket.',
        fields: { ArgumentName: 'domains', ArgumentValue: 'img.example.com' },
      })
      expect(await present('other')).toEqual(before)
      expect(await subject.storage.bucketOfDomain('c.example')).toBe('other')
      expect(await subject.storage.bucketOfDomain('d.example')).toBeUndefined()
      expect(await subject.storage.bucketOfDomain('img.example.com')).toBe('photos')
    })

    it('takes a domain twice for once', async () => {
      await subject.storage.changeBucketSettings('photos', {
        domains: ['b.example', 'a.example', 'b.example'],
      })
      expect(await present()).toEqual({ ...DEFAULT_SETTINGS, domains: ['b.example', 'a.example'] })
    })

    it('are gone with the bucket', async () => {
      await subject.storage.changeBucketSettings('photos', settings)
      await subject.storage.deleteBucket('photos')
      expect(await subject.storage.bucketOfDomain('img.example.com')).toBeUndefined()
      await subject.storage.createBucket('photos')
      expect(await present()).toEqual(DEFAULT_SETTINGS)
      await subject.storage.createBucket('other')
      await subject.storage.changeBucketSettings('other', { domains: ['img.example.com'] })
    })
  })
}
