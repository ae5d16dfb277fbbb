import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Crc64 } from '../../src/storage/crc64.ts'
import { MAX_OBJECT_BYTES } from '../../src/storage/limits.ts'
import { contentMd5, type ObjectRecord } from '../../src/storage/storage.ts'
import { body, brokenBody, collect } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** Objects that grow. */
export function describeAppends(subject: Subject): void {
  describe('appends', () => {
    function append(position: number, content: Uint8Array | string, key = 'log'): Promise<ObjectRecord> {
      return subject.storage.appendObject('photos', key, position, body(content))
    }

    it('begins an object and goes on', async () => {
      const properties = {
        contentType: 'text/plain',
        headers: { 'cache-control': 'no-cache' },
        userMetadata: { author: '张三' },
        acl: 'public-read',
        storageClass: 'IA',
      } as const
      const first = await subject.storage.appendObject('photos', 'log', 0, body('12345'), properties)
      expect(first).toEqual({
        bucket: 'photos',
        key: 'log',
        size: 5,
        etag: expect.stringMatching(/^[0-9A-F]{32}$/),
        crc64: new Crc64().update(Buffer.from('12345')).digest(),
        type: 'Appendable',
        lastModified: expect.any(Date),
        version: expect.any(String),
        ...properties,
      })
      expect(first.lastModified.getMilliseconds()).toBe(0)
      expect(contentMd5(first)).toBeUndefined()
      expect(await subject.storage.headObject('photos', 'log')).toEqual(first)
      const later = { contentType: 'image/png', userMetadata: { author: 'none' }, acl: 'private' } as const
      const second = await subject.storage.appendObject('photos', 'log', 5, body('6789'), later)
      expect(second).toEqual({
        ...first,
        size: 9,
        crc64: '11051210869376104954',
        etag: expect.stringMatching(/^[0-9A-F]{32}$/),
        version: expect.any(String),
        lastModified: expect.any(Date),
      })
      expect(second.etag).not.toBe(first.etag)
      expect(second.version).not.toBe(first.version)
      expect(await subject.storage.headObject('photos', 'log')).toEqual(second)
      expect(await subject.content('log')).toBe('123456789')
    })

    it('takes empty bodies anywhere', async () => {
      const etags = new Set<string>()
      for (const [position, content] of [
        [0, ''],
        [0, ''],
        [0, 'a'],
        [1, ''],
        [1, ''],
        [1, 'b'],
      ] as const) {
        etags.add((await append(position, content)).etag)
      }
      expect(etags.size).toBe(6)
      expect(await subject.content('log')).toBe('ab')
      expect(await subject.storage.headObject('photos', 'log')).toMatchObject({
        crc64: new Crc64().update(Buffer.from('ab')).digest(),
      })
    })

    it('gives the bytes of many appends back as they came', async () => {
      const bytes = randomBytes(700_000)
      let position = 0
      for (const size of [1, 65_536, 100_000, 3, 300_000, 234_460]) {
        const record = await append(position, bytes.subarray(position, position + size))
        position += size
        expect(record).toMatchObject({
          size: position,
          crc64: new Crc64().update(bytes.subarray(0, position)).digest(),
        })
      }
      const reader = await subject.storage.openObject('photos', 'log')
      expect((await reader.bytes()).equals(bytes)).toBe(true)
      expect(
        (await collect(reader.read({ start: 65_530, end: 65_550 }))).equals(bytes.subarray(65_530, 65_551)),
      )
      await reader.close()
    })

    it.each([
      [0, 5],
      [4, 5],
      [6, 5],
      [MAX_OBJECT_BYTES + 1, 5],
    ])('refuses position %i of %i before it reads the body', async (position, length) => {
      const record = await append(0, '12345')
      let touched = false
      const untouched = async function* () {
        touched = true
        yield Buffer.from('x')
      }
      await expect(
        subject.storage.appendObject('photos', 'log', position, untouched()),
      ).rejects.toMatchObject({
        name: 'StorageError',
        code: 'PositionNotEqualToLength',
        message: 'Position is not equal to file length',
        fields: {},
        nextPosition: length,
      })
      expect(touched).toBe(false)
      expect(await subject.storage.headObject('photos', 'log')).toEqual(record)
    })

    it('refuses a position in what is not there', async () => {
      await expect(append(1, 'x')).rejects.toMatchObject({
        code: 'PositionNotEqualToLength',
        nextPosition: 0,
      })
      await expect(subject.storage.headObject('photos', 'log')).rejects.toMatchObject({ code: 'NoSuchKey' })
    })

    it.each<[string, () => Promise<unknown>]>([
      ['Normal', () => subject.storage.putObject('photos', 'log', body(''))],
      ['Multipart', () => complete()],
    ])('refuses to append to a %s object', async (type, make) => {
      await make()
      await expect(append(0, 'x')).rejects.toMatchObject({
        code: 'ObjectNotAppendable',
        message: 'The object is not appendable.',
      })
      expect(await subject.storage.headObject('photos', 'log')).toMatchObject({ type, size: 0 })
    })

    async function complete(): Promise<ObjectRecord> {
      const upload = await subject.storage.createUpload('photos', 'log')
      await subject.storage.putPart(upload, 1, body(''))
      return subject.storage.completeUpload(upload, 'all')
    }

    it.each<[string, () => Promise<unknown>, string]>([
      ['an upload', () => subject.storage.putObject('photos', 'log', body('')), 'Normal'],
      ['an upload in parts', complete, 'Multipart'],
    ])('makes way for %s', async (_, replace, type) => {
      await append(0, 'appended')
      await replace()
      expect(await subject.storage.headObject('photos', 'log')).toMatchObject({ type, size: 0 })
    })

    it.each([
      ['a wrong MD5', { contentMd5: '1B2M2Y8AsgTpgAmY7PhCfg==' }, 'InvalidDigest'],
      ['a wrong CRC-64', { crc64: '1' }, 'InvalidCRC64'],
      ['a wrong length', { contentLength: 9 }, 'IncompleteBody'],
      ['a length over the limit', { contentLength: MAX_OBJECT_BYTES - 4 }, 'InvalidArgument'],
    ])('refuses %s and leaves the object', async (_, options, code) => {
      const record = await append(0, 'first')
      await expect(
        subject.storage.appendObject('photos', 'log', 5, body('hello'), options),
      ).rejects.toMatchObject({ code })
      const hangUp = new Error('the sender hung up')
      await expect(subject.storage.appendObject('photos', 'log', 5, brokenBody('half', hangUp))).rejects.toBe(
        hangUp,
      )
      expect(await subject.storage.headObject('photos', 'log')).toEqual(record)
      await append(5, ', second')
      expect(await subject.content('log')).toBe('first, second')
    })

    it('checks the claims about the body, not about the object', async () => {
      await append(0, 'first')
      const record = await subject.storage.appendObject('photos', 'log', 5, body('hello'), {
        contentLength: 5,
        contentMd5: 'XUFAKrxLKna5cZ2REBfFkg==',
        crc64: '11177612005948864433',
        forbidOverwrite: true,
      })
      expect(record.size).toBe(10)
    })

    it('keeps what a reader opened, and an ACL set under the body', async () => {
      await append(0, randomBytes(200_000))
      const reader = await subject.storage.openObject('photos', 'log')
      const before = await reader.bytes()
      const slow = async function* () {
        yield Buffer.from('slow')
        await subject.storage.setObjectAcl('photos', 'log', 'public-read')
      }
      const record = await subject.storage.appendObject('photos', 'log', 200_000, slow())
      expect(record.acl).toBe('public-read')
      expect((await subject.storage.headObject('photos', 'log')).acl).toBe('public-read')
      expect((await collect(reader.read())).equals(before)).toBe(true)
      expect(reader.record.size).toBe(200_000)
      await reader.close()
    })

    it('is not held up by a slow sender', async () => {
      await append(0, 'a')
      const slow = async function* () {
        yield Buffer.from('slow')
        await append(1, 'fast')
      }
      await expect(subject.storage.appendObject('photos', 'log', 1, slow())).rejects.toMatchObject({
        code: 'PositionNotEqualToLength',
        nextPosition: 5,
      })
      expect(await subject.content('log')).toBe('afast')
    })

    it.each<[string, () => Promise<unknown>, number, string]>([
      ['a deletion', () => subject.storage.deleteObject('photos', 'log'), 0, 'PositionNotEqualToLength'],
      ['an upload', () => subject.storage.putObject('photos', 'log', body('new')), 3, 'ObjectNotAppendable'],
      ['the end of the bucket', () => endBucket(), 0, 'NoSuchBucket'],
    ])('notices %s under the body', async (_, change, size, code) => {
      await append(0, 'old')
      const slow = async function* () {
        yield Buffer.from('slow')
        await change()
      }
      await expect(subject.storage.appendObject('photos', 'log', 3, slow())).rejects.toMatchObject({ code })
      await subject.storage.createBucket('photos')
      const { objects } = await subject.storage.listObjects('photos', { limit: 2 })
      expect(objects.map((object) => object.size)).toEqual(size ? [size] : [])
    })

    async function endBucket(): Promise<void> {
      await subject.storage.deleteObject('photos', 'log')
      await subject.storage.deleteBucket('photos')
    }

    it.each([0, 3])('lets one of many at position %i win', async (position) => {
      if (position > 0) await append(0, 'abc')
      const bodies = Array.from({ length: 8 }, (_, index) => randomBytes(1 + index * 20_000))
      const results = await Promise.allSettled(bodies.map((bytes) => append(position, bytes)))
      const winners = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []))
      expect(winners).toHaveLength(1)
      const won = bodies[winners[0] ?? -1] ?? Buffer.alloc(0)
      for (const result of results) {
        if (result.status === 'fulfilled') continue
        expect(result.reason).toMatchObject({
          code: 'PositionNotEqualToLength',
          nextPosition: position + won.length,
        })
      }
      const reader = await subject.storage.openObject('photos', 'log')
      const bytes = await reader.bytes().finally(() => reader.close())
      expect(bytes.equals(Buffer.concat([Buffer.from('abc').subarray(0, position), won]))).toBe(true)
    })

    it('shows every reader the beginning of what is appended', async () => {
      const whole = randomBytes(600_000)
      await append(0, '')
      let appending = true
      let reads = 0
      const readers = Array.from({ length: 4 }, async () => {
        while (appending) {
          const reader = await subject.storage.openObject('photos', 'log')
          const bytes = await collect(reader.read()).finally(() => reader.close())
          expect(bytes.equals(whole.subarray(0, reader.record.size))).toBe(true)
          expect(reader.record.crc64).toBe(new Crc64().update(bytes).digest())
          reads++
        }
      })
      const appender = async () => {
        for (let position = 0; position < whole.length; position += 15_000) {
          await append(position, whole.subarray(position, position + 15_000))
        }
      }
      await appender().finally(() => {
        appending = false
      })
      await Promise.all(readers)
      expect(reads).toBeGreaterThan(4)
    })

    it('stays whole among uploads, deletions and other appends', async () => {
      let length = 0
      let appends = 0
      const appendNext = async () => {
        length = (await append(length, randomBytes(5000))).size
        appends++
      }
      const readWhole = async () => {
        const reader = await subject.storage.openObject('photos', 'log')
        const bytes = await reader.bytes().finally(() => reader.close())
        expect(reader.record.crc64).toBe(new Crc64().update(bytes).digest())
      }
      const calls: readonly (() => Promise<unknown>)[] = [
        appendNext,
        () => subject.storage.deleteObject('photos', 'log'),
        appendNext,
        () => subject.storage.putObject('photos', 'log', body(randomBytes(3000))),
        () => subject.storage.setObjectAcl('photos', 'log', 'private'),
        appendNext,
        readWhole,
      ]
      const workers = Array.from({ length: 6 }, async (_, worker) => {
        for (let round = 0; round < 30; round++) {
          const call = calls[(worker + round * 5) % calls.length] ?? readWhole
          await call().catch((error) => {
            const legal = ['NoSuchKey', 'PositionNotEqualToLength', 'ObjectNotAppendable']
            expect(legal, String(error)).toContain(error.code)
            length = error.nextPosition ?? 0
          })
        }
      })
      await Promise.all(workers)
      expect(appends).toBeGreaterThan(0)
      await subject.storage.deleteObject('photos', 'log')
      await append(0, 'again')
      expect(await subject.content('log')).toBe('again')
    })
  })
}
