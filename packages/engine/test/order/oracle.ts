import sharp, { type Sharp } from 'sharp'
import { average } from '../../src/pixels/average.ts'
import { blur } from '../../src/pixels/gaussian.ts'
import { circleMask, roundedMask, withMask } from '../../src/pixels/masks.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import type { Mark, Step } from '../../src/step.ts'
import { renderText } from '../../src/text.ts'

interface Planned {
  readonly step: Step
}

/** Decoded images to draw, by key. */
type Images = Readonly<Record<string, Raw>>

/**
 * Does every step by itself, from raw pixels to raw pixels, so that sharp's own order has no say. Shares
 * nothing with the executor but the drawing of texts, the averaging, blurring and masks, which have tests of
 * their own.
 */
export async function literally(steps: readonly Planned[], picture: Raw, images: Images = {}): Promise<Raw> {
  let current = picture
  for (const { step } of steps) {
    if (step.type === 'scale' && step.resampling === 'area') {
      current = average(current, step.width, step.height)
      continue
    }
    if (step.type === 'blur' && step.precision === 'exact') {
      current = blur(current, step.radius, step.sigma)
      continue
    }
    if (step.type === 'mask') {
      const { width, height, radius } = step
      const mask = step.shape === 'circle' ? circleMask(width) : roundedMask(width, height, radius)
      current = withMask(current, mask)
      continue
    }
    const alpha = current.channels === 4
    const { data, width, height, channels } = current
    const one: Sharp = sharp(data, { raw: { width, height, channels } })
    switch (step.type) {
      case 'orient':
      case 'blur':
        throw new Error(`${step.type} of such a kind does not occur here`)
      case 'extract':
        one.extract(step.region)
        break
      case 'scale':
        one.resize(step.width, step.height, { fit: 'fill', kernel: 'cubic' })
        break
      case 'turn':
        one.rotate(step.angle)
        break
      case 'rotate':
        one.rotate(step.angle, { background: step.background ? `#${step.background}` : '#0000' })
        break
      case 'extend':
        one.extend({ ...step, background: `#${step.color}` })
        break
      case 'convolve':
        one.convolve({ width: 3, height: 3, scale: 1, kernel: [...step.kernel] })
        break
      case 'linear':
        one.linear(step.multiply, step.add)
        break
      case 'flatten':
        one.flatten({ background: `#${step.color}` })
        break
      case 'overlay':
        one.composite(await Promise.all(step.marks.map((mark) => pasted(mark, images))))
        if (!alpha) one.removeAlpha()
        break
    }
    const done = await one.raw().toBuffer({ resolveWithObject: true })
    const made = done.info.channels
    if (made !== 3 && made !== 4) throw new Error(`${step.type} made ${made} channels`)
    current = { data: done.data, width: done.info.width, height: done.info.height, channels: made }
  }
  return current
}

/** A mark as sharp draws it, by sharp's own cutting and fading instead of ours. */
async function pasted(mark: Mark, images: Images) {
  const { data, width, height, channels } = await pictureOf(mark, images)
  const faded = await sharp(data, { raw: { width, height, channels } })
    .ensureAlpha()
    .extract(mark.clip)
    .linear([1, 1, 1, mark.opacity / 100], [0, 0, 0, 0])
    .png()
    .toBuffer()
  if (!mark.tile) return { input: faded, left: mark.left, top: mark.top }
  const { left, top, tile, clip } = mark
  const right = tile.width - clip.width - left
  const bottom = tile.height - clip.height - top
  const cell = await sharp(faded).extend({ left, top, right, bottom, background: '#0000' }).png().toBuffer()
  return { input: cell, tile: true, gravity: 'northwest' }
}

/** An image is prepared literally, too. */
async function pictureOf(mark: Mark, images: Images): Promise<Raw> {
  if ('text' in mark) return renderText(mark.text)
  const picture = images[mark.image]
  if (!picture) throw new Error(`no image ${mark.image}`)
  const steps = mark.plan?.passes.flatMap((pass) => pass.steps) ?? []
  return literally(
    steps.map((step) => ({ step })),
    picture,
  )
}

/** The largest difference of two pictures, in levels of premultiplied colour and of alpha. */
export function largestDifference(one: Raw, other: Raw): number {
  if (one.width !== other.width || one.height !== other.height) return Number.POSITIVE_INFINITY
  if (one.channels !== other.channels) return Number.POSITIVE_INFINITY
  let largest = 0
  const { channels } = one
  for (let at = 0; at < one.data.length; at += channels) {
    const alpha = channels === 4 ? (one.data[at + 3] ?? 0) / 255 : 1
    const otherAlpha = channels === 4 ? (other.data[at + 3] ?? 0) / 255 : 1
    for (let channel = 0; channel < 3; channel++) {
      const difference = (one.data[at + channel] ?? 0) * alpha - (other.data[at + channel] ?? 0) * otherAlpha
      largest = Math.max(largest, Math.abs(difference))
    }
    largest = Math.max(largest, Math.abs(alpha - otherAlpha) * 255)
  }
  return largest
}
