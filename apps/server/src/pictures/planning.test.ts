import { type ImageMetadata, plan, type Sources } from '@ossimg/engine'
import { type ExpandedProcess, parse } from '@ossimg/grammar'
import { expect, it } from 'vitest'
import { Planning } from './planning.ts'

const read = (text: string) => parse(text) as ExpandedProcess

const PHOTO: ImageMetadata = {
  format: 'jpg',
  width: 400,
  height: 267,
  pages: 1,
  orientation: 1,
  alpha: false,
  bytes: 20_000,
  quality: 82,
}

/** A photo, and a mark if it has a size. */
function sourcesOf(changes: Partial<ImageMetadata> = {}, mark?: { width: number; height: number }): Sources {
  return { source: { ...PHOTO, ...changes }, images: mark ? { m: { ...PHOTO, ...mark } } : {}, texts: {} }
}

it('plans once what is asked for in any words, of files of any length with equal headers', () => {
  const planning = new Planning('auto')
  const first = planning.of(read('image/resize,w_100,h_50'), sourcesOf())
  expect(planning.of(read('image/resize,h_50,w_100,m_lfit'), sourcesOf({ bytes: 30_000 }))).toBe(first)
})

it.each<[string, string, Sources]>([
  ['another process', 'image/resize,w_101', sourcesOf()],
  ['another size', 'image/resize,w_100', sourcesOf({ height: 300 })],
  ['another quality', 'image/resize,w_100', sourcesOf({ quality: 50 })],
  ['another way up', 'image/resize,w_100', sourcesOf({ orientation: 6 })],
  ['a mark of another size', 'image/watermark,image_bQ', sourcesOf({}, { width: 9, height: 9 })],
])('plans anew for %s, as the engine does', (_name, text, sources) => {
  const planning = new Planning('auto')
  const others = [
    planning.of(read('image/resize,w_100'), sourcesOf()),
    planning.of(read('image/watermark,image_bQ'), sourcesOf({}, { width: 30, height: 30 })),
  ]
  const planned = planning.of(read(text), sources)
  expect(planned).toEqual(plan(read(text), sources, { resampling: 'auto' }))
  expect(others).not.toContainEqual(planned)
})
