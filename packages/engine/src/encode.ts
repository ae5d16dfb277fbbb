import type { Format } from '@ossimg/grammar'
import sharp, { type Sharp } from 'sharp'
import { encodeBmp } from './bmp/encode.ts'
import { open, toRaw } from './decode.ts'
import type { Encoding } from './encoding.ts'
import type { Size } from './geometry.ts'
import { withJfif, withOrientation } from './pixels/jfif.ts'
import type { Raw } from './pixels/raw.ts'

/** What came out of an encoder. */
export interface Encoded {
  readonly data: Buffer
  /** For the check against the plan. */
  readonly info: Size
}

/** Formats into which libvips writes the orientation of the source, whatever became of the picture; raw pixels have none. */
const KEEPING_TAGS: readonly Format[] = ['tiff', 'avif']

/** Encodes what `picture` makes. */
export async function encode(picture: Sharp, encoding: Encoding): Promise<Encoded> {
  if (encoding.format === 'bmp') {
    const raw = await toRaw(picture)
    return { data: encodeBmp(raw), info: raw }
  }
  const bare = KEEPING_TAGS.includes(encoding.format) ? open(await toRaw(picture)) : picture
  const { data, info } = await withOptions(bare, encoding).toBuffer({ resolveWithObject: true })
  return { data: encoding.format === 'jpg' ? dressed(data, encoding) : data, info }
}

/** Frames of one size, one below the other. */
export interface Strip extends Raw {
  readonly pages: number
}

/** Encodes frames as an animation. */
export async function encodeAnimation(
  { data, width, height, channels, pages }: Strip,
  encoding: Encoding,
): Promise<Buffer> {
  const raw = { width, height, channels, pageHeight: height / pages }
  return withOptions(sharp(data, { raw, animated: true, limitInputPixels: false }), encoding).toBuffer()
}

/**
 * A jpg is written as the service writes it: baseline, optimised Huffman tables, standard quantisation
 * tables, no metadata but a JFIF header. The efforts are those beyond which time buys little.
 */
function withOptions(picture: Sharp, encoding: Encoding): Sharp {
  const { format, quality, chroma, progressive } = encoding
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
      return picture.webp({ quality: quality ?? 75, effort: 2, ...timing(encoding) })
    case 'gif':
      // The palette of the source does not fit colours that were changed.
      return picture.gif({ effort: 3, reuse: false, keepDuplicateFrames: true, ...timing(encoding) })
    case 'tiff':
      return picture.tiff({ compression: 'lzw', predictor: 'horizontal' })
    case 'avif':
      return picture.avif({ effort: 2 })
    default:
      throw new TypeError(`no encoder for ${format}`)
  }
}

/** The longest delay in ms, and the most repetitions, that sharp can write; files may hold more. */
const MOST = 65_535

function timing({ animation }: Encoding): { delay?: number[]; loop?: number } {
  if (!animation) return {}
  const { delays, loop } = animation
  return { delay: delays.map((delay) => Math.min(delay, MOST)), loop: Math.min(loop, MOST) }
}

function dressed(jpeg: Buffer, { orientation }: Encoding): Buffer {
  const plain = withJfif(jpeg)
  return orientation === null ? plain : withOrientation(plain, orientation)
}
