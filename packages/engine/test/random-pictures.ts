import sharp, { type Sharp } from 'sharp'
import { encodeBmp } from '../src/bmp/encode.ts'
import type { Raw } from '../src/pixels/raw.ts'
import { drawCard } from './order/card.ts'
import { integer, pick, type Random } from './random-cases.ts'

/** The formats of small pictures; all but `heic` and `avif`, which take many times as long to decode. */
export const PICTURE_FORMATS = ['jpg', 'png', 'webp', 'gif', 'bmp', 'tiff'] as const

/** A format of small pictures. */
export type PictureFormat = (typeof PICTURE_FORMATS)[number]

/** The longest side, px. */
const LONGEST = 64

/** Draws a picture of up to 64 × 64 px: with alpha or not, turned or not, animated where the format can be. */
export async function randomPicture(random: Random, format: PictureFormat): Promise<Buffer> {
  const [width, height] = [side(random), side(random)]
  const alpha = format !== 'jpg' && random() < 0.5
  const card = drawCard(width, height, alpha)
  const orientation = pick(random, [1, 1, 1, 1, 2, 3, 4, 5, 6, 7, 8])
  switch (format) {
    case 'jpg': {
      const jpg = coloured(random, open(card), ['b-w', 'cmyk']).withMetadata({ orientation })
      return jpg.jpeg({ quality: integer(random, 1, 100), progressive: random() < 0.2 }).toBuffer()
    }
    case 'png':
      return coloured(random, open(card), ['b-w', 'rgb16', 'grey16'])
        .withMetadata({ orientation })
        .png({ palette: random() < 0.2 })
        .toBuffer()
    case 'tiff':
      return coloured(random, open(card), ['b-w', 'rgb16', 'cmyk'])
        .withMetadata({ orientation })
        .tiff({ compression: 'lzw' })
        .toBuffer()
    case 'webp': {
      const picture = random() < 0.5 ? animated(random, width, height) : open(card)
      return picture
        .withMetadata({ orientation })
        .webp({ lossless: random() < 0.5 })
        .toBuffer()
    }
    case 'gif':
      return (random() < 0.8 ? animated(random, width, height) : open(card))
        .gif({ keepDuplicateFrames: true })
        .toBuffer()
    case 'bmp':
      return encodeBmp(card)
  }
}

function side(random: Random): number {
  return random() < 0.1 ? 1 : integer(random, 1, LONGEST)
}

function open({ data, width, height, channels }: Raw): Sharp {
  return sharp(data, { raw: { width, height, channels } })
}

/** Now and then in another colour space. */
function coloured(random: Random, picture: Sharp, spaces: readonly [string, ...string[]]): Sharp {
  return random() < 0.3 ? picture.toColourspace(pick(random, spaces)) : picture
}

/** Two to five frames, each darker than the one before. */
function animated(random: Random, width: number, height: number): Sharp {
  const pages = integer(random, 2, 5)
  const { data } = drawCard(width, height, true)
  const frames = Array.from({ length: pages }, (_, page) =>
    data.map((level, at) => (at % 4 === 3 ? level : level >> page)),
  )
  const raw = { width, height: height * pages, channels: 4, pageHeight: height } as const
  return sharp(Buffer.concat(frames), { raw, animated: true })
}
