import type { Format } from '@ossimg/grammar'

/** What the engine can do with a format. */
export interface FormatTraits {
  readonly contentType: string
  /** Can a result be encoded in this format? */
  readonly writable: boolean
  /** Can a result of this format be transparent? */
  readonly alpha: boolean
  /** Can a result of this format have several frames? */
  readonly animation?: true
}

/** Every format of the dialect. */
export const FORMAT_TRAITS: Readonly<Record<Format, FormatTraits>> = {
  jpg: { contentType: 'image/jpeg', writable: true, alpha: false },
  png: { contentType: 'image/png', writable: true, alpha: true },
  webp: { contentType: 'image/webp', writable: true, alpha: true, animation: true },
  gif: { contentType: 'image/gif', writable: true, alpha: true, animation: true },
  bmp: { contentType: 'image/bmp', writable: true, alpha: true },
  tiff: { contentType: 'image/tiff', writable: true, alpha: true },
  heic: { contentType: 'image/heic', writable: false, alpha: true },
  avif: { contentType: 'image/avif', writable: true, alpha: true },
}
