/** The picture formats the engine recognises. */
export type ImageFormat = 'jpg' | 'png' | 'webp' | 'gif' | 'bmp' | 'tiff' | 'heic' | 'avif'

/**
 * How the stored rows lie in the upright picture, as EXIF numbers it: 1 upright, 3 upside down, 6 to be turned 90°
 * clockwise, 8 90° anticlockwise, 2, 4, 5 and 7 mirrored as well. From 5 on width and height change places.
 */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** The density of a JFIF header. */
export interface Density {
  /** 0: `x` and `y` are an aspect ratio; 1: px an inch; 2: px a centimetre */
  readonly unit: 0 | 1 | 2
  /** 1 to 65,535 */
  readonly x: number
  /** 1 to 65,535 */
  readonly y: number
}

/** When the frames of an animation are shown. */
export interface Animation {
  /** Milliseconds that each frame stays, one entry a frame. */
  readonly delays: readonly number[]
  /** How often it is played; 0: for ever. */
  readonly loop: number
}

/** What the header of a picture says. */
export interface ImageMetadata {
  readonly format: ImageFormat
  /** px as stored, before `orientation`; of one page */
  readonly width: number
  /** px as stored, before `orientation`; of one page */
  readonly height: number
  /** Frames of a gif or webp, directories of a tiff; 1 for all other formats. */
  readonly pages: number
  readonly orientation: Orientation
  /** Can the picture, or its first frame, be transparent somewhere? Never so for a jpg. */
  readonly alpha: boolean
  /** Are its samples no 8-bit red, green and blue, but grey, CMYK or deeper, so that decoding converts them? */
  readonly converted?: true
  /** The size of the file. */
  readonly bytes: number
  /** gif and webp with more than one frame only */
  readonly animation?: Animation
  /** 1 to 100, estimated from the quantisation tables; jpg only. */
  readonly quality?: number
  /** jpg only */
  readonly progressive?: boolean
  /** jpg with a JFIF header only */
  readonly density?: Density
}
