import { encodeBase64 } from '@ossimg/grammar'
import { type Output, processImage } from '../src/index.ts'
import { animated, asPng, BLUE, type Color, drawn, GREEN, RED, YELLOW } from './pictures.ts'

export const [WIDTH, HEIGHT] = [100, 60]
export const TIMING = { delay: [100, 250, 30], loop: 5 }

/** Frames that have no colour in common. */
export const COLORS: readonly Color[] = [RED, GREEN, BLUE]

/** A frame of one colour. */
export const flat = (color: Color) => drawn(WIDTH, HEIGHT, () => color)

/** Flat colours survive a palette, and a lossy webp loses some levels. */
export const LOSS = { gif: 3, webp: 18 } as const

/** The formats of animations. */
export const FORMATS = ['gif', 'webp'] as const

/** Three frames of 100 × 60. */
export function threeFrames(format: (typeof FORMATS)[number]): Promise<Buffer> {
  const frames = animated(COLORS.map(flat))
  return (format === 'gif' ? frames.gif(TIMING) : frames.webp({ ...TIMING, lossless: true })).toBuffer()
}

const mark = asPng(drawn(20, 20, () => YELLOW))

/** A watermark of a yellow square, 20 × 20. */
export const MARK = `watermark,image_${encodeBase64('mark')}`

/** The same square, 8 × 8. */
export const SMALL_MARK = `watermark,image_${encodeBase64('mark?x-oss-process=image/resize,w_8')}`

/** Processes a picture; its marks are that square. */
export async function process(file: Uint8Array, actions: string): Promise<Output> {
  return processImage(file, `image/${actions}`, { images: { mark: await mark } })
}
