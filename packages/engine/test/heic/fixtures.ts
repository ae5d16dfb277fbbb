import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import type { Orientation } from '../../src/metadata.ts'
import type { Raw } from '../../src/pixels/raw.ts'

/** A file that `scripts/make-heic-fixtures.mjs` wrote. */
export function heic(name: string): Buffer {
  return readFileSync(new URL(`../../fixtures/heic/${name}.heic`, import.meta.url))
}

/** The picture as it was drawn, and then turned as `orientation` says. */
export async function drawing(name: string, orientation: Orientation = 1): Promise<Raw> {
  const png = readFileSync(new URL(`../../fixtures/heic/${name}.png`, import.meta.url))
  const turned = await sharp(png).withMetadata({ orientation }).png().toBuffer()
  const { data, info } = await sharp(turned)
    .autoOrient()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 }
}

/**
 * How alike the colours of two pictures of one size are, in dB; 30 is where loss begins to show. Where the second is
 * transparent it has none.
 */
export function likeness(picture: Raw, original: Raw): number {
  const { channels } = original
  let sum = 0
  let count = 0
  for (let at = 0; at < original.data.length; at += channels) {
    if (channels === 4 && original.data[at + 3] === 0) continue
    for (let channel = at; channel < at + 3; channel++) {
      sum += ((picture.data[channel] ?? 0) - (original.data[channel] ?? 0)) ** 2
      count++
    }
  }
  return 10 * Math.log10(255 ** 2 / (sum / count))
}

/** A picture's alpha, by pixels. */
export function alphaOf({ data, channels }: Raw): readonly number[] {
  return Array.from({ length: data.length / channels }, (_, pixel) => data[pixel * channels + 3] ?? 255)
}
