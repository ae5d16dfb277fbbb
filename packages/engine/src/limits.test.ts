import { describe, expect, it } from 'vitest'
import { EngineError } from './errors.ts'
import { checkSource, checkSourceBytes, LIMITS } from './limits.ts'
import type { ImageMetadata } from './metadata.ts'

const jpg: ImageMetadata = {
  format: 'jpg',
  width: 400,
  height: 267,
  pages: 1,
  orientation: 1,
  alpha: false,
  bytes: 21_839,
}

function refusal(check: () => void): EngineError {
  try {
    check()
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  return expect.fail('nothing was thrown')
}

describe('a source', () => {
  it.each<[string, Partial<ImageMetadata>]>([
    ['of 20 MiB', { bytes: 20 * 1024 * 1024 }],
    ['30,000 px wide', { width: 30_000 }],
    ['30,000 px high', { height: 30_000 }],
    ['of 250,000,000 pixels', { width: 25_000, height: 10_000 }],
    ['of 250,000,000 pixels on 250 pages', { format: 'webp', width: 1000, height: 1000, pages: 250 }],
    ['tiff of more, on pages that are not decoded', { format: 'tiff', width: 9000, height: 9000, pages: 9 }],
    ['tiff, 16,384 px wide', { format: 'tiff', width: 16_384 }],
    ['avif, 10,000 px high', { format: 'avif', height: 10_000 }],
  ])('%s is taken', (_what, changes) => {
    expect(() => checkSource({ ...jpg, ...changes }, LIMITS)).not.toThrow()
  })

  it.each<[string, Partial<ImageMetadata>, string]>([
    ['a byte over 20 MiB', { bytes: 20 * 1024 * 1024 + 1 }, '0040-00000001'],
    ['30,001 px wide', { width: 30_001 }, '0040-00000019'],
    ['30,001 px high', { height: 30_001 }, '0040-00000019'],
    ['bmp, 30,001 px wide', { format: 'bmp', width: 30_001 }, '0040-00000017'],
    ['heic, 30,001 px wide', { format: 'heic', width: 30_001 }, '0040-00000013'],
    ['png, 30,001 px wide', { format: 'png', width: 30_001 }, '0040-00000009'],
    ['of more than 250,000,000 pixels', { width: 25_000, height: 10_001 }, '0040-00000012'],
    [
      'of more pixels on all its pages',
      { format: 'webp', width: 1000, height: 1000, pages: 251 },
      '0040-00000012',
    ],
    ['tiff, 16,385 px wide', { format: 'tiff', width: 16_385 }, '0040-00000018'],
    ['avif, 10,001 px high', { format: 'avif', height: 10_001 }, '0040-00000014'],
  ])('%s is too large', (_what, changes, ec) => {
    const error = refusal(() => checkSource({ ...jpg, ...changes }, LIMITS))
    expect(error).toMatchObject({ code: 'ImageTooLarge', ec })
    expect(error.message).toMatch(/\d/)
  })

  it('is measured against the limits that are given', () => {
    const limits = { ...LIMITS, sourceSide: 300, sourceBytes: 30_000 }
    expect(refusal(() => checkSource(jpg, limits)).message).toBe(
      'A side of the image is longer than 300 pixels: 400 x 267.',
    )
    expect(() => checkSource({ ...jpg, width: 300 }, limits)).not.toThrow()
  })
})

describe('a file that is not yet loaded', () => {
  it('is refused by its length', () => {
    expect(() => checkSourceBytes(LIMITS.sourceBytes)).not.toThrow()
    expect(refusal(() => checkSourceBytes(LIMITS.sourceBytes + 1))).toMatchObject({
      code: 'ImageTooLarge',
      message: 'Maximal size of image supported is 20971520 bytes, received 20971521.',
      ec: '0040-00000001',
    })
  })

  it('is measured against the limits that are given', () => {
    expect(() => checkSourceBytes(10, { ...LIMITS, sourceBytes: 9 })).toThrow(EngineError)
  })
})
