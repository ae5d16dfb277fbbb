import { fromFile, isRaw, load, open, toRaw } from './decode.ts'
import { fitInside, type Size } from './geometry.ts'
import type { ImageMetadata } from './metadata.ts'
import { dominantColor } from './pixels/median-cut.ts'
import { decodingAsStored } from './plan.ts'

/** Longer side of the thumbnail that is counted, px. The documented picture gives the documented colour with it. */
const THUMBNAIL = 256

/**
 * The body of `image/average-hue`: `{"RGB": "0x5c783b"}`, the mean colour of the most populous of five
 * boxes. Source: OSS, "Query the average hue"; the algorithm is the one that fits the documented value.
 */
export async function averageHue(file: Uint8Array, metadata: ImageMetadata): Promise<string> {
  const picture = await load(file, decodingAsStored(metadata), metadata.width * metadata.height)
  const { width, height } = thumbnailOf(isRaw(picture) ? picture : metadata)
  const pipeline = open(picture).resize(width, height, { fit: 'fill', kernel: 'cubic' })
  const { red, green, blue } = dominantColor(await fromFile(() => toRaw(pipeline)))
  const digits = [red, green, blue].map((level) => level.toString(16).padStart(2, '0')).join('')
  return `{"RGB": "0x${digits}"}`
}

/** The size in which the colours of a picture are counted. */
export function thumbnailOf({ width, height }: Size): Size {
  const longer = Math.max(width, height)
  return longer <= THUMBNAIL
    ? { width, height }
    : fitInside({ width, height }, { width: THUMBNAIL, height: THUMBNAIL })
}
