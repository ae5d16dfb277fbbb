import sharp from 'sharp'
import { expect, it } from 'vitest'
import type { Raw } from '../pixels/raw.ts'
import { tiffEnvelope } from './tiff-envelope.ts'
import { toSrgb } from './to-srgb.ts'

/** Every pixel a colour of its own, none of them at the edge of sRGB. */
function colours(channels: 3 | 4): Raw {
  const data = new Uint8Array(37 * 23 * channels)
  for (let at = 0; at < data.length; at++) data[at] = 60 + ((at * 7) % 120)
  return { data, width: 37, height: 23, channels }
}

async function profileOf(name: string): Promise<Buffer> {
  const jpg = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'red' } })
    .toColourspace(name === 'cmyk' ? 'cmyk' : 'srgb')
    .withIccProfile(name)
    .jpeg()
    .toBuffer()
  return (await sharp(jpg).metadata()).icc ?? Buffer.alloc(0)
}

it.each([3, 4] as const)('wraps a picture of %i channels in a TIFF', async (channels) => {
  const raw = colours(channels)
  const profile = await profileOf('p3')
  const file = sharp(tiffEnvelope(raw, profile))
  const metadata = await file.metadata()
  expect(metadata).toMatchObject({ format: 'tiff', width: 37, height: 23, channels, space: 'srgb' })
  expect(metadata.icc).toEqual(profile)
  const { data } = await sharp(tiffEnvelope(raw, await profileOf('srgb')))
    .raw()
    .toBuffer({ resolveWithObject: true })
  for (const [at, sample] of data.entries()) expect(Math.abs(sample - (raw.data[at] ?? 0))).toBeLessThan(2)
})

it.each([3, 4] as const)('brings Display P3 to sRGB, %i channels', async (channels) => {
  const original = colours(channels)
  const { data: inP3 } = await sharp(original.data, { raw: { width: 37, height: 23, channels } })
    .withIccProfile('p3')
    .tiff({ compression: 'none' })
    .toBuffer()
    .then((tiff) => sharp(tiff, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true }))
  expect(Buffer.compare(inP3, original.data)).not.toBe(0)
  const raw = await toSrgb({ ...original, data: inP3 }, await profileOf('p3'))
  expect(raw).toMatchObject({ width: 37, height: 23, channels })
  for (const [at, sample] of raw.data.entries())
    expect(Math.abs(sample - (original.data[at] ?? 0))).toBeLessThan(4)
})

it.each([
  ['no profile at all', async () => Buffer.from('not a profile')],
  ['a profile of CMYK', () => profileOf('cmyk')],
])('leaves a picture alone that comes with %s', async (_, profile) => {
  const raw = colours(3)
  expect([...(await toSrgb(raw, await profile())).data]).toEqual([...raw.data])
})
