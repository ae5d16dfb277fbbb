import { describe, expect, it } from 'vitest'
import type { Masks } from './header.ts'
import { fromBytes, fromIndices, fromMasks } from './pixels.ts'
import type { Rows } from './rows.ts'

/** Rows of two pixels, the bottom one first, at an odd place in a larger buffer. */
function twoByTwo(stored: readonly number[]): Rows {
  const bytes = Uint8Array.of(255, 255, 255, ...stored, 255).subarray(1)
  return { bytes, top: 2 + stored.length / 2, step: -stored.length / 2, width: 2, height: 2 }
}

/** A number's bytes, the lowest first. */
function bytesOf(number: number, bits: 16 | 32): number[] {
  return Array.from({ length: bits / 8 }, (_, byte) => (number / 2 ** (byte * 8)) & 255)
}

describe('fromMasks', () => {
  it.each([
    // masks, pixel, its channels: level / highest level * 255, rounded
    [16, [0x7c00, 0x03e0, 0x001f, 0], 0x0421, [8, 8, 8]],
    [16, [0x7c00, 0x03e0, 0x001f, 0], 0x0c63, [25, 25, 25]],
    [16, [0x7c00, 0x03e0, 0x001f, 0], 0xffff, [255, 255, 255]],
    [16, [0xf800, 0x07e0, 0x001f, 0], 0x0841, [8, 8, 8]],
    [16, [0xf800, 0x07e0, 0x001f, 0], 0x8410, [132, 130, 132]],
    [16, [0x001f, 0x07e0, 0xf800, 0], 0xf800, [0, 0, 255]],
    [16, [0x7c00, 0x03e0, 0x001f, 0x8000], 0xfc00, [255, 0, 0, 255]],
    [16, [0x7c00, 0x03e0, 0x001f, 0x8000], 0x03e0, [0, 255, 0, 0]],
    [16, [0x0f00, 0x00f0, 0x000f, 0xf000], 0x8421, [68, 34, 17, 136]],
    [16, [0xc000, 0x1000, 0x0003, 0], 0x5002, [85, 255, 170]],
    [16, [0xff0000, 0x00ff, 0xff00, 0], 0x8001, [0, 1, 128]],
    [32, [0xff0000, 0xff00, 0xff, 0], 0x80112233, [0x11, 0x22, 0x33]],
    [32, [0xff0000, 0xff00, 0xff, 0xff000000], 0x80112233, [0x11, 0x22, 0x33, 0x80]],
    [32, [0xff, 0xff00, 0xff0000, 0xff000000], 0x80112233, [0x33, 0x22, 0x11, 0x80]],
    [32, [0xff000000, 0xff0000, 0xff00, 0xff], 0x80112233, [0x80, 0x11, 0x22, 0x33]],
    [32, [0x3ff00000, 0xffc00, 0x3ff, 0xc0000000], 0xa00803ff, [128, 128, 255, 170]],
    [32, [0xfffff000, 0xff0, 0xf, 0], 0x80000ff1, [128, 255, 17]],
    [32, [0xffffffff, 0x80000000, 1, 0], 0xffffffff, [255, 255, 255]],
    [32, [0xff0000, 0, 0xff, 0xff000000], 0xffffffff, [255, 0, 255, 255]],
    [32, [0x0f0f0000, 0xff00, 0xff, 0], 0x0f0f8001, [255, 128, 1]],
  ] as const satisfies readonly (readonly [16 | 32, Masks, number, readonly number[]])[])(
    '%i bits with the masks %j: %i is %j',
    (bits, masks, pixel, expected) => {
      const [one, none] = [bytesOf(pixel, bits), bytesOf(0, bits)]
      const { data, channels } = fromMasks(twoByTwo([...one, ...none, ...none, ...one]), bits, masks)
      const nothing = expected.map(() => 0)
      expect(channels).toBe(expected.length)
      expect([...data]).toEqual([...nothing, ...expected, ...expected, ...nothing])
    },
  )

  it('is exact for every level of every width up to 12 bits', () => {
    for (let width = 1; width <= 12; width++) {
      const highest = 2 ** width - 1
      for (let level = 0; level <= highest; level++) {
        const bytes = Uint8Array.from(bytesOf(level * 32, 32))
        const rows = { bytes, top: 0, step: 4, width: 1, height: 1 }
        const { data } = fromMasks(rows, 32, [highest * 32, 0, 0, 0])
        expect(data[0]).toBe(Math.round((level * 255) / highest))
      }
    }
  })
})

describe('fromIndices', () => {
  it.each([
    [1, [0b01_000000, 0b10_111111], [1, 0, 0, 1]],
    [2, [0b0111_0000, 0b1000_1111], [2, 0, 1, 3]],
    [4, [0x1f, 0x70], [7, 0, 1, 15]],
    [8, [1, 2, 254, 255], [254, 255, 1, 2]],
  ] as const)('%i bits: %j are the indices %j', (bits, bytes, indices) => {
    const palette = new Uint8Array(768).map((_, at) => (at * 7) % 251)
    const expected = indices.flatMap((index) => [...palette.subarray(index * 3, index * 3 + 3)])
    expect([...fromIndices(twoByTwo(bytes), bits, palette).data]).toEqual(expected)
  })
})

describe('fromBytes', () => {
  it.each([
    [24, 3, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]],
    [32, 3, [1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 0], [9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4]],
    [
      32,
      4,
      [1, 2, 3, 40, 4, 5, 6, 41, 7, 8, 9, 42, 10, 11, 12, 43],
      [9, 8, 7, 42, 12, 11, 10, 43, 3, 2, 1, 40, 6, 5, 4, 41],
    ],
  ] as const)('%i bits to %i channels', (bits, channels, stored, expected) => {
    expect([...fromBytes(twoByTwo(stored), bits, channels).data]).toEqual(expected)
  })
})
