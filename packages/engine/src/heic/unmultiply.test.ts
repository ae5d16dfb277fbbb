import { expect, it } from 'vitest'
import { unmultiply } from './unmultiply.ts'

it.each([
  ['opaque', [10, 20, 30, 255], [10, 20, 30, 255]],
  ['half', [64, 128, 0, 128], [128, 255, 0, 128]],
  ['faint', [1, 0, 3, 3], [85, 0, 255, 3]],
  ['more colour than alpha', [200, 9, 9, 100], [255, 23, 23, 100]],
  ['transparent', [0, 0, 0, 0], [0, 0, 0, 0]],
])('takes alpha out of the colours: %s', (_, multiplied, plain) => {
  const samples = Uint8Array.from([...multiplied, ...multiplied])
  unmultiply(samples)
  expect([...samples]).toEqual([...plain, ...plain])
})
