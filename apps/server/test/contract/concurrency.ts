import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { body, collect, etagOf } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** Calls at the same time. */
export function describeConcurrency(subject: Subject): void {
  describe('many at once', () => {
    it('shows every reader a whole object while others overwrite it', async () => {
      const sizes = [10, 5000, 70_000, 200_000]
      const written = new Set<string>()
      const write = async (size: number) => {
        const bytes = randomBytes(size)
        written.add(etagOf(bytes))
        return subject.storage.putObject('photos', 'hot', body(bytes))
      }
      await write(10)
      let writing = true
      const writers = sizes.map(async (size) => {
        for (let count = 0; count < 12; count++) await write(size)
      })
      let reads = 0
      const readers = Array.from({ length: 4 }, async () => {
        while (writing) {
          const reader = await subject.storage.openObject('photos', 'hot')
          const bytes = await collect(reader.read()).finally(() => reader.close())
          expect(etagOf(bytes)).toBe(reader.record.etag)
          expect(written).toContain(reader.record.etag)
          reads++
        }
      })
      await Promise.all(writers).finally(() => {
        writing = false
      })
      await Promise.all(readers)
      expect(reads).toBeGreaterThan(4)
    })

    it('keeps one of many overwrites', async () => {
      const puts = Array.from({ length: 10 }, (_, index) =>
        subject.storage.putObject('photos', 'hot', body(randomBytes(1 + index * 3000))),
      )
      const records = await Promise.all(puts)
      expect(records).toContainEqual(await subject.storage.headObject('photos', 'hot'))
      expect(new Set(records.map((record) => record.version)).size).toBe(10)
    })

    it('stores different keys side by side', async () => {
      const keys = Array.from({ length: 30 }, (_, index) => `key ${index}`)
      await Promise.all(keys.map((key) => subject.storage.putObject('photos', key, body(key))))
      expect(await Promise.all(keys.map((key) => subject.content(key)))).toEqual(keys)
    })

    it('survives writing, deleting and reading one key without order', async () => {
      const put = () => subject.storage.putObject('photos', 'hot', body(randomBytes(3000)))
      const remove = () => subject.storage.deleteObject('photos', 'hot')
      const read = async () => {
        const reader = await subject.storage.openObject('photos', 'hot')
        const bytes = await reader.bytes().finally(() => reader.close())
        expect(etagOf(bytes)).toBe(reader.record.etag)
      }
      const calls = Array.from({ length: 90 }, (_, index) => [put, read, remove][index % 3] ?? read)
      const results = await Promise.allSettled(calls.map((call) => call()))
      const unexpected = results.flatMap((result) =>
        result.status === 'rejected' && result.reason.code !== 'NoSuchKey' ? [result.reason] : [],
      )
      expect(unexpected).toEqual([])
    })
  })
}
