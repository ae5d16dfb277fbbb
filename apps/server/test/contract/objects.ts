import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Crc64 } from '../../src/storage/crc64.ts'
import { contentMd5, type ObjectAcl } from '../../src/storage/storage.ts'
import { body, collect, etagOf } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** What is stored, under which keys, and with which properties. */
export function describeObjects(subject: Subject): void {
  describe('objects', () => {
    it('stores bytes and tells all about them', async () => {
      const before = Math.floor(Date.now() / 1000) * 1000
      const properties = {
        contentType: 'image/jpeg; x="ü"',
        headers: { 'cache-control': 'max-age=60', expires: 'Thu, 15 Jan 2026 08:30:00 GMT' },
        userMetadata: { author: '张 三', 'x-empty': '', ['__proto__']: 'kept' },
        acl: 'public-read',
        storageClass: 'IA',
      } as const
      const record = await subject.storage.putObject('photos', 'a/b.jpg', body('hello'), properties)
      expect(record).toEqual({
        bucket: 'photos',
        key: 'a/b.jpg',
        size: 5,
        etag: '5D41402ABC4B2A76B9719D911017C592',
        crc64: '11177612005948864433',
        type: 'Normal',
        lastModified: expect.any(Date),
        version: expect.any(String),
        ...properties,
      })
      expect(contentMd5(record)).toBe('XUFAKrxLKna5cZ2REBfFkg==')
      expect(record.lastModified.getTime()).toBeGreaterThanOrEqual(before)
      expect(record.lastModified.getMilliseconds()).toBe(0)
      expect(await subject.storage.headObject('photos', 'a/b.jpg')).toEqual(record)
      const reader = await subject.storage.openObject('photos', 'a/b.jpg')
      expect(reader.record).toEqual(record)
      expect((await reader.bytes()).toString()).toBe('hello')
      await reader.close()
    })

    it('has defaults for what is not said', async () => {
      expect(await subject.storage.putObject('photos', 'a', body('a'))).toMatchObject({
        contentType: 'application/octet-stream',
        headers: {},
        userMetadata: {},
        acl: 'default',
        storageClass: 'Standard',
      })
    })

    it.each([0, 1, 65_535, 65_536, 65_537, 5_000_000])('gives %i bytes back as they came', async (size) => {
      const bytes = randomBytes(size)
      const record = await subject.storage.putObject('photos', 'sized', body(bytes, 50_000), {
        contentLength: size,
      })
      expect(record).toMatchObject({
        size,
        etag: etagOf(bytes),
        crc64: new Crc64().update(bytes).digest(),
      })
      const reader = await subject.storage.openObject('photos', 'sized')
      expect((await reader.bytes()).equals(bytes)).toBe(true)
      expect((await collect(reader.read())).equals(bytes)).toBe(true)
      await reader.close()
    })

    it('takes pieces of any size, empty ones too', async () => {
      const pieces = async function* () {
        for (const piece of ['', 'he', '', 'l', 'lo', '']) yield Buffer.from(piece)
      }
      expect(await subject.storage.putObject('photos', 'a', pieces())).toMatchObject({
        size: 5,
        etag: etagOf('hello'),
      })
      expect(await subject.content('a')).toBe('hello')
    })

    it.each([
      ['a path upwards', '../x'],
      ['a longer path upwards', '../../../../etc/passwd'],
      ['dots', '.'],
      ['two slashes', 'a//b'],
      ['a slash at the end', 'a/'],
      ['Chinese, space, plus, ampersand', '中文 +&'],
      ['a percent sequence', 'a%2Fb'],
      ['a character outside the basic plane', '🖼/ü'],
      ['a name Windows reserves', 'CON'],
      ['control characters', 'a\u0001\u0000\nb'],
      ['SQL', `'; DROP TABLE objects; --`],
      ['a name of JavaScript', '__proto__'],
      ['1023 bytes', 'k'.repeat(1023)],
      ['1023 bytes of UTF-8', '图'.repeat(341)],
    ])('takes %s as a key', async (_, key) => {
      const record = await subject.storage.putObject('photos', key, body(key))
      expect(record.key).toBe(key)
      expect(await subject.storage.headObject('photos', key)).toEqual(record)
      expect(await subject.content(key)).toBe(key)
      expect(await subject.storage.deleteObject('photos', key)).toBe(true)
      await expect(subject.storage.headObject('photos', key)).rejects.toMatchObject({ code: 'NoSuchKey' })
    })

    it('tells keys apart by their bytes', async () => {
      const keys = ['a', 'A', 'a/', 'a//b', 'a/b', 'a\u0000', 'é', 'e\u0301', 'a ', 'x/../a', './a']
      for (const key of keys) await subject.storage.putObject('photos', key, body(`content of ${key}`))
      for (const key of keys) expect(await subject.content(key)).toBe(`content of ${key}`)
    })

    it.each<[string, (key: string) => Promise<unknown>]>([
      ['headObject', (key) => subject.storage.headObject('photos', key)],
      ['openObject', (key) => subject.storage.openObject('photos', key)],
      ['setObjectAcl', (key) => subject.storage.setObjectAcl('photos', key, 'private')],
    ])('%s needs the key', async (_, call) => {
      await expect(call('missing')).rejects.toMatchObject({
        name: 'StorageError',
        code: 'NoSuchKey',
        message: 'The specified key does not exist.',
        fields: { Key: 'missing' },
      })
    })

    it('replaces content and properties as a whole', async () => {
      const first = await subject.storage.putObject('photos', 'a', body('first'), {
        contentType: 'text/plain',
        acl: 'private',
        userMetadata: { left: 'over' },
        headers: { 'content-language': 'de' },
      })
      const second = await subject.storage.putObject('photos', 'a', body('second'))
      expect(second).toMatchObject({ acl: 'default', userMetadata: {}, headers: {}, size: 6 })
      expect(second.version).not.toBe(first.version)
      expect(await subject.content('a')).toBe('second')
    })

    it('names every content anew, even the same after a deletion', async () => {
      const versions = new Set<string>()
      for (let count = 0; count < 3; count++) {
        versions.add((await subject.storage.putObject('photos', 'a', body('same'))).version)
        versions.add((await subject.storage.putObject('photos', 'a', body('same'))).version)
        await subject.storage.deleteObject('photos', 'a')
      }
      expect(versions.size).toBe(6)
    })

    it('deletes once', async () => {
      await subject.storage.putObject('photos', 'a', body('a'))
      expect(await subject.storage.deleteObject('photos', 'a')).toBe(true)
      expect(await subject.storage.deleteObject('photos', 'a')).toBe(false)
      expect(await subject.storage.deleteObject('photos', 'never')).toBe(false)
    })

    it.each<ObjectAcl>(['default', 'private', 'public-read', 'public-read-write'])(
      'sets the ACL %s and nothing else',
      async (acl) => {
        const record = await subject.storage.putObject('photos', 'a', body('a'), { acl: 'private' })
        await subject.storage.setObjectAcl('photos', 'a', acl)
        expect(await subject.storage.headObject('photos', 'a')).toEqual({ ...record, acl })
      },
    )

    it('refuses to overwrite when told so, before it reads the body', async () => {
      await subject.storage.putObject('photos', 'a', body('first'), { forbidOverwrite: true })
      let touched = false
      const second = async function* () {
        touched = true
        yield Buffer.from('second')
      }
      await expect(
        subject.storage.putObject('photos', 'a', second(), { forbidOverwrite: true }),
      ).rejects.toMatchObject({
        code: 'FileAlreadyExists',
      })
      expect(touched).toBe(false)
      expect(await subject.content('a')).toBe('first')
    })

    it('lets one of many win that forbid an overwrite', async () => {
      const attempts = Array.from({ length: 8 }, (_, index) =>
        subject.storage.putObject('photos', 'once', body(`${index}`), { forbidOverwrite: true }),
      )
      const results = await Promise.allSettled(attempts)
      const winners = results.flatMap((result, index) => (result.status === 'fulfilled' ? [`${index}`] : []))
      expect(winners).toEqual([await subject.content('once')])
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'FileAlreadyExists' })
      }
    })
  })
}
