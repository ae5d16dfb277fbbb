import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import type { ObjectRecord, StorageChange } from '../../src/storage/storage.ts'
import { body } from '../bodies.ts'
import type { Subject } from './subject.ts'

type Change = readonly [name: string, make: (subject: Subject) => Promise<unknown>]

/** Everything after which some read gives something else, each in its turn. */
const CHANGES: readonly Change[] = [
  ['a new bucket', ({ storage }) => storage.createBucket('logos')],
  ["a bucket's ACL", ({ storage }) => storage.setBucketAcl('photos', 'public-read')],
  [
    "a bucket's settings",
    ({ storage }) => storage.changeBucketSettings('photos', { anonymousListing: true }),
  ],
  [
    "a bucket's domain",
    ({ storage }) => storage.changeBucketSettings('photos', { domains: ['a.example.com'] }),
  ],
  ['a deleted bucket', ({ storage }) => storage.deleteBucket('logos')],
  ['an object', ({ storage }) => storage.putObject('photos', 'a', body('hello'))],
  ['the same once more', ({ storage }) => storage.putObject('photos', 'a', body('hello'))],
  ["an object's ACL", ({ storage }) => storage.setObjectAcl('photos', 'a', 'private')],
  ['a deleted object', ({ storage }) => storage.deleteObject('photos', 'a')],
  ['an appendable object', ({ storage }) => storage.appendObject('photos', 'log', 0, body('one'))],
  ['an append', ({ storage }) => storage.appendObject('photos', 'log', 3, body('two'))],
  ['a completed upload', (subject) => upload(subject, 'whole')],
  ['a style', ({ storage }) => storage.putStyle('photos', 'thumb', 'image/resize,w_1')],
  ['another content of a style', ({ storage }) => storage.putStyle('photos', 'thumb', 'image/resize,w_2')],
  ['a deleted style', ({ storage }) => storage.deleteStyle('photos', 'thumb')],
]

/** Telling of changes: by a count, and to those who listen. */
export function describeChanges(subject: Subject): void {
  describe('changes', () => {
    it('are counted before they are acknowledged, each of them', async () => {
      let before = subject.storage.writes
      for (const [name, make] of CHANGES) {
        await make(subject)
        expect(subject.storage.writes, name).not.toBe(before)
        before = subject.storage.writes
      }
    })

    it('are none where something is only read', async () => {
      const { storage } = subject
      await storage.putObject('photos', 'a', body('hello'))
      await storage.putStyle('photos', 'thumb', 'image/info')
      const before = storage.writes
      await storage.headObject('photos', 'a')
      await subject.content('a')
      await storage.listObjects('photos', { limit: 10 })
      await storage.getStyle('photos', 'thumb')
      await storage.getBucket('photos')
      await storage.statBucket('photos')
      await storage.bucketOfDomain('a.example.com')
      await expect(storage.headObject('photos', 'none')).rejects.toMatchObject({ code: 'NoSuchKey' })
      expect(storage.writes).toBe(before)
    })

    it('of contents are told when they are visible, in their order', async () => {
      const { storage } = subject
      const told: StorageChange[] = []
      const seen: Promise<ObjectRecord | undefined>[] = []
      const counts = [storage.writes]
      storage.onChange((change) => {
        told.push(change)
        counts.push(storage.writes)
        seen.push(storage.headObject(change.bucket, change.key).catch(() => undefined))
      })
      const first = await storage.putObject('photos', 'a', body('one'))
      const second = await storage.putObject('photos', 'a', body('two'))
      await storage.deleteObject('photos', 'a')
      const begun = await storage.appendObject('photos', 'log', 0, body('one'))
      const longer = await storage.appendObject('photos', 'log', 3, body('two'))
      const whole = await upload(subject, 'whole')
      const deleted = { bucket: 'photos', key: 'a', version: undefined }
      expect(told).toEqual([...[first, second].map(named), deleted, ...[begun, longer, whole].map(named)])
      expect(await Promise.all(seen)).toEqual([first, second, undefined, begun, longer, whole])
      expect(new Set(counts).size).toBe(counts.length)
    })

    it('of other things, and those that failed, are told to nobody', async () => {
      const { storage } = subject
      const told: StorageChange[] = []
      await storage.putObject('photos', 'a', body('one'))
      storage.onChange((change) => told.push(change))
      await storage.deleteObject('photos', 'none')
      await storage.setObjectAcl('photos', 'a', 'private')
      await storage.putStyle('photos', 'thumb', 'image/info')
      await expect(storage.putObject('photos', 'a', body('x'), { crc64: '1' })).rejects.toThrow()
      await expect(storage.putObject('photos', 'a', body('x'), { forbidOverwrite: true })).rejects.toThrow()
      await expect(storage.appendObject('photos', 'a', 0, body('x'))).rejects.toThrow()
      expect(told).toEqual([])
    })

    it('are not held up by a listener that throws', async () => {
      const { storage } = subject
      const told: string[] = []
      storage.onChange(() => {
        throw new Error('a listener of a test throws')
      })
      storage.onChange(({ key }) => told.push(key))
      await storage.putObject('photos', 'a', body('one'))
      expect(await storage.deleteObject('photos', 'a')).toBe(true)
      expect(told).toEqual(['a', 'a'])
      await storage.putObject('photos', 'a', body('two'))
      expect(await subject.content('a')).toBe('two')
    })
  })

  describe('files of contents', () => {
    it('hold them, and whatever comes behind', async () => {
      const { storage } = subject
      const put = await storage.putObject('photos', 'a', body('hello'))
      const begun = await storage.appendObject('photos', 'log', 0, body('one'))
      const begunFile = storage.contentFile(begun)
      const longer = await storage.appendObject('photos', 'log', 3, body('two'))
      const whole = await upload(subject, 'whole')
      const records = [put, longer, whole] as const
      for (const record of records) {
        const file = storage.contentFile(record)
        if (file === undefined) continue
        const bytes = (await readFile(file)).subarray(0, record.size)
        expect(bytes.toString()).toBe(await subject.content(record.key))
      }
      expect(new Set([begun, ...records].map((record) => storage.contentFile(record))).size).toBeOneOf([1, 4])
      expect(storage.contentFile(begun)).toBe(begunFile)
    })
  })
}

function named({ bucket, key, version }: ObjectRecord): StorageChange {
  return { bucket, key, version }
}

/** An object that comes in one part. */
async function upload({ storage }: Subject, key: string): Promise<ObjectRecord> {
  const begun = await storage.createUpload('photos', key)
  const { number, etag } = await storage.putPart(begun, 1, body('in a part'))
  return storage.completeUpload(begun, [{ number, etag }])
}
