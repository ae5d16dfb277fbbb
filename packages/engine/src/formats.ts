import type { Format } from '@ossimg/grammar'

/** What the engine can do with a format. */
export interface FormatTraits {
  readonly contentType: string
  /** Can a source of this format be processed? */
  readonly readable: boolean
  /** Can a result be encoded in this format? */
  readonly writable: boolean
  /** Can a result of this format be transparent? */
  readonly alpha: boolean
}

/** Every format of the dialect. */
export const FORMAT_TRAITS: Readonly<Record<Format, FormatTraits>> = {
  jpg: { contentType: 'image/jpeg', readable: true, writable: true, alpha: false },
  png: { contentType: 'image/png', readable: true, writable: true, alpha: true },
  webp: { contentType: 'image/webp', readable: true, writable: true, alpha: true },
  gif: { contentType: 'image/gif', readable: false, writable: false, alpha: true },
  bmp: { contentType: 'image/bmp', readable: false, writable: false, alpha: true },
  tiff: { contentType: 'image/tiff', readable: false, writable: false, alpha: true },
  heic: { contentType: 'image/heic', readable: false, writable: false, alpha: true },
  avif: { contentType: 'image/avif', readable: false, writable: false, alpha: true },
}
