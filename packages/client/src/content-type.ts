import { FORMATS } from '@ossimg/grammar'

const TYPES: ReadonlyMap<string, string> = new Map([
  ...FORMATS.map((format) => [format, `image/${format}`] as const),
  ['jpg', 'image/jpeg'],
  ['jpeg', 'image/jpeg'],
  ['tif', 'image/tiff'],
])

/** The Content-Type of an image by its key, as the official SDKs guess it: `a/b.JPG` is `image/jpeg`. */
export function guessContentType(key: string): string | undefined {
  return TYPES.get(key.slice(key.lastIndexOf('.') + 1).toLowerCase())
}
