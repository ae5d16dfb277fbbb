import sharp from 'sharp'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Orientation } from '../metadata.ts'
import { probe } from '../probe.ts'
import { withJfif, withOrientation } from './jfif.ts'

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8]

let plain: Buffer

beforeAll(async () => {
  const picture = sharp({ create: { width: 24, height: 16, channels: 3, background: '#2080c0' } })
  plain = await picture.jpeg({ quality: 82 }).toBuffer()
})

describe('withJfif', () => {
  it('inserts 18 bytes behind the start of the image', () => {
    const jpeg = withJfif(plain)
    expect(jpeg.toString('hex', 0, 20)).toBe('ffd8ffe000104a46494600010100000100010000')
    expect(jpeg.subarray(20)).toEqual(plain.subarray(2))
    expect(probe(jpeg)).toMatchObject({ width: 24, height: 16, density: { unit: 0, x: 1, y: 1 } })
  })

  it('leaves a JPEG alone that has the header', () => {
    const jpeg = withJfif(plain)
    expect(withJfif(jpeg)).toBe(jpeg)
  })

  it('does not take another APP0 for the header', () => {
    const app0 = Buffer.concat([
      plain.subarray(0, 2),
      Buffer.from('ffe00006'),
      Buffer.from('JFXX'),
      plain.subarray(2),
    ])
    expect(withJfif(app0)).toHaveLength(app0.length + 18)
  })

  it('changes no pixel', async () => {
    expect(await sharp(withJfif(plain)).raw().toBuffer()).toEqual(await sharp(plain).raw().toBuffer())
  })
})

describe('withOrientation', () => {
  it.each(ORIENTATIONS)('writes orientation %i so that sharp and probe read it', async (orientation) => {
    for (const source of [plain, withJfif(plain)]) {
      const jpeg = withOrientation(source, orientation)
      expect(jpeg).toHaveLength(source.length + 36)
      expect(probe(jpeg).orientation).toBe(orientation)
      expect((await sharp(jpeg).metadata()).orientation).toBe(orientation)
    }
  })

  it('keeps the JFIF header first', () => {
    const jpeg = withOrientation(withJfif(plain), 6)
    expect(jpeg.toString('hex', 2, 4)).toBe('ffe0')
    expect(jpeg.toString('hex', 20, 22)).toBe('ffe1')
    expect(probe(jpeg).density).toEqual({ unit: 0, x: 1, y: 1 })
  })

  it('does not touch its argument', () => {
    const before = Buffer.from(plain)
    withOrientation(plain, 8)
    withOrientation(plain, 3)
    expect(plain).toEqual(before)
  })
})
