import { expect, it } from 'vitest'
import { guessContentType } from './content-type.ts'

it.each([
  ['a.jpg', 'image/jpeg'],
  ['a/b.JPEG', 'image/jpeg'],
  ['a.b.png', 'image/png'],
  ['.webp', 'image/webp'],
  ['a.tif', 'image/tiff'],
  ['a.tiff', 'image/tiff'],
  ['a.heic', 'image/heic'],
  ['a.avif', 'image/avif'],
  ['a.txt', undefined],
  ['a.jpg/b', undefined],
  ['constructor', undefined],
])('%s is %s', (key, type) => {
  expect(guessContentType(key)).toBe(type)
})
