import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { body } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** Readiness and closing. */
export function describeLifetime(subject: Subject): void {
  describe('lifetime', () => {
    it('is ready until it is closed', async () => {
      await subject.storage.ready()
      await subject.storage.close()
      await expect(subject.storage.ready()).rejects.toThrow('closed')
      await expect(subject.storage.getBucket('photos')).rejects.toThrow('closed')
      await expect(subject.storage.putObject('photos', 'a', body('a'))).rejects.toThrow('closed')
      await subject.storage.close()
    })

    it('finishes what is under way before it closes', async () => {
      let closed = false
      const slow = async function* () {
        yield Buffer.from('sl')
        const closing = subject.storage.close().then(() => {
          closed = true
        })
        await Promise.race([closing, delay(30)])
        expect(closed).toBe(false)
        yield Buffer.from('ow')
      }
      expect(await subject.storage.putObject('photos', 'a', slow())).toMatchObject({ size: 4 })
      await subject.storage.close()
      expect(closed).toBe(true)
    })
  })
}
