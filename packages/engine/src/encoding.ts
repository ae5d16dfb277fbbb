import type { Format, Operation } from '@ossimg/grammar'
import type { Canvas, StageBase } from './canvas.ts'
import type { Animation, Orientation } from './metadata.ts'

/** How the result is written. */
export interface Encoding {
  readonly format: Format
  /** 1 to 100 for jpg and webp; null where there is none. */
  readonly quality: number | null
  /** Colour resolution of a jpg. */
  readonly chroma: '4:2:0' | '4:4:4'
  /** Progressive jpg? */
  readonly progressive: boolean
  /** The orientation tag that a jpg keeps; null: none. */
  readonly orientation: Orientation | null
  /** When the frames are shown; null: one frame. */
  readonly animation: Animation | null
}

/** Quality where neither source nor request tells one. */
const DEFAULT_QUALITY: Partial<Record<Format, number>> = { jpg: 80, webp: 75 }

/** The encoding that a canvas asks for at its end. */
export function encodingOf(canvas: Canvas, animation: Animation | undefined): Encoding {
  const { format } = canvas
  return {
    format,
    quality: qualityOf(canvas),
    chroma: canvas.marked ? '4:4:4' : '4:2:0',
    progressive: format === 'jpg' && canvas.progressive,
    orientation: format === 'jpg' ? canvas.tag : null,
    animation: canvas.pages > 1 ? (animation ?? null) : null,
  }
}

/** The quality that is asked for, the source's own, or the format's default. */
function qualityOf({ format, quality, sourceQuality }: Canvas): number | null {
  const fallback = DEFAULT_QUALITY[format]
  if (fallback === undefined) return null
  return quality ?? (format === 'jpg' ? (sourceQuality ?? fallback) : fallback)
}

/**
 * The quality that an operation asks for on a canvas. `q` is a percentage of what the stage starts from, `Q` a
 * ceiling for a jpg source's own; where nothing is known of these, both are the number itself.
 * Source: OSS, "Adjust image quality".
 */
export function askedQuality(
  { absolute, relative }: Operation<'quality'>,
  { base, sourceQuality }: Canvas,
): number | undefined {
  if (absolute !== undefined) return Math.min(absolute, sourceQuality ?? absolute)
  if (relative === undefined || base.quality === undefined) return relative
  return Math.max(1, Math.round((base.quality * relative) / 100))
}

/** What a stage behind a pipe starts from: the format and quality that `canvas` would be written with. */
export function baseAfter(canvas: Canvas): StageBase {
  return { format: canvas.format, quality: qualityOf(canvas) ?? canvas.base.quality }
}
