import type { Sharp } from 'sharp'
import type { Encoding } from './encoding.ts'
import { withJfif, withOrientation } from './pixels/jfif.ts'

/**
 * Encodes what `picture` makes. A jpg is written as the service writes it: baseline, optimised Huffman
 * tables, standard quantisation tables, no metadata but a JFIF header.
 */
export async function encode(
  picture: Sharp,
  encoding: Encoding,
): Promise<{ data: Buffer; info: EncodedInfo }> {
  const { data, info } = await withOptions(picture, encoding).toBuffer({ resolveWithObject: true })
  return { data: encoding.format === 'jpg' ? dressed(data, encoding) : data, info }
}

/** The size that came out, for the check against the plan. */
export interface EncodedInfo {
  readonly width: number
  readonly height: number
}

function withOptions(picture: Sharp, { format, quality, chroma, progressive }: Encoding): Sharp {
  switch (format) {
    case 'jpg':
      return picture.jpeg({
        quality: quality ?? 80,
        chromaSubsampling: chroma,
        progressive,
        optimiseCoding: true,
        mozjpeg: false,
      })
    case 'png':
      // Adaptive filters cost little time and save more than half; higher levels save little and cost much.
      return picture.png({ compressionLevel: 3, adaptiveFiltering: true, palette: false })
    case 'webp':
      return picture.webp({ quality: quality ?? 75, effort: 2 })
    default:
      throw new TypeError(`no encoder for ${format}`)
  }
}

function dressed(jpeg: Buffer, { orientation }: Encoding): Buffer {
  const plain = withJfif(jpeg)
  return orientation === null ? plain : withOrientation(plain, orientation)
}
