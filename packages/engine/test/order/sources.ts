import sharp from 'sharp'
import type { ImageMetadata } from '../../src/metadata.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import { probe } from '../../src/probe.ts'
import { drawCard } from './card.ts'

/** The kinds of picture that chains start from. */
export const SOURCE_NAMES = ['opaque', 'alpha', 'grey', 'animated', 'cmyk'] as const

/** A kind of picture that chains start from. */
export type SourceName = (typeof SOURCE_NAMES)[number]

/** A picture to start from: its file, and the pixels of each of its frames. */
export interface Source {
  readonly name: SourceName
  readonly file: Buffer
  readonly metadata: ImageMetadata
  readonly frames: readonly Raw[]
}

const WIDTH = 180
const HEIGHT = 120

/** Draws a picture that EXIF turns upright; its frame is upright. */
export async function drawTurned(): Promise<Source> {
  const card = drawCard(WIDTH, HEIGHT, false)
  const picture = sharp(card.data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
  const file = await picture.withMetadata({ orientation: 6 }).tiff({ compression: 'lzw' }).toBuffer()
  const { data, info } = await sharp(file).autoOrient().raw().toBuffer({ resolveWithObject: true })
  const frame: Raw = { data, width: info.width, height: info.height, channels: 3 }
  return { name: 'opaque', file, metadata: probe(file), frames: [frame] }
}

/** Draws one source. All are lossless, so that file and pixels say the same. */
export async function drawSource(name: SourceName): Promise<Source> {
  const file = await draw(name)
  const metadata = probe(file)
  const strip = await sharp(file, { animated: name === 'animated' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  const channels = strip.info.channels === 4 ? 4 : 3
  const bytes = WIDTH * HEIGHT * channels
  const frames = Array.from({ length: strip.data.length / bytes }, (_, page) => ({
    data: strip.data.subarray(page * bytes, (page + 1) * bytes),
    width: WIDTH,
    height: HEIGHT,
    channels,
  })) as readonly Raw[]
  return { name, file, metadata, frames }
}

function draw(name: SourceName): Promise<Buffer> {
  const card = drawCard(WIDTH, HEIGHT, name === 'alpha')
  const picture = sharp(card.data, { raw: { width: WIDTH, height: HEIGHT, channels: card.channels } })
  switch (name) {
    case 'opaque':
    case 'alpha':
      return picture.png().toBuffer()
    case 'grey':
      return picture.greyscale().toColourspace('b-w').png().toBuffer()
    case 'cmyk':
      return picture.toColourspace('cmyk').tiff({ compression: 'lzw' }).toBuffer()
    case 'animated':
      return drawAnimation()
  }
}

/** Three frames of colours that have nothing in common: a row of one in another would show. */
function drawAnimation(): Promise<Buffer> {
  const card = drawCard(WIDTH, HEIGHT, true).data
  const frames = [0, 1, 2].map((frame) => {
    const data = Buffer.from(card)
    for (let at = 0; at < data.length; at += 4)
      for (let channel = 0; channel < 3; channel++)
        data[at + channel] =
          channel === frame ? 255 - ((data[at + channel] ?? 0) >> 2) : (data[at + channel] ?? 0) >> 3
    return data
  })
  const raw = { width: WIDTH, height: 3 * HEIGHT, channels: 4 as const, pageHeight: HEIGHT }
  return (
    sharp(Buffer.concat(frames), { raw, animated: true })
      // A webp would not do: its decoder scales while it decodes, as that of jpg does.
      .gif({ loop: 0, delay: [40, 80, 120] })
      .toBuffer()
  )
}
