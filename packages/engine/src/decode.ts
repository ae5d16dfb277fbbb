import sharp, { type Sharp } from 'sharp'
import { decodeBmp } from './bmp/decode.ts'
import { isComplete } from './complete.ts'
import { damaged, EngineError, unsupportedFormat } from './errors.ts'
import { decodeHeic } from './heic/decode-heic.ts'
import type { ImageFormat, Orientation } from './metadata.ts'
import { withoutAlpha } from './pixels/mark.ts'
import type { Raw } from './pixels/raw.ts'
import type { Decoding } from './plan.ts'
import { recognise } from './probe.ts'

/** A file that sharp decodes in its first pass. */
export interface File {
  readonly bytes: Uint8Array
  /** Pixels that it was planned to hold: a file with more is not decoded. */
  readonly pixels: number
}

/** A picture on its way. */
export type Picture = Raw | File

/** Is the picture decoded? */
export function isRaw(picture: Picture): picture is Raw {
  return 'channels' in picture
}

/**
 * Makes a file ready for the first pass. Formats that sharp has no reader for, and pictures that it would
 * not treat as its other steps expect, are decoded here; the others stay as they are, because sharp
 * decodes and scales in one go.
 *
 * @param pixels that the plan was made for.
 * @throws EngineError when the file is not of the format that the plan was made for, or damaged.
 */
export async function load(bytes: Uint8Array, decoding: Decoding, pixels: number): Promise<Picture> {
  checkFile(bytes, decoding.format)
  const file = { bytes, pixels }
  switch (decoding.format) {
    case 'bmp':
      return decodeBmp(bytes, pixels)
    case 'heic':
      return decodeHeic(bytes)
    case 'gif':
      // Its decoder adds an alpha channel to every picture.
      return decoding.alpha ? file : withoutAlpha(await fromFile(() => toRaw(open(file))))
    case 'png':
    case 'tiff':
    case 'avif':
      return decoding.converted ? fromFile(() => decodeDeep(file, decoding)) : file
    default:
      return file
  }
}

/** sharp reduces 16 bits to 8 without a look at the profile, so that Display P3 would pass for sRGB. */
async function decodeDeep(file: File, { orientation }: Decoding): Promise<Picture> {
  const picture = open(file)
  const { space, hasProfile } = await picture.metadata()
  if (space !== 'rgb16' || !hasProfile) return file
  const upright = orientation === 1 ? picture : picture.autoOrient()
  return toRaw(upright.withIccProfile('srgb'))
}

/** sharp has more readers than we trust, so nothing reaches it that was not recognised. */
export function checkFile(file: Uint8Array, format: ImageFormat): void {
  if (recognise(file) !== format) throw unsupportedFormat()
  if (!isComplete(file, format)) throw damaged()
}

/** Starts a sharp pipeline. */
export function open(picture: Picture): Sharp {
  if (!isRaw(picture)) return sharp(picture.bytes, { failOn: 'error', limitInputPixels: picture.pixels })
  const { data, width, height, channels } = picture
  return sharp(data, { raw: { width, height, channels }, limitInputPixels: false })
}

/**
 * Ends a sharp pipeline in raw pixels: three channels, or four with alpha.
 *
 * @throws EngineError `BadRequest` for what has more, such as a tiff from a satellite.
 */
export async function toRaw(pipeline: Sharp): Promise<Raw> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  if (channels !== 3 && channels !== 4) throw unsupportedFormat()
  return { data, width, height, channels }
}

/** Lets what fails while a file is decoded be the file's fault. */
export async function fromFile<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof EngineError) throw error
    throw damaged(error)
  }
}

/** Bytes of raw frames that are decoded at a time. */
const FRAME_BUDGET = 256 * 1024 * 1024

/** The frames of an animation, one after another, whole and upright. */
export async function* frames(
  file: Uint8Array,
  { format, orientation, pages }: Decoding,
  frameBytes: number,
): AsyncGenerator<Raw> {
  checkFile(file, format)
  // Each run decodes from the first frame on, so there should be few of them.
  const run = Math.max(1, Math.floor(FRAME_BUDGET / frameBytes))
  for (let start = 0; start < pages; start += run) {
    const count = Math.min(run, pages - start)
    const limitInputPixels = (frameBytes / 4) * count
    const options = { failOn: 'error', limitInputPixels, page: start, pages: count } as const
    const { data, width, height, channels } = await fromFile(() => toRaw(sharp(file, options)))
    const bytes = data.length / count
    for (let page = 0; page < count; page++) {
      const frame = data.subarray(page * bytes, (page + 1) * bytes)
      yield await upright({ data: frame, width, height: height / count, channels }, orientation)
    }
  }
}

/** What undoes an orientation: a mirror, then a turn clockwise, as sharp does them in one pass. */
const UPRIGHT: Readonly<Record<Orientation, { readonly angle: number; readonly mirror?: 'flip' | 'flop' }>> =
  {
    1: { angle: 0 },
    2: { angle: 0, mirror: 'flop' },
    3: { angle: 180 },
    4: { angle: 0, mirror: 'flip' },
    5: { angle: 270, mirror: 'flop' },
    6: { angle: 90 },
    7: { angle: 90, mirror: 'flop' },
    8: { angle: 270 },
  }

/** Raw pixels carry no tag, so sharp could not know by itself. */
async function upright(frame: Raw, orientation: Orientation): Promise<Raw> {
  if (orientation === 1) return frame
  const { angle, mirror } = UPRIGHT[orientation]
  const turned = open(frame).rotate(angle)
  return toRaw(mirror ? turned[mirror]() : turned)
}
