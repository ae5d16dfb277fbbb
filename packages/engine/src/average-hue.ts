import { fromFile, isRaw, load, open, toRaw } from './decode.ts'
import { fitInside, type Size } from './geometry.ts'
import type { ImageMetadata } from './metadata.ts'
import { dominantColor } from './pixels/median-cut.ts'
import { isConverted } from './plan.ts'

/** Longer side of the thumbnail that is counted, px. The documented picture gives the documented colour with it. */
const THUMBNAIL = 256

/**
 * The body of `image/average-hue`: `{"RGB": "0x5c783b"}`, the mean colour of the most populous of five
 * boxes. Source: OSS, "Query the average hue"; the algorithm is the one that fits the documented value.
 */
export async function averageHue(file: Uint8Array, metadata: ImageMetadata): Promise<string> {
  const { format, alpha, width: across, height: down } = metadata
  const decoding = { format, orientation: 1, pages: 1, alpha, converted: isConverted(metadata) } as const
  const picture = await load(file, decoding, across * down)
  const { width, height } = thumbnailOf(isRaw(picture) ? picture : metadata)
  const pipeline = open(picture).resize(width, height, { fit: 'fill', kernel: 'cubic' })
  const { red, green, blue } = dominantColor(await fromFile(() => toRaw(pipeline)))
  const digits = [red, green, blue].map((level) => level.toString(16).padStart(2, '0')).join('')
  return `{"RGB": "0x${digits}"}`
}

function thumbnailOf({ width, height }: Size): Size {
  const longer = Math.max(width, height)
  return longer <= THUMBNAIL
    ? { width, height }
    : fitInside({ width, height }, { width: THUMBNAIL, height: THUMBNAIL })
}
