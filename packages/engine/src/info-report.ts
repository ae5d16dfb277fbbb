import type { ImageMetadata } from './metadata.ts'

/**
 * The body of `image/info`, byte for byte as the service writes it: keys in order, every value a string,
 * the closing brace behind the last one. Source: OSS, "Query image information".
 */
export function infoReport(metadata: ImageMetadata, exif: Readonly<Record<string, string>> = {}): string {
  const { bytes, format, pages, width, height } = metadata
  const facts: Record<string, string> = {
    ...(format === 'jpg' ? resolution(metadata) : {}),
    // EXIF knows the resolution better than JFIF, and the header knows the size better than EXIF.
    ...exif,
    FileSize: String(bytes),
    Format: format,
    FrameCount: String(pages),
    ImageHeight: String(height),
    ImageWidth: String(width),
  }
  const lines = Object.keys(facts)
    .sort()
    .map((key) => `    ${JSON.stringify(key)}: {"value": ${JSON.stringify(facts[key])}}`)
  return `{\n${lines.join(',\n')}}`
}

/** JFIF counts its units from 0 (none), EXIF and the service from 1. */
function resolution({ density }: ImageMetadata): Record<string, string> {
  const { unit, x, y } = density ?? { unit: 0, x: 1, y: 1 }
  return { ResolutionUnit: String(unit + 1), XResolution: `${x}/1`, YResolution: `${y}/1` }
}
