import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { MAX_OBJECT_BYTES } from '../../src/storage/limits.ts'
import { body, brokenBody } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** Bodies that break off or are not what they claim: nothing remains of them. */
export function describeBodies(subject: Subject): void {
  describe('refused and broken bodies', () => {
    const hangUp = new Error('the sender hung up')
    const refusals = [
      ['a wrong MD5', body('hello'), { contentMd5: '1B2M2Y8AsgTpgAmY7PhCfg==' }, 'InvalidDigest'],
      ['no MD5 at all', body('hello'), { contentMd5: 'nonsense' }, 'InvalidDigest'],
      ['an empty MD5', body('hello'), { contentMd5: '' }, 'InvalidDigest'],
      ['a wrong CRC-64', body('hello'), { crc64: '11177612005948864434' }, 'InvalidCRC64'],
      ['a short body', body('hell'), { contentLength: 5 }, 'IncompleteBody'],
      ['no body', body(''), { contentLength: 5 }, 'IncompleteBody'],
      ['a long body', body('hello!'), { contentLength: 5 }, 'IncompleteBody'],
      ['a length over the limit', body(''), { contentLength: MAX_OBJECT_BYTES + 1 }, 'InvalidArgument'],
    ] as const

    it.each(refusals)('%s leaves nothing', async (_, sent, options, code) => {
      await expect(subject.storage.putObject('photos', 'new', sent, options)).rejects.toMatchObject({ code })
      await expect(subject.storage.headObject('photos', 'new')).rejects.toMatchObject({ code: 'NoSuchKey' })
      await subject.storage.deleteBucket('photos')
    })

    it('leaves the old object in place', async () => {
      const old = await subject.storage.putObject('photos', 'a', body('old'))
      await expect(
        subject.storage.putObject('photos', 'a', body('new'), { contentLength: 9 }),
      ).rejects.toMatchObject({
        code: 'IncompleteBody',
      })
      await expect(subject.storage.putObject('photos', 'a', brokenBody('new', hangUp))).rejects.toBe(hangUp)
      expect(await subject.storage.headObject('photos', 'a')).toEqual(old)
      expect(await subject.content('a')).toBe('old')
    })

    it('takes a body whose claims are true', async () => {
      const record = await subject.storage.putObject('photos', 'a', body('hello', 2), {
        contentLength: 5,
        contentMd5: 'XUFAKrxLKna5cZ2REBfFkg==',
        crc64: '11177612005948864433',
      })
      expect(record.size).toBe(5)
    })

    it('names both digests when they differ', async () => {
      const put = subject.storage.putObject('photos', 'a', body('hello'), {
        contentMd5: '1B2M2Y8AsgTpgAmY7PhCfg==',
      })
      await expect(put).rejects.toMatchObject({
        message: 'The Content-MD5 you specified was invalid.',
        fields: { ExpectedDigest: '1B2M2Y8AsgTpgAmY7PhCfg==', CalculatedDigest: 'XUFAKrxLKna5cZ2REBfFkg==' },
      })
    })

    it('passes on what the body throws and leaves nothing', async () => {
      await expect(
        subject.storage.putObject('photos', 'a', brokenBody(randomBytes(200_000), hangUp)),
      ).rejects.toBe(hangUp)
      await expect(subject.storage.putObject('photos', 'a', brokenBody('', hangUp))).rejects.toBe(hangUp)
      await subject.storage.deleteBucket('photos')
    })

    it('stops an endless body at the promised length', async () => {
      let ended = false
      const endless = async function* () {
        try {
          for (;;) yield Buffer.alloc(1000)
        } finally {
          ended = true
        }
      }
      await expect(
        subject.storage.putObject('photos', 'a', endless(), { contentLength: 5000 }),
      ).rejects.toMatchObject({
        code: 'IncompleteBody',
      })
      expect(ended).toBe(true)
    })

    it('shows nothing of a body under way', async () => {
      const old = await subject.storage.putObject('photos', 'a', body('old'))
      const slow = async function* () {
        yield Buffer.from('n')
        expect(await subject.storage.headObject('photos', 'a')).toEqual(old)
        expect(await subject.content('a')).toBe('old')
        yield Buffer.from('ew')
      }
      await subject.storage.putObject('photos', 'a', slow())
      expect(await subject.content('a')).toBe('new')
    })

    it('notices that the bucket went away under the body', async () => {
      const slow = async function* () {
        yield Buffer.from('a')
        await subject.storage.deleteBucket('photos')
      }
      await expect(subject.storage.putObject('photos', 'a', slow())).rejects.toMatchObject({
        code: 'NoSuchBucket',
      })
      await subject.storage.createBucket('photos')
      await expect(subject.storage.headObject('photos', 'a')).rejects.toMatchObject({ code: 'NoSuchKey' })
    })
  })
}
