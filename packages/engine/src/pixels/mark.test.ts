import { describe, expect, it } from 'vitest'
import { cut, inCell, withAlpha, withOpacity, withoutAlpha } from './mark.ts'
import type { Raw } from './raw.ts'

/** A picture of which each pixel is `number, 0, 0, alpha`, counted row by row. */
function numbered(width: number, height: number, alpha = 255): Raw {
  const data = Uint8Array.from({ length: width * height * 4 }, (_, at) =>
    at % 4 === 0 ? at / 4 : at % 4 === 3 ? alpha : 0,
  )
  return { data, width, height, channels: 4 }
}

const numbers = ({ data }: Raw) => [...data].filter((_, at) => at % 4 === 0)
const alphas = ({ data }: Raw) => [...data].filter((_, at) => at % 4 === 3)

describe('cut', () => {
  const picture = numbered(4, 3)

  it.each([
    ['the middle', { left: 1, top: 1, width: 2, height: 1 }, [5, 6]],
    ['the top left', { left: 0, top: 0, width: 1, height: 2 }, [0, 4]],
    ['the bottom right', { left: 2, top: 1, width: 2, height: 2 }, [6, 7, 10, 11]],
    ['whole rows', { left: 0, top: 1, width: 4, height: 2 }, [4, 5, 6, 7, 8, 9, 10, 11]],
  ])('takes %s', (_what, region, expected) => {
    const part = cut(picture, region)
    expect(part).toMatchObject({ width: region.width, height: region.height, channels: 4 })
    expect(numbers(part)).toEqual(expected)
    expect(part.data).toHaveLength(region.width * region.height * 4)
  })

  it('copies nothing when all is taken', () => {
    expect(cut(picture, { left: 0, top: 0, width: 4, height: 3 })).toBe(picture)
  })

  it('reads a picture with three channels', () => {
    const data = Uint8Array.from({ length: 12 }, (_, at) => at)
    const part = cut({ data, width: 2, height: 2, channels: 3 }, { left: 1, top: 0, width: 1, height: 2 })
    expect([...part.data]).toEqual([3, 4, 5, 9, 10, 11])
  })
})

describe('withOpacity', () => {
  it.each([
    [50, 255, 128],
    [1, 255, 3],
    [99, 255, 252],
    [50, 101, 51],
    [50, 0, 0],
    [1, 49, 0],
  ])('%i %% of an alpha of %i is %i', (opacity, alpha, expected) => {
    expect(alphas(withOpacity(numbered(2, 1, alpha), opacity))).toEqual([expected, expected])
  })

  it('leaves colours and the given picture alone', () => {
    const picture = numbered(3, 1)
    expect(numbers(withOpacity(picture, 10))).toEqual([0, 1, 2])
    expect(alphas(picture)).toEqual([255, 255, 255])
  })

  it('copies nothing at 100 %', () => {
    const picture = numbered(3, 1)
    expect(withOpacity(picture, 100)).toBe(picture)
  })
})

describe('inCell', () => {
  it.each([
    ['the top left corner', { left: 0, top: 0 }, [0, 1, 0, 2, 3, 0, 0, 0, 0, 0, 0, 0]],
    ['another place', { left: 1, top: 2 }, [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 2, 3]],
  ])('puts the picture in %s of a transparent cell', (_where, place, expected) => {
    const cell = inCell(numbered(2, 2, 9), { width: 3, height: 4 }, place)
    expect(cell).toMatchObject({ width: 3, height: 4, channels: 4 })
    expect(numbers(cell)).toEqual(expected)
    expect(alphas(cell).reduce((sum, level) => sum + level)).toBe(36)
    expect(alphas(cell)[place.top * 3 + place.left]).toBe(9)
  })

  it('copies nothing when the cell is no larger', () => {
    const picture = numbered(3, 2)
    expect(inCell(picture, { width: 3, height: 2 }, { left: 0, top: 0 })).toBe(picture)
  })
})

describe('an alpha channel', () => {
  const colours: Raw = { data: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 2, height: 1, channels: 3 }
  const translucent: Raw = { data: Uint8Array.of(1, 2, 3, 7, 4, 5, 6, 8), width: 2, height: 1, channels: 4 }

  it('is added, opaque', () => {
    expect(withAlpha(colours)).toEqual({ ...translucent, data: Uint8Array.of(1, 2, 3, 255, 4, 5, 6, 255) })
  })

  it('is taken away, whatever it says', () => {
    expect(withoutAlpha(translucent)).toEqual(colours)
  })

  it('costs no copy where it is as asked', () => {
    expect(withAlpha(translucent)).toBe(translucent)
    expect(withoutAlpha(colours)).toBe(colours)
  })
})
