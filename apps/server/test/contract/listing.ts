import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ListQuery, ObjectListing } from '../../src/storage/storage.ts'
import { body } from '../bodies.ts'
import { byBytes, KEYS, type ModelQuery, modelPage, QUERIES, TEXTS } from './listing-model.ts'
import type { Subject } from './subject.ts'

/** Lists of keys. */
export function describeListing(subject: Subject): void {
  describe('listing', () => {
    async function put(keys: readonly string[], bucket = 'photos'): Promise<void> {
      for (const key of keys) await subject.storage.putObject(bucket, key, body(key))
    }

    async function list(query: Partial<ListQuery> = {}, bucket = 'photos') {
      return namesIn(await subject.storage.listObjects(bucket, { limit: 1000, ...query }))
    }

    it('gives the records in the order of their bytes', async () => {
      const keys = ['b', 'a/2', 'a', 'é', 'a/1', 'B', '🖼', '～', 'a\u0000', 'a-']
      await put(keys)
      const { objects, prefixes, next } = await subject.storage.listObjects('photos', { limit: 10 })
      expect(objects.map((object) => object.key)).toEqual([...keys].sort(byBytes))
      for (const object of objects) {
        expect(object).toEqual(await subject.storage.headObject('photos', object.key))
      }
      expect(prefixes).toEqual([])
      expect(next).toBeUndefined()
    })

    it('gives nothing of an empty bucket, and nothing of others', async () => {
      await subject.storage.createBucket('other')
      await put(['a'], 'other')
      expect(await list()).toEqual({ keys: [], prefixes: [], next: undefined })
      await put(['b'])
      expect(await list()).toEqual({ keys: ['b'], prefixes: [], next: undefined })
    })

    it.each<[Partial<ListQuery>, readonly string[], readonly string[], string | undefined]>([
      [{ prefix: 'a/' }, ['a/', 'a/1', 'a/b/1', 'a/b/2', 'a/c'], [], undefined],
      [{ prefix: 'a/', delimiter: '/' }, ['a/', 'a/1', 'a/c'], ['a/b/'], undefined],
      [{ delimiter: '/' }, ['a', 'b'], ['a/', 'c/', 'd/'], undefined],
      [{ delimiter: '/', limit: 2 }, ['a'], ['a/'], 'a/'],
      [{ delimiter: '/', limit: 2, after: 'a/' }, ['b'], ['c/'], 'c/'],
      [{ delimiter: '/', limit: 2, after: 'c/' }, [], ['d/'], undefined],
      [{ delimiter: '/', limit: 5 }, ['a', 'b'], ['a/', 'c/', 'd/'], undefined],
      [{ delimiter: '/', limit: 4 }, ['a', 'b'], ['a/', 'c/'], 'c/'],
      [{ delimiter: '/', after: 'a/1' }, ['b'], ['a/', 'c/', 'd/'], undefined],
      [{ delimiter: '/', after: 'a/c' }, ['b'], ['c/', 'd/'], undefined],
      [{ delimiter: '/', after: 'a0' }, ['b'], ['c/', 'd/'], undefined],
      [{ prefix: 'c', after: 'a', limit: 1 }, ['c/x'], [], 'c/x'],
      [{ prefix: 'a', after: 'b' }, [], [], undefined],
      [{ prefix: 'none' }, [], [], undefined],
      [{ prefix: '%' }, [], [], undefined],
      [{ delimiter: 'b' }, ['a', 'a/', 'a/1', 'a/c', 'c/x', 'c/y', 'd/e/f'], ['a/b', 'b'], undefined],
      [
        { delimiter: '' },
        ['a', 'a/', 'a/1', 'a/b/1', 'a/b/2', 'a/c', 'b', 'c/x', 'c/y', 'd/e/f'],
        [],
        undefined,
      ],
    ])('%j gives %j and %j', async (query, keys, prefixes, next) => {
      await put(['a', 'a/', 'a/1', 'a/b/1', 'a/b/2', 'a/c', 'b', 'c/x', 'c/y', 'd/e/f'])
      expect(await list(query)).toEqual({ keys, prefixes, next })
    })

    it('shows every change at once', async () => {
      await put(['a', 'b'])
      await subject.storage.deleteObject('photos', 'a')
      await subject.storage.appendObject('photos', 'c', 0, body('c'))
      await subject.storage.createUpload('photos', 'd')
      expect(await list()).toMatchObject({ keys: ['b', 'c'] })
      const { objects } = await subject.storage.listObjects('photos', { limit: 5 })
      expect(objects.map((object) => object.type)).toEqual(['Normal', 'Appendable'])
    })

    it('agrees with the simplest listing, for any keys and queries', { timeout: 300_000 }, async () => {
      const holdings = fc.sample(fc.uniqueArray(KEYS, { minLength: 12, maxLength: 40 }), 6)
      for (const [index, keys] of holdings.entries()) {
        const bucket = `holding-${index}`
        await subject.storage.createBucket(bucket)
        await put(keys, bucket)
      }
      const holding = fc.constantFrom(...holdings.entries())
      const place = fc.option(TEXTS, { nil: undefined })
      await fc.assert(
        fc.asyncProperty(holding, QUERIES, place, async ([index, keys], query, after) => {
          const found = await list({ ...query, after }, `holding-${index}`)
          expect(found).toEqual(expected(keys, query, after))
        }),
        { numRuns: 600 },
      )
      await fc.assert(
        fc.asyncProperty(holding, QUERIES, async ([index], query) => {
          const whole = await list({ ...query, limit: 1000 }, `holding-${index}`)
          const keys: string[] = []
          const prefixes: string[] = []
          let after: string | undefined
          do {
            const page = await list({ ...query, after }, `holding-${index}`)
            expect(page.keys.length + page.prefixes.length).toBeLessThanOrEqual(query.limit)
            keys.push(...page.keys)
            prefixes.push(...page.prefixes)
            after = page.next
          } while (after !== undefined)
          expect({ keys, prefixes, next: after }).toEqual(whole)
        }),
        { numRuns: 150 },
      )
    })
  })
}

function namesIn({ objects, prefixes, next }: ObjectListing) {
  return { keys: objects.map((object) => object.key), prefixes, next }
}

function expected(keys: readonly string[], query: ModelQuery, after: string | undefined) {
  const behind = keys.filter((key) => after === undefined || byBytes(key, after) > 0).sort(byBytes)
  const { entries, more } = modelPage(
    behind.map((key) => ({ key })),
    query,
    after,
  )
  const names = entries.map((entry) => ('item' in entry ? entry.item.key : entry.prefix))
  return {
    keys: entries.flatMap((entry) => ('item' in entry ? [entry.item.key] : [])),
    prefixes: entries.flatMap((entry) => ('prefix' in entry ? [entry.prefix] : [])),
    next: more ? names.at(-1) : undefined,
  }
}
