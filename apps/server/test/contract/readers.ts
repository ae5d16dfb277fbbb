import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { body, collect } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** Readers see one content, whatever happens to the key meanwhile. */
export function describeReaders(subject: Subject): void {
  describe('readers', () => {
    const bytes = randomBytes(300_000)

    it.each([
      [0, 0],
      [0, 299_999],
      [299_999, 299_999],
      [65_535, 65_536],
      [1000, 200_000],
    ])('reads bytes %i to %i', async (start, end) => {
      await subject.storage.putObject('photos', 'a', body(bytes))
      const reader = await subject.storage.openObject('photos', 'a')
      const part = await collect(reader.read({ start, end }))
      await reader.close()
      expect(part.equals(bytes.subarray(start, end + 1))).toBe(true)
    })

    it.each([
      [0, 300_000],
      [-1, 5],
      [6, 5],
      [300_000, 300_000],
    ])('refuses bytes %i to %i', async (start, end) => {
      await subject.storage.putObject('photos', 'a', body(bytes))
      const reader = await subject.storage.openObject('photos', 'a')
      expect(() => reader.read({ start, end })).toThrow(RangeError)
      await reader.close()
    })

    it('reads the same object several times at once', async () => {
      await subject.storage.putObject('photos', 'a', body(bytes))
      const reader = await subject.storage.openObject('photos', 'a')
      const all = await Promise.all([collect(reader.read()), reader.bytes(), collect(reader.read())])
      await reader.close()
      for (const read of all) expect(read.equals(bytes)).toBe(true)
    })

    it.each<[string, () => Promise<unknown>]>([
      ['an overwrite', () => subject.storage.putObject('photos', 'a', body(randomBytes(300_000)))],
      ['a deletion', () => subject.storage.deleteObject('photos', 'a')],
    ])('keeps what it opened through %s', async (_, change) => {
      const record = await subject.storage.putObject('photos', 'a', body(bytes))
      const reader = await subject.storage.openObject('photos', 'a')
      const stream = reader.read()[Symbol.asyncIterator]()
      const first = await stream.next()
      await change()
      await delay(20)
      const rest = await collect({ [Symbol.asyncIterator]: () => stream })
      expect(Buffer.concat([first.value, rest]).equals(bytes)).toBe(true)
      expect((await reader.bytes()).equals(bytes)).toBe(true)
      expect(reader.record).toEqual(record)
      await reader.close()
    })

    it('lets streams end that began before it was closed', async () => {
      await subject.storage.putObject('photos', 'a', body(bytes))
      const reader = await subject.storage.openObject('photos', 'a')
      const stream = reader.read()
      await reader.close()
      expect((await collect(stream)).equals(bytes)).toBe(true)
    })

    it('closes twice, and after a stream was abandoned', async () => {
      await subject.storage.putObject('photos', 'a', body(bytes))
      const reader = await subject.storage.openObject('photos', 'a')
      reader.read().destroy()
      for await (const _ of reader.read()) break
      await reader.close()
      await reader.close()
      expect(() => reader.read()).toThrow('closed')
      await expect(reader.bytes()).rejects.toThrow('closed')
    })
  })
}
