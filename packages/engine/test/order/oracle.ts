import sharp, { type Sharp } from 'sharp'
import type { PlannedStep } from '../../src/passes.ts'
import { average } from '../../src/pixels/average.ts'
import type { Raw } from '../../src/pixels/raw.ts'
import type { Mark } from '../../src/step.ts'
import { renderText } from '../../src/text.ts'

/**
 * Does every step by itself, from raw pixels to raw pixels, so that sharp's own order has no say. Shares
 * nothing with the executor but the drawing of texts and the averaging, which have tests of their own.
 */
export async function literally(steps: readonly PlannedStep[], picture: Raw): Promise<Raw> {
  let current = picture
  for (const { step } of steps) {
    if (step.type === 'scale' && step.resampling === 'area') {
      current = average(current, step.width, step.height)
      continue
    }
    const alpha = current.channels === 4
    const { data, width, height, channels } = current
    const one: Sharp = sharp(data, { raw: { width, height, channels } })
    switch (step.type) {
      case 'orient':
        throw new Error('a raw picture has no orientation')
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
      case 'flatten':
        one.flatten({ background: `#${step.color}` })
        break
      case 'overlay':
        one.composite(await Promise.all(step.marks.map((mark) => pasted(mark))))
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

/** A text mark as sharp draws it, by sharp's own cutting and fading instead of ours. */
async function pasted(mark: Mark) {
  if (!('text' in mark)) throw new Error('only texts are drawn here')
  const { data, width, height } = await renderText(mark.text)
  const faded = await sharp(data, { raw: { width, height, channels: 4 } })
    .extract(mark.clip)
    .linear([1, 1, 1, mark.opacity / 100], [0, 0, 0, 0])
    .png()
    .toBuffer()
  if (!mark.tile) return { input: faded, left: mark.left, top: mark.top }
  const right = mark.tile.width - mark.clip.width
  const bottom = mark.tile.height - mark.clip.height
  const cell = await sharp(faded).extend({ right, bottom, background: '#0000' }).png().toBuffer()
  return { input: cell, tile: true, gravity: 'northwest' }
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
