import sharp, { type Sharp } from 'sharp'
import { EngineError } from './errors.ts'
import { escapeXml } from './fonts/configuration.ts'
import { currentFonts } from './fonts/current.ts'
import type { Raw } from './pixels/raw.ts'
import { createRawCache } from './pixels/raw-cache.ts'
import { withShadow } from './pixels/shadow.ts'

/** A text and how it is drawn. Source: OSS, Image Processing, "Add watermarks". */
export interface TextStyle {
  /** One line: line breaks and tabs become a space, other control characters go. */
  readonly content: string
  /** One of OSS's font names; all of them are drawn in the one family that is installed. */
  readonly font: string
  /** px of an em, 1 to 1000 */
  readonly size: number
  /** RRGGBB */
  readonly color: string
  /** The opacity of the shadow in percent, 0 (none) to 100. */
  readonly shadow: number
  /** Degrees clockwise, 0 to 360. */
  readonly rotate: number
}

/** A text without ink. */
const BLANK: Raw = { data: new Uint8Array(4), width: 1, height: 1, channels: 4 }

/** px; the longest side the renderer can draw. */
const LONGEST_SIDE = 32_767

/** The largest overlay, 128 MiB: a long line turned by 45° would take many times that, nearly all of it empty. */
const MOST_PIXELS = 2 ** 25

/** Enough for hundreds of ordinary texts, so that measuring one and drawing it renders it once. */
const overlays = createRawCache(2 ** 24)

/**
 * Draws a text: its ink without any margin, with four channels, on a transparent canvas that holds the shadow and, when
 * turned, the bounding box. A text without ink is one transparent pixel. The pixels are shared and must not be written.
 *
 * Throws `WatermarkError` when the text is wider than 32,767 px or takes more than 33,554,432 pixels.
 */
export async function renderText(mark: TextStyle): Promise<Raw> {
  const content = toLine(mark.content)
  if (content.trim() === '') return BLANK
  const { family, revision } = await currentFonts()
  const { size, shadow } = mark
  const color = mark.color.toUpperCase()
  const angle = mark.rotate % 360
  const key = JSON.stringify([revision, content, size, color, shadow, angle])
  return overlays.get(key, async () => {
    const ink = await drawInk(content, `${family}, ${size}`, color)
    if (ink === undefined) return BLANK
    const offset = Math.max(1, Math.round(size / 20))
    return turn(shadow > 0 ? withShadow(ink, { opacity: shadow, offset }) : ink, angle)
  })
}

/** The size of what `renderText` draws, px. Throws what it throws. */
export async function measureText(mark: TextStyle): Promise<{ width: number; height: number }> {
  const { width, height } = await renderText(mark)
  return { width, height }
}

function toLine(content: string): string {
  return content.replace(/[\t\n\v\f\r\u0085\u2028\u2029]+/g, ' ').replace(/\p{Cc}/gu, '')
}

/**
 * The ink of a line, or undefined when it has none. The comma ends the family, whose name may otherwise be taken for a
 * style in part; the language keeps the environment's from choosing glyphs.
 */
async function drawInk(line: string, font: string, color: string): Promise<Raw | undefined> {
  const text = `<span foreground="#${color}" lang="zh-cn">${escapeXml(line)}</span>`
  try {
    return await toRaw(sharp({ text: { text, font, dpi: 72, rgba: true } }))
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : ''
    if (message.includes('no text to render')) return undefined
    if (message.includes('too big')) throw tooLarge(cause)
    throw cause
  }
}

async function turn(raw: Raw, angle: number): Promise<Raw> {
  if (angle === 0) return raw
  const radians = (angle * Math.PI) / 180
  const [across, along] = [Math.abs(Math.cos(radians)), Math.abs(Math.sin(radians))]
  const { data, width, height, channels } = raw
  if ((width * across + height * along) * (width * along + height * across) > MOST_PIXELS) throw tooLarge()
  const background = { r: 0, g: 0, b: 0, alpha: 0 }
  return toRaw(sharp(data, { raw: { width, height, channels } }).rotate(angle, { background }))
}

async function toRaw(picture: Sharp): Promise<Raw> {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true })
  if (Math.max(info.width, info.height) > LONGEST_SIDE || info.width * info.height > MOST_PIXELS)
    throw tooLarge()
  return { data, width: info.width, height: info.height, channels: 4 }
}

function tooLarge(cause?: unknown): EngineError {
  return new EngineError('WatermarkError', 'The watermark text is too large to be drawn.', {
    operation: 'watermark',
    cause,
  })
}
