import fc from 'fast-check'
import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { alphaOf, drawing, heic, likeness } from '../../test/heic/fixtures.ts'
import { EngineError } from '../errors.ts'
import type { Orientation } from '../metadata.ts'
import { probe } from '../probe.ts'
import { decodeHeic } from './decode-heic.ts'

/** dB that HEVC keeps to on pictures like these; without the loss of colour resolution it is above 40. */
const LIKE = 38

describe('decodeHeic', { timeout: 30_000 }, () => {
  it.each([
    ['a plain picture', 'card', 'card', 96, 64],
    ['tiles that reach beyond the picture', 'grid', 'grid', 112, 96],
    ['odd sides', 'odd', 'odd', 65, 47],
    ['a clean aperture', 'cropped', 'cropped', 72, 40],
    ['a primary picture that is not the first', 'second', 'card', 96, 64],
    ['samples of 10 bits', 'ten-bit', 'card', 96, 64],
    ['Display P3', 'display-p3', 'card', 96, 64],
    ['grey', 'grey', 'grey', 96, 64],
  ])('decodes %s', async (_, file, original, width, height) => {
    const raw = await decodeHeic(heic(file))
    expect(raw).toMatchObject({ width, height, channels: 3 })
    expect(raw.data).toHaveLength(width * height * 3)
    expect(likeness(raw, await drawing(original))).toBeGreaterThan(LIKE)
  })

  it.each(['alpha', 'premultiplied'])('keeps alpha beside the colours: %s', async (file) => {
    const raw = await decodeHeic(heic(file))
    const original = await drawing('alpha')
    expect(raw).toMatchObject({ width: 96, height: 64, channels: 4 })
    expect(alphaOf(raw)).toEqual(alphaOf(original))
    expect(likeness(raw, original)).toBeGreaterThan(LIKE)
  })

  it.each([2, 3, 4, 5, 6, 7, 8] as const)('turns as the probe says: %i', async (orientation: Orientation) => {
    const file = heic(`orientation-${orientation}`)
    const original = await drawing('card', orientation)
    expect(probe(file)).toMatchObject({ width: 96, height: 64, orientation })
    const raw = await decodeHeic(file)
    expect(raw).toMatchObject({ width: original.width, height: original.height })
    expect(likeness(raw, original)).toBeGreaterThan(LIKE)
  })

  it('takes a picture with a damaged profile to be sRGB', async () => {
    const file = heic('display-p3')
    const profile = file.indexOf('acsp')
    file.fill(0, profile, profile + 60)
    const raw = await decodeHeic(file)
    expect(raw).toMatchObject({ width: 96, height: 64, channels: 3 })
    expect(likeness(raw, await drawing('card'))).toBeLessThan(LIKE)
  })

  it('leaves the source as it was, a view included', async () => {
    const file = heic('card')
    const shared = Buffer.concat([Buffer.alloc(9, 1), file, Buffer.alloc(9, 2)])
    const raw = await decodeHeic(shared.subarray(9, 9 + file.length))
    expect(shared.subarray(9, -9)).toEqual(file)
    expect(raw).toEqual(await decodeHeic(file))
  })

  it('decodes many at a time', async () => {
    const files = Array.from({ length: 24 }, (_, index) => heic(index % 2 ? 'grid' : 'odd'))
    const widths = (await Promise.all(files.map((file) => decodeHeic(file)))).map(({ width }) => width)
    expect(widths).toEqual(files.map((_, index) => (index % 2 ? 112 : 65)))
  })

  it('refuses a picture that takes too long, and decodes the next one', async () => {
    await expect(decodeHeic(heic('large'), { timeoutMs: 1 })).rejects.toMatchObject({
      name: 'EngineError',
      code: 'ImageTooLarge',
      message: 'The image takes too long to decode.',
    })
    expect(await decodeHeic(heic('card'))).toMatchObject({ width: 96 })
  })

  it('decodes 12 million pixels', async () => {
    const { data, ...size } = await decodeHeic(heic('large'))
    expect(size).toEqual({ width: 4000, height: 3000, channels: 3 })
    const middle = [...data.subarray(18_000_000, 18_000_003)]
    for (const [channel, expected] of [0x3a, 0x7b, 0xd5].entries())
      expect(Math.abs((middle[channel] ?? 0) - expected)).toBeLessThanOrEqual(2)
  })

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('A text that is no picture.')],
    ['a header alone', heic('card').subarray(0, 24)],
    ['a file that was cut off', heic('grid').subarray(0, -200)],
    ['a picture without its bits', withoutBits(heic('card'))],
  ])('refuses %s', async (_, file) => {
    await expect(decodeHeic(file)).rejects.toMatchObject({
      name: 'EngineError',
      code: 'BadRequest',
      ec: '0040-00000020',
      message: 'The image file may be damaged.',
    })
  })

  it('refuses a file that holds another codec', async () => {
    const avif = await sharp({ create: { width: 16, height: 16, channels: 3, background: 'red' } })
      .avif()
      .toBuffer()
    await expect(decodeHeic(avif)).rejects.toMatchObject({
      name: 'EngineError',
      code: 'BadRequest',
      ec: '0040-00000005',
    })
  })

  it('decodes or throws an EngineError however a file is changed', async () => {
    const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }))
    const files = fc.constantFrom(...['card', 'grid', 'alpha', 'orientation-7', 'display-p3'].map(heic))
    await fc.assert(
      fc.asyncProperty(files, fc.array(change, { minLength: 1, maxLength: 6 }), async (file, changes) => {
        const changed = Buffer.from(file)
        for (const [at, value] of changes) changed[at % changed.length] = value
        await expectAnswer(changed)
      }),
      { numRuns: 300 },
    )
    expect(await decodeHeic(heic('card'))).toMatchObject({ width: 96 })
  })

  it('decodes or throws an EngineError wherever a file is cut off', async () => {
    const file = heic('alpha')
    for (let length = 0; length < file.length; length += 7) await expectAnswer(file.subarray(0, length))
  })
})

/** The file with nothing but zeros behind its boxes. */
function withoutBits(file: Buffer): Buffer {
  return file.fill(0, file.indexOf('mdat') + 4)
}

/** All that `decodeHeic` may do with any bytes at all. */
async function expectAnswer(bytes: Uint8Array): Promise<void> {
  try {
    const { data, width, height, channels } = await decodeHeic(bytes)
    expect(data.length).toBe(width * height * channels)
    expect(data.length).toBeGreaterThan(0)
  } catch (error) {
    expect(error).toBeInstanceOf(EngineError)
  }
}
