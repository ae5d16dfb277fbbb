import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Crc64 } from '../../src/storage/crc64.ts'
import { MIN_PART_BYTES } from '../../src/storage/limits.ts'
import { contentMd5 } from '../../src/storage/storage.ts'
import type { Part, PartSelection, Upload } from '../../src/storage/uploads.ts'
import { body, brokenBody, collect, etagOf } from '../bodies.ts'
import type { Subject } from './subject.ts'

/** Uploads in parts. */
export function describeUploads(subject: Subject): void {
  describe('uploads in parts', () => {
    const whole = randomBytes(2 * MIN_PART_BYTES + 7)
    const pieces = [
      whole.subarray(0, MIN_PART_BYTES),
      whole.subarray(MIN_PART_BYTES, 2 * MIN_PART_BYTES),
      whole.subarray(2 * MIN_PART_BYTES),
    ] as const

    function begin(key = 'a'): Promise<Upload> {
      return subject.storage.createUpload('photos', key)
    }

    /** Puts the pieces as parts 2, 3 and 5. */
    async function putPieces(upload: Upload): Promise<readonly Part[]> {
      const parts: Part[] = []
      for (const [index, number] of [2, 3, 5].entries()) {
        parts.push(await subject.storage.putPart(upload, number, body(pieces[index] ?? '')))
      }
      return parts
    }

    async function bytesOf(key: string): Promise<Buffer> {
      const reader = await subject.storage.openObject('photos', key)
      return reader.bytes().finally(() => reader.close())
    }

    it('makes one object of its parts', async () => {
      const properties = {
        contentType: 'image/jpeg',
        headers: { 'cache-control': 'no-cache' },
        userMetadata: { author: '张三' },
        acl: 'public-read',
        storageClass: 'IA',
      } as const
      const before = Math.floor(Date.now() / 1000) * 1000
      const upload = await subject.storage.createUpload('photos', 'a/b.jpg', properties)
      expect(upload).toEqual({
        bucket: 'photos',
        key: 'a/b.jpg',
        id: expect.stringMatching(/^[0-9A-F]{32}$/),
        initiatedAt: expect.any(Date),
        properties,
      })
      expect(upload.initiatedAt.getTime()).toBeGreaterThanOrEqual(before)
      expect(upload.initiatedAt.getMilliseconds()).toBe(0)
      const parts = await putPieces(upload)
      expect(parts).toEqual(
        pieces.map((piece, index) => ({
          number: [2, 3, 5][index],
          size: piece.length,
          etag: etagOf(piece),
          crc64: new Crc64().update(piece).digest(),
          lastModified: expect.any(Date),
        })),
      )
      const record = await subject.storage.completeUpload(upload, parts)
      const digests = pieces.map((piece) => Buffer.from(etagOf(piece), 'hex'))
      expect(record).toEqual({
        bucket: 'photos',
        key: 'a/b.jpg',
        size: whole.length,
        etag: `${etagOf(Buffer.concat(digests))}-3`,
        crc64: new Crc64().update(whole).digest(),
        type: 'Multipart',
        lastModified: expect.any(Date),
        version: expect.any(String),
        ...properties,
      })
      expect(contentMd5(record)).toBeUndefined()
      expect(await subject.storage.headObject('photos', 'a/b.jpg')).toEqual(record)
      expect((await bytesOf('a/b.jpg')).equals(whole)).toBe(true)
    })

    it('has the defaults of an object for what is not said', async () => {
      const { properties } = await begin()
      expect(properties).toEqual({
        contentType: 'application/octet-stream',
        headers: {},
        userMetadata: {},
        acl: 'default',
        storageClass: 'Standard',
      })
    })

    it('leaves the object in place until it is completed', async () => {
      const old = await subject.storage.putObject('photos', 'a', body('old'), {
        userMetadata: { left: 'over' },
      })
      const upload = await begin()
      await putPieces(upload)
      expect(await subject.storage.headObject('photos', 'a')).toEqual(old)
      const reader = await subject.storage.openObject('photos', 'a')
      expect(await subject.storage.completeUpload(upload, 'all')).toMatchObject({ userMetadata: {} })
      expect((await collect(reader.read())).toString()).toBe('old')
      await reader.close()
      expect((await bytesOf('a')).equals(whole)).toBe(true)
    })

    it('goes on with the parts that are chosen and drops the others', async () => {
      const upload = await begin()
      const [, second, third] = await putPieces(upload)
      if (!second || !third) throw new Error('There are not three parts.')
      const chosen = [
        { number: 3, etag: second.etag.toLowerCase() },
        { number: 5, etag: third.etag },
      ]
      expect(await subject.storage.completeUpload(upload, chosen)).toMatchObject({
        size: MIN_PART_BYTES + 7,
        etag: expect.stringMatching(/-2$/),
      })
      expect((await bytesOf('a')).equals(whole.subarray(MIN_PART_BYTES))).toBe(true)
    })

    it('takes a single part of any size, none included', async () => {
      const upload = await begin()
      await subject.storage.putPart(upload, 7, body(''))
      expect(await subject.storage.completeUpload(upload, 'all')).toMatchObject({
        size: 0,
        crc64: '0',
        etag: `${etagOf(Buffer.from(etagOf(''), 'hex'))}-1`,
      })
      expect((await bytesOf('a')).length).toBe(0)
    })

    it('replaces a part that is put again', async () => {
      const upload = await begin()
      await subject.storage.putPart(upload, 1, body('first'))
      const second = await subject.storage.putPart(upload, 1, body('second'))
      expect(await subject.storage.listParts(upload, { limit: 10 })).toMatchObject({ parts: [second] })
      await subject.storage.completeUpload(upload, 'all')
      expect(await subject.content('a')).toBe('second')
    })

    it('keeps the uploads of a key apart', async () => {
      const [one, other] = [await begin(), await begin()]
      expect(one.id).not.toBe(other.id)
      await subject.storage.putPart(one, 1, body('one'))
      await subject.storage.putPart(other, 1, body('other'))
      await subject.storage.completeUpload(one, 'all')
      expect(await subject.content('a')).toBe('one')
      await subject.storage.completeUpload(other, 'all')
      expect(await subject.content('a')).toBe('other')
    })

    it('lists its parts by number, page by page', async () => {
      const upload = await begin()
      const put = async (number: number) => subject.storage.putPart(upload, number, body(`part ${number}`))
      const parts = [await put(10_000), await put(2), await put(10), await put(1)]
      const [last, two, ten, one] = parts
      const list = (query: { after?: number; limit: number }) => subject.storage.listParts(upload, query)
      expect(await list({ limit: 4 })).toEqual({ upload, parts: [one, two, ten, last], next: undefined })
      expect(await list({ limit: 3 })).toEqual({ upload, parts: [one, two, ten], next: 10 })
      expect(await list({ after: 10, limit: 3 })).toEqual({ upload, parts: [last], next: undefined })
      expect(await list({ after: 3, limit: 1 })).toEqual({ upload, parts: [ten], next: 10 })
      expect(await list({ after: 10_000, limit: 3 })).toEqual({ upload, parts: [], next: undefined })
    })

    it.each<[string, PartSelection, string, object]>([
      ['no parts', [], 'InvalidPart', {}],
      ['a part that is not there', [{ number: 4, etag: etagOf('') }], 'InvalidPart', { PartNumber: '4' }],
      ['a wrong ETag', [{ number: 2, etag: etagOf('') }], 'InvalidPart', { ETag: etagOf('') }],
      [
        'numbers that fall',
        [
          { number: 3, etag: etagOf(pieces[1]) },
          { number: 2, etag: etagOf(pieces[0]) },
        ],
        'InvalidPartOrder',
        { PartNumber: '2' },
      ],
      [
        'a number twice',
        [
          { number: 2, etag: etagOf(pieces[0]) },
          { number: 2, etag: etagOf(pieces[0]) },
        ],
        'InvalidPartOrder',
        { PartNumber: '2' },
      ],
    ])('refuses %s and goes on', async (_, selection, code, fields) => {
      const old = await subject.storage.putObject('photos', 'a', body('old'))
      const upload = await begin()
      await putPieces(upload)
      const { parts } = await subject.storage.listParts(upload, { limit: 10 })
      await expect(subject.storage.completeUpload(upload, selection)).rejects.toMatchObject({
        code,
        fields: { UploadId: upload.id, ...fields },
      })
      expect(await subject.storage.headObject('photos', 'a')).toEqual(old)
      expect(await subject.storage.listParts(upload, { limit: 10 })).toMatchObject({ parts })
      expect(await subject.storage.completeUpload(upload, 'all')).toMatchObject({ size: whole.length })
    })

    it('refuses a small part before the last', async () => {
      const upload = await begin()
      const small = await subject.storage.putPart(upload, 1, body(whole.subarray(0, MIN_PART_BYTES - 1)))
      await subject.storage.putPart(upload, 2, body('last'))
      await expect(subject.storage.completeUpload(upload, 'all')).rejects.toMatchObject({
        code: 'EntityTooSmall',
        message: 'Your proposed upload is smaller than the minimum allowed size.',
        fields: { PartNumber: '1', UploadId: upload.id, ETag: small.etag },
      })
      await subject.storage.completeUpload(upload, [small])
    })

    it('refuses all parts when there are none', async () => {
      const upload = await begin()
      await expect(subject.storage.completeUpload(upload, 'all')).rejects.toMatchObject({
        code: 'InvalidPart',
      })
      await subject.storage.abortUpload(upload)
    })

    it('refuses to overwrite when told so, at its beginning and at its end', async () => {
      const upload = await begin()
      await subject.storage.putPart(upload, 1, body('part'))
      await subject.storage.putObject('photos', 'a', body('old'))
      const refused = { code: 'FileAlreadyExists' }
      const options = { forbidOverwrite: true }
      await expect(subject.storage.createUpload('photos', 'a', options)).rejects.toMatchObject(refused)
      await expect(subject.storage.completeUpload(upload, 'all', options)).rejects.toMatchObject(refused)
      expect(await subject.content('a')).toBe('old')
      await subject.storage.deleteObject('photos', 'a')
      await subject.storage.completeUpload(upload, 'all', options)
      expect(await subject.content('a')).toBe('part')
    })

    const calls: readonly [string, (upload: Upload) => Promise<unknown>][] = [
      ['putPart', (upload) => subject.storage.putPart(upload, 1, body('a'))],
      ['listParts', (upload) => subject.storage.listParts(upload, { limit: 1 })],
      ['completeUpload', (upload) => subject.storage.completeUpload(upload, 'all')],
      ['abortUpload', (upload) => subject.storage.abortUpload(upload)],
    ]

    it.each(calls)('%s needs the upload', async (_, call) => {
      const upload = await begin()
      const [completed, aborted] = [await begin('completed'), await begin('aborted')]
      await subject.storage.putPart(completed, 1, body('a'))
      await subject.storage.completeUpload(completed, 'all')
      await subject.storage.abortUpload(aborted)
      for (const gone of [completed, aborted, { ...upload, key: 'b' }, { ...upload, id: '0'.repeat(32) }]) {
        await expect(call(gone)).rejects.toMatchObject({
          name: 'StorageError',
          code: 'NoSuchUpload',
          message:
            'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
          fields: { UploadId: gone.id },
        })
      }
    })

    it.each([
      ['a wrong MD5', { contentMd5: '1B2M2Y8AsgTpgAmY7PhCfg==' }, 'InvalidDigest'],
      ['a wrong CRC-64', { crc64: '1' }, 'InvalidCRC64'],
      ['a wrong length', { contentLength: 9 }, 'IncompleteBody'],
    ])('refuses a part with %s and keeps the one before', async (_, expected, code) => {
      const upload = await begin()
      const part = await subject.storage.putPart(upload, 1, body('hello'))
      await expect(subject.storage.putPart(upload, 1, body('other'), expected)).rejects.toMatchObject({
        code,
      })
      const hangUp = new Error('the sender hung up')
      await expect(subject.storage.putPart(upload, 1, brokenBody('half', hangUp))).rejects.toBe(hangUp)
      expect(await subject.storage.listParts(upload, { limit: 2 })).toMatchObject({ parts: [part] })
      await subject.storage.completeUpload(upload, [part])
      expect(await subject.content('a')).toBe('hello')
    })

    it.each<[string, (upload: Upload) => Promise<unknown>]>([
      ['aborted', (upload) => subject.storage.abortUpload(upload)],
      ['completed', (upload) => subject.storage.completeUpload(upload, 'all')],
    ])('refuses a part whose upload is %s under its body', async (_, end) => {
      const upload = await begin()
      await subject.storage.putPart(upload, 1, body('first'))
      const slow = async function* () {
        yield Buffer.from('sl')
        await end(upload)
        yield Buffer.from('ow')
      }
      await expect(subject.storage.putPart(upload, 2, slow())).rejects.toMatchObject({ code: 'NoSuchUpload' })
      expect(await subject.storage.listUploads('photos', { limit: 1 })).toMatchObject({ uploads: [] })
    })

    it('is completed once, however many try', async () => {
      const upload = await begin()
      const parts = await putPieces(upload)
      const results = await Promise.allSettled(
        Array.from({ length: 6 }, () => subject.storage.completeUpload(upload, parts)),
      )
      const records = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
      expect(records).toEqual([await subject.storage.headObject('photos', 'a')])
      for (const result of results) {
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'NoSuchUpload' })
      }
      expect((await bytesOf('a')).equals(whole)).toBe(true)
    })

    it('is completed or aborted, and parts come before or too late, but no object is wrong', async () => {
      const other = randomBytes(MIN_PART_BYTES)
      const outcomes = new Set<string>()
      for (let round = 0; round < 24; round++) {
        const key = `round ${round}`
        const upload = await begin(key)
        const parts = await putPieces(upload)
        const selection = round % 4 < 2 ? parts : 'all'
        const disturb = async () => {
          await turns(round)
          if (round % 2 === 0) await subject.storage.abortUpload(upload)
          else await subject.storage.putPart(upload, 3, body(other))
        }
        const [completed, disturbed] = await Promise.allSettled([
          subject.storage.completeUpload(upload, selection),
          disturb(),
        ])
        outcomes.add(`${completed.status} ${disturbed.status}`)
        const replaced = round % 2 === 1 && disturbed.status === 'fulfilled'
        if (selection === 'all' && replaced) expect(completed.status).toBe('fulfilled')
        else expect([completed.status, disturbed.status].sort()).toEqual(['fulfilled', 'rejected'])
        if (disturbed.status === 'rejected') {
          expect(disturbed.reason).toMatchObject({ code: 'NoSuchUpload' })
        }
        if (completed.status === 'rejected') {
          expect(completed.reason).toMatchObject({ code: replaced ? 'InvalidPart' : 'NoSuchUpload' })
          await expect(subject.storage.headObject('photos', key)).rejects.toMatchObject({ code: 'NoSuchKey' })
        } else {
          const second = replaced ? other : pieces[1]
          const bytes = await bytesOf(key)
          expect(bytes.equals(Buffer.concat([pieces[0], second, pieces[2]]))).toBe(true)
          expect(completed.value.crc64).toBe(new Crc64().update(bytes).digest())
        }
      }
      expect(outcomes.size).toBeGreaterThan(1)
    })
  })
}

/** Lets the event loop turn, so that what follows meets different steps of calls under way. */
async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise(setImmediate)
}
