import sharp, { type Sharp } from 'sharp'
import type { ImageFormat } from './metadata.ts'
import type { Raw } from './pixels/raw.ts'
import type { ImagePlan } from './plan.ts'
import type { Step } from './step.ts'

/** Opens the file that `plan` was made for; one that holds more pixels than were planned for is refused. */
export function openFile(source: Uint8Array, { cost }: ImagePlan): Sharp {
  return sharp(source, { failOn: 'error', limitInputPixels: cost.decodedPixels })
}

/** What a pipeline makes, as raw pixels. */
export async function toRaw(pipeline: Sharp): Promise<Raw> {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height, channels: info.channels === 4 ? 4 : 3 }
}

/** Formats that only hold samples of 8 bits. */
const SHALLOW: readonly ImageFormat[] = ['jpg', 'webp', 'gif']

/**
 * The upright picture of a file that sharp's stages would not treat as RGB of 8 bits; undefined for all others, which
 * the first pass may read. On a grey picture the colour of a border turns grey, and a picture of 16 bits with a
 * profile would keep the colour values of Display P3.
 */
export async function decodeUnusual(source: Uint8Array, plan: ImagePlan): Promise<Raw | undefined> {
  const tints = plan.passes[0]?.steps.some(addsColor) ?? false
  if (!tints && SHALLOW.includes(plan.decode.format)) return undefined
  const file = openFile(source, plan)
  const { space, hasProfile } = await file.metadata()
  const grey = tints && (space === 'b-w' || space === 'grey16')
  const wide = space === 'rgb16' && hasProfile
  if (!grey && !wide) return undefined
  const upright = plan.decode.orientation === 1 ? file : file.autoOrient()
  return toRaw(wide ? upright.withIccProfile('srgb') : upright)
}

function addsColor(step: Step): boolean {
  return step.type === 'extend' && !/^(..)\1\1$/.test(step.color)
}
