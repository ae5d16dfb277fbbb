import sharp from 'sharp'
import { tiffBlock } from './exif.ts'

/** What a vector says of its source picture. */
export interface PictureInput {
  readonly width: number
  readonly height: number
  readonly format: 'jpg' | 'png' | 'webp' | 'gif'
  /** Frames of a gif. */
  readonly frames?: number
  /** Length that a drawn stand-in is padded to with a comment segment; jpg only. */
  readonly bytes?: number
  /** EXIF orientation to write; jpg only. */
  readonly orientation?: number
  /** An EXIF block to write, in place of `orientation`; jpg only. */
  readonly exif?: Buffer
  /** jpg quality to encode with; default 82, the documents' demo picture's. */
  readonly quality?: number
  /** One colour all over, `rrggbb`. */
  readonly fill?: string
  /** One alpha all over, 0 to 255. */
  readonly alpha?: number
}

/** Draws a picture with the properties that a vector asks for. */
export async function drawPicture(input: PictureInput): Promise<Buffer> {
  const { width, height, format, quality = 82 } = input
  const channels = input.alpha === undefined ? 3 : 4
  const picture = sharp(pixels(input, channels), { raw: { width, height, channels } })
  switch (format) {
    case 'png':
      return picture.png().toBuffer()
    case 'webp':
      return picture.webp({ lossless: true }).toBuffer()
    case 'gif':
      return drawAnimation(input)
    case 'jpg': {
      const jpeg = await picture.jpeg({ quality, chromaSubsampling: '4:2:0' }).toBuffer()
      return padded(withSegments(jpeg, input), input.bytes)
    }
  }
}

/** Frames of one picture, darker from each to the next. */
function drawAnimation(input: PictureInput): Promise<Buffer> {
  const { width, height, frames = 1 } = input
  const strip = Array.from({ length: frames }, (_, frame) => pixels(input, 3).map((level) => level >> frame))
  const raw = { width, height: height * frames, channels: 3 as const, pageHeight: height }
  return sharp(Buffer.concat(strip), { raw, animated: true })
    .gif({ delay: Array(frames).fill(50), loop: 0 })
    .toBuffer()
}

/** Soft colours with a block and stripes: any cut, turn or scaling of it looks different. */
function pixels({ width, height, fill, alpha }: PictureInput, channels: 3 | 4): Buffer {
  const data = Buffer.alloc(width * height * channels)
  const flat = fill === undefined ? undefined : Number.parseInt(fill, 16)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels
      const u = x / width
      const v = y / height
      const inside = u > 0.6 && u < 0.85 && v > 0.15 && v < 0.5
      data[at] = flat === undefined ? Math.round(40 + 180 * u) : flat >> 16
      data[at + 1] = flat === undefined ? Math.round(30 + 190 * v) : (flat >> 8) & 255
      data[at + 2] = flat === undefined ? (inside ? 220 : Math.round(60 + 50 * Math.sin(u * 6))) : flat & 255
      if (alpha !== undefined) data[at + 3] = alpha
    }
  return data
}

const JFIF = Buffer.from('ffe000104a46494600010100000100010000', 'hex')

/** Puts a JFIF header without density behind the start marker, as in the demo picture, and EXIF if there is any. */
function withSegments(jpeg: Buffer, { orientation, exif }: PictureInput): Buffer {
  const block = exif ?? (orientation === undefined ? undefined : orientationBlock(orientation))
  const segment = block ? exifSegment(block) : Buffer.alloc(0)
  return Buffer.concat([jpeg.subarray(0, 2), JFIF, segment, jpeg.subarray(2)])
}

function exifSegment(block: Buffer): Buffer {
  const head = Buffer.from('ffe1000045786966' + '0000', 'hex')
  head.writeUInt16BE(head.length - 2 + block.length, 2)
  return Buffer.concat([head, block])
}

function orientationBlock(orientation: number): Buffer {
  return tiffBlock([{ at: 8, entries: [[0x0112, 3, 1, orientation << 16]], next: 0 }], 26)
}

/** Adds comment segments until the file is `bytes` long. */
function padded(jpeg: Buffer, bytes: number | undefined): Buffer {
  if (bytes === undefined || bytes === jpeg.length) return jpeg
  const missing = bytes - jpeg.length
  if (missing < 4 || missing > 65_000)
    throw new Error(`a picture of ${jpeg.length} bytes cannot be made ${bytes} long`)
  const comment = Buffer.alloc(missing, 0x20)
  comment.writeUInt16BE(0xfffe, 0)
  comment.writeUInt16BE(missing - 2, 2)
  const header = 2 + JFIF.length
  return Buffer.concat([jpeg.subarray(0, header), comment, jpeg.subarray(header)])
}
