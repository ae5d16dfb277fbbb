import sharp, { type Sharp } from 'sharp'
import { decodeBmp } from '../src/bmp/decode.ts'
import { type ProcessImageOptions, processImage, type Region, recognise } from '../src/index.ts'
import type { Orientation } from '../src/metadata.ts'
import { withJfif, withOrientation } from '../src/pixels/jfif.ts'
import type { Raw } from '../src/pixels/raw.ts'

/** Red, green, blue, and alpha where there is one. */
export type Color = readonly number[]

export const RED = [220, 30, 40]
export const GREEN = [30, 200, 60]
export const BLUE = [40, 50, 210]
export const YELLOW = [230, 220, 50]
export const WHITE = [255, 255, 255]

/** A picture of which `colorAt` tells each pixel. */
export function drawn(width: number, height: number, colorAt: (x: number, y: number) => Color): Raw {
  const channels = colorAt(0, 0).length === 4 ? 4 : 3
  const data = new Uint8Array(width * height * channels)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) data.set(colorAt(x, y), (y * width + x) * channels)
  return { data, width, height, channels }
}

/** Red and green above, blue and yellow below. */
export function card(width: number, height: number): Raw {
  return drawn(width, height, (x, y) => {
    const [left, right] = y < height / 2 ? [RED, GREEN] : [BLUE, YELLOW]
    return x < width / 2 ? left : right
  })
}

/** A card whose left half is transparent. */
export function alphaCard(width: number, height: number): Raw {
  const { data } = card(width, height)
  return drawn(width, height, (x, y) => {
    const at = (y * width + x) * 3
    return [...data.subarray(at, at + 3), x < width / 2 ? 0 : 255]
  })
}

/** A picture whose every pixel tells where it stood; `whereWas` reads it. Sides up to 4096. */
export function coordinates(width: number, height: number): Raw {
  return drawn(width, height, (x, y) => [x & 255, y & 255, (x >> 8) | ((y >> 8) << 4)])
}

/** Where a pixel of `coordinates` stood. */
export function whereWas([low = 0, down = 0, high = 0]: Color): readonly [x: number, y: number] {
  return [low | ((high & 15) << 8), down | ((high >> 4) << 8)]
}

/** A raw picture for sharp to encode. */
export function encoded({ data, width, height, channels }: Raw): Sharp {
  return sharp(data, { raw: { width, height, channels } })
}

/** Frames of one size and one number of channels for sharp to encode. */
export function animated(frames: readonly Raw[]): Sharp {
  const [first] = frames
  if (!first) throw new Error('no frames')
  const { width, height, channels } = first
  const raw = { width, height: height * frames.length, channels, pageHeight: height }
  return sharp(Buffer.concat(frames.map(({ data }) => data)), { raw, animated: true })
}

export const asPng = (raw: Raw) => encoded(raw).png({ compressionLevel: 1 }).toBuffer()

/** As a camera writes it: with a JFIF header, colours in full resolution so that edges stay sharp. */
export async function asJpg(raw: Raw, quality = 95, orientation: Orientation = 1): Promise<Buffer> {
  const jpg = withJfif(await encoded(raw).jpeg({ quality, chromaSubsampling: '4:4:4' }).toBuffer())
  return orientation === 1 ? jpg : withOrientation(jpg, orientation)
}

/** A decoded result. */
export interface Pixels extends Raw {
  readonly at: (x: number, y: number) => Color
}

function withLook(raw: Raw): Pixels {
  const { data, width, channels } = raw
  const at = (x: number, y: number) => [...data.subarray((y * width + x) * channels).subarray(0, channels)]
  return { ...raw, at }
}

/** A result in any format; of an animation the first frame. */
export async function decoded(file: Uint8Array): Promise<Pixels> {
  if (recognise(file) === 'bmp') return withLook(decodeBmp(file))
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true })
  const { width, height } = info
  return withLook({ data, width, height, channels: info.channels === 4 ? 4 : 3 })
}

/** The frames of an animation. */
export async function framesOf(file: Uint8Array): Promise<Pixels[]> {
  const { data, info } = await sharp(file, { animated: true }).raw().toBuffer({ resolveWithObject: true })
  const { width, channels: bands, pageHeight: height = info.height } = info
  const channels = bands === 4 ? 4 : 3
  const bytes = width * height * channels
  return Array.from({ length: info.height / height }, (_, page) =>
    withLook({ data: data.subarray(page * bytes, (page + 1) * bytes), width, height, channels }),
  )
}

/** The pixels that a process makes of a file, looked at without loss. */
export async function pixelsOf(
  file: Uint8Array,
  actions: string,
  options?: ProcessImageOptions,
): Promise<Pixels> {
  const { data } = await processImage(file, `image/${actions}/format,png`, options)
  return decoded(data)
}

/** The smallest box around all pixels of a kind, not white unless told; undefined where there are none. */
export function inkOf(
  { data, width, height, channels }: Raw,
  isInk = (color: Uint8Array) => color.subarray(0, 3).some((level) => level !== 255),
): Region | undefined {
  let [left, top, right, bottom] = [width, height, -1, -1]
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (!isInk(data.subarray(pixel * channels, (pixel + 1) * channels))) continue
    const [x, y] = [pixel % width, Math.floor(pixel / width)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 }
}

/** The largest difference of two colours in any channel. */
export function distance(one: Color, other: Color): number {
  return Math.max(...one.map((value, channel) => Math.abs(value - (other[channel] ?? 255))))
}
