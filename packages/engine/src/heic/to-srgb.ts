import sharp from 'sharp'
import type { Raw } from '../pixels/raw.ts'
import { tiffEnvelope } from './tiff-envelope.ts'

/** The picture in sRGB. One whose ICC profile cannot be used, or is not one of RGB, is taken to be so already. */
export async function toSrgb(raw: Raw, profile: Uint8Array): Promise<Raw> {
  const { data, info } = await sharp(tiffEnvelope(raw, profile), { limitInputPixels: false, failOn: 'none' })
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 }
}
