/**
 * A decoded picture: 8 bits a sample, sRGB, interleaved rows from the top without padding. Three channels are red,
 * green and blue; the fourth is alpha, 0 transparent to 255 opaque, and colour is not multiplied by it.
 */
export interface Raw {
  /** Exactly `width × height × channels` bytes. May be shared: never written to once handed out. */
  readonly data: Uint8Array
  /** px, at least 1 */
  readonly width: number
  /** px, at least 1 */
  readonly height: number
  readonly channels: 3 | 4
}
