import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListedUploads, Upload, UploadsQuery } from '../../src/storage/uploads.ts'
import { body } from '../bodies.ts'
import { byBytes, KEYS, modelPage, QUERIES, TEXTS } from './listing-model.ts'
import type { Subject } from './subject.ts'

/** Lists of unfinished uploads. */
export function describeUploadListing(subject: Subject): void {
  describe('listing uploads', () => {
    async function list(query: Partial<UploadsQuery> = {}) {
      return subject.storage.listUploads('photos', { limit: 1000, ...query })
    }

    /** Begins an upload for each key and gives all in the order in which they are to be listed. */
    async function begin(...keys: readonly string[]): Promise<readonly Upload[]> {
      const uploads = await Promise.all(keys.map((key) => subject.storage.createUpload('photos', key)))
      return uploads.sort(byKeyAndId)
    }

    it('gives those that have not ended', async () => {
      await subject.storage.createBucket('other')
      await subject.storage.createUpload('other', 'a')
      await subject.storage.putObject('photos', 'object', body('object'))
      const [completed, aborted, ...rest] = await begin('a', 'b', 'c', 'c', 'd')
      if (!completed || !aborted) throw new Error('Nothing was begun.')
      await subject.storage.putPart(completed, 1, body('a'))
      await subject.storage.completeUpload(completed, 'all')
      await subject.storage.abortUpload(aborted)
      expect(await list()).toEqual({ uploads: rest, prefixes: [], next: undefined })
    })

    it('goes on behind a key, behind one of its uploads and behind a prefix', async () => {
      const [a, b1, b2, c] = await begin('a', 'b', 'b', 'c/1')
      expect(await list({ limit: 2 })).toEqual({
        uploads: [a, b1],
        prefixes: [],
        next: { key: 'b', id: b1?.id },
      })
      expect(await list({ after: { key: 'b', id: b1?.id } })).toMatchObject({ uploads: [b2, c] })
      expect(await list({ after: { key: 'b', id: b2?.id } })).toMatchObject({ uploads: [c] })
      expect(await list({ after: { key: 'b', id: '' } })).toMatchObject({ uploads: [b1, b2, c] })
      expect(await list({ after: { key: 'b' } })).toMatchObject({ uploads: [c] })
      expect(await list({ delimiter: '/', limit: 3 })).toMatchObject({ uploads: [a, b1, b2] })
      expect(await list({ delimiter: '/', after: { key: 'b' } })).toEqual({
        uploads: [],
        prefixes: ['c/'],
        next: undefined,
      })
      expect(await list({ delimiter: '/', after: { key: 'c/' } })).toMatchObject({
        uploads: [],
        prefixes: [],
      })
    })

    it('says where to go on after a prefix', async () => {
      await begin('a/1', 'b/1')
      expect(await list({ delimiter: '/', limit: 1 })).toEqual({
        uploads: [],
        prefixes: ['a/'],
        next: { key: 'a/' },
      })
    })

    it('agrees with the simplest listing, for any keys and queries', { timeout: 300_000 }, async () => {
      const keys = fc.sample(fc.uniqueArray(KEYS, { minLength: 8, maxLength: 15 }), 1).flat()
      const uploads = await begin(...keys, ...keys.slice(0, 6), ...keys.slice(0, 6))
      const place = fc.oneof(
        fc.constantFrom(...uploads).map(({ key, id }) => ({ key, id })),
        fc.constantFrom(...uploads).map(({ key }) => ({ key })),
        TEXTS.map((key) => ({ key })),
        fc.record({ key: TEXTS, id: fc.constantFrom('', '8', 'X') }),
      )
      await fc.assert(
        fc.asyncProperty(QUERIES, fc.option(place, { nil: undefined }), async (query, after) => {
          expect(await list({ ...query, after })).toEqual(expected(uploads, { ...query, after }))
        }),
        { numRuns: 400 },
      )
      await fc.assert(
        fc.asyncProperty(QUERIES, async (query) => {
          const whole = await list({ ...query, limit: 1000 })
          const given: Upload[] = []
          const prefixes: string[] = []
          let after: UploadsQuery['after']
          do {
            const page = await list({ ...query, after })
            given.push(...page.uploads)
            prefixes.push(...page.prefixes)
            after = page.next
          } while (after)
          expect({ uploads: given, prefixes, next: undefined }).toEqual(whole)
        }),
        { numRuns: 100 },
      )
    })
  })
}

function byKeyAndId(one: Upload, other: Upload): number {
  return byBytes(one.key, other.key) || byBytes(one.id, other.id)
}

function expected(uploads: readonly Upload[], query: UploadsQuery): ListedUploads {
  const { after } = query
  const behind = uploads.filter(({ key, id }) => {
    if (!after) return true
    const order = byBytes(key, after.key)
    return order > 0 || (order === 0 && after.id !== undefined && byBytes(id, after.id) > 0)
  })
  const { entries, more } = modelPage(behind, query, after?.id === undefined ? after?.key : undefined)
  const last = more ? entries.at(-1) : undefined
  return {
    uploads: entries.flatMap((entry) => ('item' in entry ? [entry.item] : [])),
    prefixes: entries.flatMap((entry) => ('prefix' in entry ? [entry.prefix] : [])),
    next: last && ('item' in last ? { key: last.item.key, id: last.item.id } : { key: last.prefix }),
  }
}
