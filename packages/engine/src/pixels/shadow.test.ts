import { describe, expect, it } from 'vitest'
import type { Raw } from './raw.ts'
import { withShadow } from './shadow.ts'

/** One row of pixels. */
const row = (...pixels: readonly (readonly number[])[]): Raw => {
  return { data: new Uint8Array(pixels.flat()), width: pixels.length, height: 1, channels: 4 }
}

describe('withShadow', () => {
  it('puts a black copy to the right and below', () => {
    const { data, width, height, channels } = withShadow(row([255, 0, 0, 255]), { opacity: 40, offset: 2 })
    expect({ width, height, channels }).toEqual({ width: 3, height: 3, channels: 4 })
    expect([...data.subarray(0, 4)]).toEqual([255, 0, 0, 255])
    expect([...data.subarray(32)]).toEqual([0, 0, 0, 102])
    expect(data.subarray(4, 32).every((sample) => sample === 0)).toBe(true)
  })

  it.each([
    ['opaque ink hides the shadow', [10, 20, 30, 255], 100, [10, 20, 30, 255]],
    ['translucent ink lets it through', [200, 100, 0, 128], 100, [100, 50, 0, 255]],
    ['and so through a faint shadow', [200, 100, 0, 128], 50, [134, 67, 0, 192]],
    ['no ink shows the shadow alone', [0, 0, 0, 0], 50, [0, 0, 0, 128]],
  ])('%s', (_, ink, opacity, expected) => {
    // The pixel at (1, 1) lies on the shadow of an opaque one at (0, 0).
    const data = new Uint8Array([9, 9, 9, 255, 0, 0, 0, 0, 0, 0, 0, 0, ...ink])
    const picture = withShadow({ data, width: 2, height: 2, channels: 4 }, { opacity, offset: 1 })
    expect([...picture.data.subarray(16, 20)]).toEqual(expected)
  })

  it('does not touch its argument', () => {
    const source = row([1, 2, 3, 4], [5, 6, 7, 8])
    withShadow(source, { opacity: 100, offset: 1 })
    expect(source).toEqual(row([1, 2, 3, 4], [5, 6, 7, 8]))
  })
})
