import { describe, expect, it } from 'vitest'
import { MAX_STYLES_PER_BUCKET } from '../../src/storage/limits.ts'
import type { Subject } from './subject.ts'

/** Styles. */
export function describeStyles(subject: Subject): void {
  describe('styles', () => {
    it('stores, replaces, lists and deletes', async () => {
      const thumb = await subject.storage.putStyle('photos', 'thumb', 'image/resize,w_100')
      expect(thumb).toEqual({
        name: 'thumb',
        content: 'image/resize,w_100',
        createdAt: expect.any(Date),
        modifiedAt: thumb.createdAt,
      })
      expect(thumb.createdAt.getMilliseconds()).toBe(0)
      expect(await subject.storage.getStyle('photos', 'thumb')).toEqual(thumb)
      const replaced = await subject.storage.putStyle('photos', 'thumb', 'image/resize,w_200')
      expect(replaced).toMatchObject({ content: 'image/resize,w_200', createdAt: thumb.createdAt })
      for (const style of ['Thumb', 'a_b', 'a.b', 'a-b'])
        await subject.storage.putStyle('photos', style, 'image/info')
      const names = (await subject.storage.listStyles('photos')).map((style) => style.name)
      expect(names).toEqual(['Thumb', 'a-b', 'a.b', 'a_b', 'thumb'])
      expect(await subject.storage.deleteStyle('photos', 'thumb')).toBe(true)
      expect(await subject.storage.deleteStyle('photos', 'thumb')).toBe(false)
      await expect(subject.storage.getStyle('photos', 'thumb')).rejects.toMatchObject({
        code: 'NoSuchStyle',
        message: 'The style you get is not found.',
      })
    })

    it.each(['', ' image/info ', '图片/,&<>', 'a\u0000b', 'x'.repeat(20_000)])(
      'keeps %j verbatim',
      async (text) => {
        expect(await subject.storage.putStyle('photos', 'odd', text)).toMatchObject({ content: text })
        expect(await subject.storage.getStyle('photos', 'odd')).toMatchObject({ content: text })
        expect((await subject.storage.listStyles('photos')).map((style) => style.content)).toEqual([text])
      },
    )

    it(`holds ${MAX_STYLES_PER_BUCKET} a bucket`, async () => {
      await subject.storage.createBucket('other')
      for (let count = 1; count <= MAX_STYLES_PER_BUCKET; count++) {
        await subject.storage.putStyle('photos', `style-${count}`, 'image/info')
      }
      await expect(subject.storage.putStyle('photos', 'one-more', 'image/info')).rejects.toMatchObject({
        code: 'AccessDenied',
        message: 'Your style count is exceeded 50.',
      })
      expect(await subject.storage.listStyles('photos')).toHaveLength(MAX_STYLES_PER_BUCKET)
      await subject.storage.putStyle('photos', 'style-7', 'image/resize,w_7')
      await subject.storage.putStyle('other', 'one-more', 'image/info')
      await subject.storage.deleteStyle('photos', 'style-1')
      await subject.storage.putStyle('photos', 'one-more', 'image/info')
    })
  })
}
